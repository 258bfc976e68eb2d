-- needs: facet_readings, moments
-- The counts in each capture; if a page prints a value twice, the facet takes precedence over the summary.
SELECT
    moments.*,
    moments.capture_seq * 2 + (facet_readings.block = 'facets')::INTEGER AS seq,
    true AS is_present,
    facet_readings.facet, facet_readings.value, facet_readings.n
FROM moments
JOIN facet_readings USING (capture_id)
