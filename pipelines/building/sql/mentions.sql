-- Every row of both lists with its capture. A row that lacks an id, and a date or a category, is known by the hub that
-- shows it (place) where nothing better tells it apart. Input: seen.
CREATE OR REPLACE TEMP VIEW mentions AS
SELECT
    rows.*,
    seen.hub_id,
    seen.captured_at,
    seen.filters,
    seen.seq AS capture_seq,
    CASE WHEN rows.arxiv_id IS NULL AND (rows.posted_on IS NULL OR rows.category IS NULL) THEN seen.hub_id END AS place
FROM citing_paper_readings AS rows
JOIN seen USING (capture_id);
