SELECT
    strftime(max(captured_at) FILTER (is_page), '%Y-%m-%d %H:%M:%S') AS last_page_at,
    strftime(max(captured_at), '%Y-%m-%d %H:%M:%S') AS last_capture_at,
    strftime((max(captured_at, 2) FILTER (is_page))[2], '%Y-%m-%d %H:%M:%S') AS page_before_at
FROM (
    SELECT captured_at, rendering <> 'json' AND filters = '{}' AND is_complete IS NOT NULL AS is_page
    FROM captures
    WHERE hub_id = '{hub_id}' AND outcome IN ('ok', 'pending', 'unchanged')
)
