-- Which works are cited most, by what their pages print, and of how many citing papers is there a row?
SELECT title, tier, citing_papers_printed, citing_papers_known, is_complete
FROM marts.hub_overview
ORDER BY citing_papers_printed DESC NULLS LAST, title
LIMIT 5;
