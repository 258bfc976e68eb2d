-- Which works are cited most according to their pages, and how many of the citing papers are known here?
SELECT title, tier, citing_papers_printed, citing_papers_known, is_complete
FROM marts.hub_overview
ORDER BY citing_papers_printed DESC NULLS LAST, title
LIMIT 5;
