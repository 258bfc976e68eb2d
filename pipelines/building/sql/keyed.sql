-- What rows name their papers by, each combination once: many rows, few papers. A title is compared without case, accents
-- and punctuation; a title of nothing but signs is compared as it is.
CREATE OR REPLACE TEMP TABLE keyed AS
SELECT
    *,
    'title:' || left(sha256(coalesce(
        nullif(trim(regexp_replace(lower(strip_accents(nfc_normalize(title))), '[^\p{L}\p{N}]+', ' ', 'g')), ''),
        title
    )), 20) AS title_key,
    'summary:' || left(sha256(summary), 20) AS summary_key
FROM (
    SELECT DISTINCT arxiv_id, title, summary
    FROM citing_paper_readings
    SEMI JOIN seen USING (capture_id)
    WHERE arxiv_id IS NOT NULL OR title IS NOT NULL OR summary IS NOT NULL
);
