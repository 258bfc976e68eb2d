-- needs: posting_dates
-- The year in which a paper was posted, if all pages of all hubs agree on it.
CREATE TEMP TABLE posting_years AS
SELECT paper_id, year(first_posted_on)::INTEGER AS year
FROM posting_dates
WHERE year(first_posted_on) = year(last_posted_on);
