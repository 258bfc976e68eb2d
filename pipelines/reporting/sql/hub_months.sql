SELECT strftime(month, '%Y-%m') AS month, citing_papers, cumulative_citing_papers
FROM marts.citation_timeline
WHERE hub_id = '{hub_id}'
ORDER BY citation_timeline.month
