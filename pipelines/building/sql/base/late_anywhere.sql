-- needs: landed, seen
-- Captures that landed after a capture, of any hub, that was taken later.
CREATE OR REPLACE TEMP TABLE late_anywhere AS
SELECT capture_id, landed_at
FROM (
    SELECT
        seen.capture_id, seen.seq, landed.landed_at,
        max(seen.seq) OVER (
            ORDER BY landed.landed_at RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP
        ) AS newest
    FROM seen
    JOIN landed USING (capture_id)
)
WHERE seq < newest;
