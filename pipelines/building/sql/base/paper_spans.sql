-- needs: late_anywhere, paper_rows
-- The spans of knowledge of papers (`timeline.sql` has those of hubs). They appear in captures of several hubs, so late
-- means after a later capture of any hub.
CREATE TEMP TABLE paper_spans AS
SELECT paper_id, since, lead(since) OVER (PARTITION BY paper_id ORDER BY since) AS until
FROM (
    SELECT DISTINCT paper_id, unnest([late_anywhere.landed_at, '-infinity']) AS since
    FROM paper_rows
    JOIN late_anywhere USING (capture_id)
);
