-- needs: landed, quarantine_readings
-- The refused cells as the parser left them, once per page even if several captures have the same bytes.
SELECT quarantine.*
FROM quarantine_readings AS quarantine
JOIN landed USING (capture_id)
WHERE landed.read_as = landed.capture_id
