SELECT
    hub_id::VARCHAR AS hub_id, title, tier, citing_papers_printed, citing_papers_known,
    citing_papers_known / nullif(citing_papers_printed, 0) AS coverage, dominant_role, dominant_percent,
    strftime(last_captured_at, '%Y-%m-%d') AS last_captured_on
FROM marts.hub_overview
ORDER BY citing_papers_printed DESC NULLS LAST, citing_papers_known DESC, 1
LIMIT 25
