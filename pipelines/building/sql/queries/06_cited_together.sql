-- Which works are cited together?
SELECT hub_title, other_hub_title, papers_citing_both, round(similarity, 2) AS similarity
FROM marts.co_citation
ORDER BY papers_citing_both DESC, hub_title, other_hub_title
LIMIT 5;
