-- needs: batches, captures_now, landed, late_anywhere, seen
-- The captures that are not in the published file, and whether its rows are still valid (docs/decisions/0027).
-- The published file is attached as `former`.
CREATE TEMP TABLE new_captures AS
SELECT capture_id, hub_id, captured_at, landed_at, read_as, confirms
FROM landed
ANTI JOIN former.main.captures AS captures USING (capture_id);

-- A response without news affects no hub: it only advances when the rows of the confirmed capture were last seen.
CREATE TEMP TABLE arrived AS
SELECT * EXCLUDE (confirms) FROM new_captures WHERE confirms IS NULL;

CREATE TEMP TABLE confirmed AS
SELECT capture_id, hub_id::UUID AS hub_id, confirmed_at FROM seen WHERE confirmed_at > captured_at;

-- The reasons why no rows can be carried over; empty if they can.
CREATE TEMP TABLE rebuild_reasons AS
WITH times AS (
    SELECT
        min(captured_at) FILTER (WHERE is_new) AS first_new,
        max(captured_at) FILTER (WHERE NOT is_new) AS last_known,
        min(landed_at) FILTER (WHERE is_new) AS first_landed,
        max(landed_at) FILTER (WHERE NOT is_new) AS last_landed
    FROM (
        SELECT landed.captured_at, landed.landed_at, new_captures.capture_id IS NOT NULL AS is_new
        FROM landed
        LEFT JOIN new_captures USING (capture_id)
        WHERE landed.confirms IS NOT NULL OR landed.capture_id IN (SELECT capture_id FROM seen)
    )
)
SELECT 'a capture is gone, or is read differently' AS rebuild_reason
FROM (FROM former.main.captures EXCEPT FROM captures_now)
UNION
SELECT 'readings were made anew' FROM former.meta.batches ANTI JOIN batches USING (batch)
UNION
SELECT 'a capture is not newer than all of before' FROM times WHERE first_new <= last_known
UNION
SELECT 'a capture landed before others were' FROM times WHERE first_landed < last_landed
UNION
SELECT 'captures landed in another order than they were taken' FROM late_anywhere SEMI JOIN arrived USING (capture_id);
