-- How did the citations of a work grow, month by month?
SELECT month, citing_papers, cumulative_citing_papers, undated_papers
FROM marts.citation_timeline
WHERE hub_title LIKE 'Sparse Rehearsal%'
ORDER BY month DESC
LIMIT 6;
