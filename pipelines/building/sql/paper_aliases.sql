-- Every key that a paper was seen under, where the key names one paper alone.
WITH keys AS (
    SELECT paper_id AS alias, paper_id, 'same id' AS reason, 0 AS weight FROM identities
    UNION ALL
    SELECT title_key, paper_id, 'same title', 1 FROM identities WHERE title_key IS NOT NULL
    UNION ALL
    SELECT summary_key, paper_id, 'same summary', 2 FROM identities WHERE summary_key IS NOT NULL
),
-- An id that is a paper's own today leads to itself, whatever else has its title or summary.
own AS (SELECT DISTINCT paper_id AS alias FROM identities)
SELECT alias, min(paper_id) AS paper_id, arg_min(reason, weight) AS reason
FROM keys
LEFT JOIN own USING (alias)
WHERE own.alias IS NULL OR keys.paper_id = keys.alias
GROUP BY alias
HAVING count(DISTINCT paper_id) = 1
