-- needs: citing_paper_readings, seen, title_keys
-- Every row of both lists with its capture. The hub (place) helps to identify the paper of a row that has no id and
-- lacks a date or a category, or that has a generic title.
CREATE OR REPLACE TEMP VIEW mentions AS
SELECT
    rows.*,
    seen.hub_id,
    seen.captured_at,
    seen.confirmed_at,
    seen.filters,
    seen.seq AS capture_seq,
    CASE
        WHEN common.title IS NOT NULL
            OR (rows.arxiv_id IS NULL AND (rows.posted_on IS NULL OR rows.category IS NULL)) THEN seen.hub_id
    END AS place
FROM citing_paper_readings AS rows
JOIN seen USING (capture_id)
LEFT JOIN (SELECT title FROM title_keys WHERE NOT has_own_title) AS common ON common.title = rows.title;
