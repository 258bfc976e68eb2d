-- How novel are citing papers in each field, and how many papers is the mean taken over?
SELECT category, count(*) AS papers, count(novelty) AS base_n, round(avg(novelty), 1) AS mean_novelty
FROM papers
GROUP BY category
ORDER BY papers DESC, category
LIMIT 6;
