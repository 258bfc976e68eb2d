-- needs: decided_identities
-- When each paper was posted: the earliest and the latest date that a page prints for it. A printed date is part of the
-- combination of keys by which its row identifies the paper.
CREATE OR REPLACE TEMP TABLE decided_dates AS
SELECT paper_id, min(posted_on) AS first_posted_on, max(posted_on) AS last_posted_on
FROM decided_identities
WHERE posted_on IS NOT NULL
GROUP BY paper_id;
