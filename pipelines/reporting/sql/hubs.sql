SELECT
    hubs.hub_id::VARCHAR AS hub_id, hubs.title, hubs.tier, hubs.citing_papers_printed,
    count(DISTINCT citations.paper_id) FILTER (WHERE is_current) AS citing_papers_known,
    hubs.dominant_role, hubs.dominant_percent,
    strftime(hubs.last_captured_at, '%Y-%m-%d') AS last_captured_on
FROM hubs
LEFT JOIN citations USING (hub_id)
GROUP BY ALL
ORDER BY hubs.citing_papers_printed DESC NULLS LAST, citing_papers_known DESC, 1
LIMIT 25
