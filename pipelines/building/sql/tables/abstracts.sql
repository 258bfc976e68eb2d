-- needs: hub_readings, seen
-- The newest abstract of each hub.
SELECT
    seen.hub_id,
    $newest,
    len(regexp_split_to_array(trim(arg_max(abstract, seq)), '\s+'))::INTEGER AS word_count,
    min(captured_at) AS first_captured_at,
    arg_max(confirmed_at, seq) AS last_captured_at,
    arg_max(capture_id, seq) AS capture_id
FROM seen
JOIN hub_readings USING (capture_id)
WHERE abstract IS NOT NULL
GROUP BY seen.hub_id
