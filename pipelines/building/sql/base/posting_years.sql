-- needs: posting_dates
-- In what year a paper was posted, where every page of every hub agrees.
CREATE TEMP TABLE posting_years AS
SELECT paper_id, year(first_posted_on)::INTEGER AS year
FROM posting_dates
WHERE year(first_posted_on) = year(last_posted_on);
