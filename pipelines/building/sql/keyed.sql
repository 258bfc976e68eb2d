-- What rows name their papers by, each combination once: many rows, few papers (docs/decisions/0028).
-- Input: mentions; title_forms and summary_forms, one row per distinct text (pipelines/building/paper_keys.py).

-- The ids that titles and summaries had before decision 0028 still lead to their papers.
CREATE OR REPLACE TEMP TABLE title_keys AS
SELECT
    title,
    'title:' || left(sha256(form), 20) AS title_key,
    'title:' || left(sha256(coalesce(
        nullif(trim(regexp_replace(lower(strip_accents(nfc_normalize(title))), '[^\p{L}\p{N}]+', ' ', 'g')), ''),
        title
    )), 20) AS former_title_key,
    is_own AS has_own_title
FROM title_forms;

CREATE OR REPLACE TEMP TABLE summary_keys AS
SELECT
    summary,
    'summary:' || left(sha256(form), 20) AS summary_key,
    'summary:' || left(sha256(summary), 20) AS former_summary_key,
    is_own AS has_own_summary
FROM summary_forms;

-- exact_key tells apart the rows of one title (or of one summary, without a title) that may be different papers: by date
-- and category, else by the summary, else by the hub. It depends on the row alone.
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
                    WHEN named.place IS NULL THEN ''
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
