WITH counted AS (
    SELECT
        capture_id,
        count(*) AS claims,
        count(*) FILTER (WHERE status = 'agrees') AS claims_agreeing,
        count(*) FILTER (WHERE status = 'explained') AS claims_explained,
        count(*) FILTER (WHERE status = 'disagrees') AS claims_disagreeing,
        count(*) FILTER (WHERE status = 'unverifiable') AS claims_unverifiable
    FROM claims
    WHERE hub_id = '{hub_id}'
    GROUP BY capture_id
)
SELECT
    strftime(captured_at, '%Y-%m-%d %H:%M') AS captured_on, rendering, outcome, is_complete,
    text_lines, residue_lines, quarantined_cells,
    coalesce(claims, 0) AS claims,
    coalesce(claims_agreeing, 0) AS claims_agreeing,
    coalesce(claims_explained, 0) AS claims_explained,
    coalesce(claims_disagreeing, 0) AS claims_disagreeing,
    coalesce(claims_unverifiable, 0) AS claims_unverifiable
FROM captures
LEFT JOIN counted USING (capture_id)
WHERE hub_id = '{hub_id}'
ORDER BY captured_at DESC, capture_id
LIMIT 8
