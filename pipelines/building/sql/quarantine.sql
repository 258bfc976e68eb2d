-- The cells that were refused, as the parser left them.
SELECT quarantine.* FROM quarantine_readings AS quarantine JOIN landed USING (capture_id)
