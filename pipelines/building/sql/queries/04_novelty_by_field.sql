-- How novel are citing papers, field by field, with the base?
SELECT category, count(*) AS papers, count(novelty) AS base_n, round(avg(novelty), 1) AS mean_novelty
FROM papers
GROUP BY category
ORDER BY papers DESC, category
LIMIT 6;
