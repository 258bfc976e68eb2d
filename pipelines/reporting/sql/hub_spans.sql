SELECT
    strftime(max(captured_at), '%Y-%m-%d %H:%M:%S') AS last_page_at,
    (
        SELECT strftime(max(captured_at), '%Y-%m-%d %H:%M:%S')
        FROM captures
        WHERE hub_id = '{hub_id}' AND outcome IN ('ok', 'pending', 'unchanged')
    ) AS last_capture_at,
    strftime(max(captured_at, 2)[2], '%Y-%m-%d %H:%M:%S') AS page_before_at
FROM captures
WHERE hub_id = '{hub_id}' AND rendering <> 'json' AND filters = '{}' AND is_complete IS NOT NULL
    AND outcome IN ('ok', 'pending', 'unchanged')
