-- needs: summary_keys, titles_keyed
-- The keys by which rows identify their papers, each combination once (docs/decisions/0028).

-- exact_key separates rows with the same title (or, without a title, the same summary) that may be different papers: by
-- date and category, else by summary, else by hub. It depends only on the row itself.
CREATE OR REPLACE TEMP TABLE keyed AS
SELECT
    named.*,
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
FROM titles_keyed AS named
LEFT JOIN summary_keys USING (summary);
