SELECT
    hubs.title, hubs.tier, hubs.label, hubs.authors, hubs.year, hubs.category, hubs.arxiv_id, hubs.url,
    hubs.dominant_role, hubs.dominant_percent, hubs.citing_papers_printed,
    count(DISTINCT citations.paper_id) FILTER (WHERE is_current) AS citing_papers_known,
    count(DISTINCT citations.paper_id) FILTER (WHERE is_current AND is_representative) AS representative_papers,
    strftime(hubs.first_captured_at, '%Y-%m-%d') AS first_captured_on,
    strftime(hubs.last_captured_at, '%Y-%m-%d') AS last_captured_on,
    strftime(hubs.gone_at, '%Y-%m-%d') AS gone_on
FROM hubs
LEFT JOIN citations USING (hub_id)
WHERE hubs.hub_id = '{hub_id}'
GROUP BY ALL
