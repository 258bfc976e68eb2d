SELECT
    strftime(captured_at, '%Y-%m-%d %H:%M') AS captured_on, rendering, outcome, is_complete,
    text_lines, residue_lines, quarantined_cells,
    claims, claims_agreeing, claims_explained, claims_disagreeing, claims_unverifiable
FROM marts.capture_quality
WHERE hub_id = '{hub_id}'
ORDER BY captured_at DESC, capture_id
LIMIT 8
