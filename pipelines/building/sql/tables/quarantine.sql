-- needs: landed, quarantine_readings
-- The cells that were refused, as the parser left them: once for each page, though several captures hold the same bytes.
SELECT quarantine.*
FROM quarantine_readings AS quarantine
JOIN landed USING (capture_id)
WHERE landed.read_as = landed.capture_id
