-- needs: hub_readings, moments
-- What each capture shows about its hub.
SELECT moments.*, moments.capture_seq AS seq, true AS is_present, hub_readings.* EXCLUDE (capture_id)
FROM moments
JOIN hub_readings USING (capture_id)
