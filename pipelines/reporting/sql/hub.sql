SELECT
    title, tier, label, authors, year, category, arxiv_id, url, dominant_role, dominant_percent,
    citing_papers_printed, citing_papers_known, citing_papers_known / nullif(citing_papers_printed, 0) AS coverage,
    representative_papers,
    strftime(first_captured_at, '%Y-%m-%d') AS first_captured_on,
    strftime(last_captured_at, '%Y-%m-%d') AS last_captured_on,
    strftime(gone_at, '%Y-%m-%d') AS gone_on
FROM marts.hub_overview
JOIN (SELECT hub_id, first_captured_at, gone_at FROM hubs) USING (hub_id)
WHERE hub_id = '{hub_id}'
