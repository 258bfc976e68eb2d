-- needs: mentions, summary_keys, title_keys
-- The keys by which rows identify their papers, each combination once: many rows, few papers (docs/decisions/0028).

-- exact_key separates rows with the same title (or, without a title, the same summary) that may be different papers: by
-- date and category, else by summary, else by hub. It depends only on the row itself.
CREATE OR REPLACE TEMP TABLE keyed AS
SELECT
    named.*,
    title_key, former_title_key, has_own_title,
    summary_key, former_summary_key, has_own_summary,
    CASE
        WHEN named.arxiv_id IS NOT NULL THEN NULL
        ELSE
            CASE WHEN title_key IS NULL THEN 'summary:' ELSE 'title:' END
            || left(sha256(concat_ws(
                '|',
                coalesce(title_key, summary_key),
                coalesce(named.posted_on::VARCHAR, ''),
                coalesce(named.category, ''),
                CASE
                    WHEN named.posted_on IS NOT NULL AND named.category IS NOT NULL THEN ''
                    WHEN title_key IS NOT NULL AND has_own_summary THEN summary_key
                    ELSE named.place
                END
            )), 20)
    END AS exact_key
FROM (
    SELECT arxiv_id, title, summary, posted_on, category, place, min(captured_at) AS first_seen
    FROM mentions
    WHERE arxiv_id IS NOT NULL OR title IS NOT NULL OR summary IS NOT NULL
    GROUP BY ALL
) AS named
LEFT JOIN title_keys USING (title)
LEFT JOIN summary_keys USING (summary);
