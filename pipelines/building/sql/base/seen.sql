-- needs: capture_readings, landed
-- What every later statement starts from: captures in the order of valid time.
-- An answer 304 that is no news has no row: it moves on `confirmed_at` of the capture that it confirms (decision 0036).

-- Later captures win; of two at the same instant the rendering that shows more, then the id, so that the order of
-- arrival never matters.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT
    landed.capture_id,
    landed.hub_id,
    landed.url,
    landed.view AS filters, -- with other parameters that may select: such a page is no whole one
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
