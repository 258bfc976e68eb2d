-- needs: facet_readings, seen
-- The newest count of each value; if a page prints a value twice, the facet takes precedence over the summary.
SELECT
    hub_id,
    facet,
    value,
    arg_max(n, seq * 2 + (block = 'facets')::INTEGER) AS n,
    min(captured_at) AS first_captured_at,
    max(confirmed_at) AS last_captured_at,
    arg_max(capture_id, seq) AS capture_id
FROM facet_readings
JOIN seen USING (capture_id)
GROUP BY hub_id, facet, value
