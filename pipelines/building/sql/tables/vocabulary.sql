-- needs: recent, word_readings
-- Every word printed where a fixed set is expected, known or new.
SELECT
    kind,
    word,
    bool_and(is_known) AS is_known,
    count(DISTINCT capture_id)::INTEGER AS captures,
    min(captured_at) AS first_captured_at,
    arg_max(confirmed_at, seq) AS last_captured_at,
    arg_max(capture_id, seq) AS capture_id
FROM word_readings
JOIN recent USING (capture_id)
GROUP BY kind, word
