-- needs: capture_readings, landed
-- The usable captures, ordered by valid time: the starting point of all later statements.
-- A 304 response without news has no row: it advances `confirmed_at` of the capture that it confirms (decision 0036).

-- Later captures win. Of two taken at the same instant, the rendering that shows more wins, then the greater id, so
-- that the order of arrival never matters.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT
    landed.capture_id,
    landed.hub_id,
    landed.url,
    landed.view AS filters, -- includes other parameters that may select rows: such a page is not complete
    landed.captured_at,
    landed.confirmed_at,
    capture_readings.rendering,
    capture_readings.is_complete,
    row_number() OVER (
        ORDER BY
            landed.captured_at,
            CASE capture_readings.rendering
                WHEN 'html' THEN 3 WHEN 'json' THEN 2 WHEN 'full_text' THEN 1 ELSE 0
            END,
            landed.capture_id
    ) AS seq
FROM landed
JOIN capture_readings USING (capture_id)
WHERE capture_readings.outcome IN ('ok', 'pending') AND landed.hub_id IS NOT NULL AND landed.confirms IS NULL;
