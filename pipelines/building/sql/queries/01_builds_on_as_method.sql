-- Which papers of 2026 build on this work as a method, and how novel are they?
SELECT novelty, verdict, posted_on, title
FROM marts.reading_list
SEMI JOIN (FROM citations WHERE is_current AND role = 'method') AS methods USING (hub_id, paper_id)
WHERE hub_title LIKE 'Gradient Lanterns%' AND year(posted_on) = 2026
ORDER BY novelty DESC NULLS LAST, posted_on, title;
