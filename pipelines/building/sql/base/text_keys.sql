-- needs: summary_forms, title_forms
-- The keys of titles and summaries, and whether each alone can identify a paper. The normalised forms come from Python,
-- one row per distinct text (pipelines/building/paper_keys.py).

-- The ids that titles and summaries had before decision 0028 remain aliases of their papers.
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
