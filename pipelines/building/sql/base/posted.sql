-- needs: observed
-- When each observed paper was posted: the earliest and the latest date printed for it.
CREATE OR REPLACE TEMP VIEW posted AS
SELECT paper_id, min(posted_on) AS first_posted_on, max(posted_on) AS last_posted_on
FROM observed
WHERE posted_on IS NOT NULL
GROUP BY paper_id;
