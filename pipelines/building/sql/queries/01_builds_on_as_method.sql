-- Which papers of 2026 build on this work as a method, and how novel are they?
SELECT novelty, verdict, posted_on, title
FROM marts.reading_list
WHERE hub_title LIKE 'Gradient Lanterns%' AND role = 'method' AND posted_on >= '2026-01-01'
ORDER BY novelty DESC NULLS LAST, posted_on, title;
