-- Two counts that every build makes of what does not agree; the numbers in full are for `claims`.
SELECT 'pages_listing_other_than_printed' AS name, count(*) AS n
FROM capture_readings
JOIN seen USING (capture_id)
JOIN hub_readings USING (capture_id)
WHERE seen.rendering = 'html'
    AND seen.filters = '{}'
    AND citing_papers_printed IS DISTINCT FROM citing_papers_listed
UNION ALL
SELECT 'facets_other_than_summary', count(*)
FROM facet_readings AS facets
JOIN facet_readings AS summaries USING (capture_id, facet, value)
JOIN seen USING (capture_id)
WHERE facets.block = 'facets' AND summaries.block = 'summary' AND facets.n <> summaries.n
