-- needs: contested, contested_summaries, decided_identities, summary_holders, title_holders
-- Every key under which a paper was seen, if the key identifies a single paper or belongs to the one seen first.
-- Whether a group has several values is asked of the least and the greatest one: to count them takes twice as long.
WITH told_apart AS (
    SELECT title_key AS key
    FROM decided_identities
    GROUP BY title_key
    HAVING NOT bool_and(has_own_title) OR min(arxiv_id) <> max(arxiv_id)
        OR min(posted_on) <> max(posted_on) OR min(category) <> max(category) OR min(paper_id) <> max(paper_id)
    UNION ALL
    SELECT summary_key
    FROM decided_identities
    GROUP BY summary_key
    HAVING NOT bool_and(has_own_summary) OR min(title_key) <> max(title_key) OR min(arxiv_id) <> max(arxiv_id)
        OR min(posted_on) <> max(posted_on) OR min(category) <> max(category) OR min(paper_id) <> max(paper_id)
),
keys AS (
    SELECT paper_id AS alias, paper_id, 'same id' AS reason, 0 AS weight FROM decided_identities
    UNION ALL
    SELECT title_key, paper_id, 'same title', 1 FROM decided_identities ANTI JOIN contested USING (title_key)
    UNION ALL
    SELECT title_key, paper, 'same title', 1 FROM title_holders WHERE starts_with(paper, 'arxiv:')
    UNION ALL
    SELECT summary_key, paper_id, 'same summary', 2 FROM decided_identities ANTI JOIN contested_summaries USING (summary_key)
    UNION ALL
    SELECT summary_key, paper, 'same summary', 2 FROM summary_holders WHERE NOT starts_with(paper, 'summary:')
    UNION ALL
    -- Ids of rows that are, or could have been, kept apart from others with the same title or summary.
    SELECT exact_key, arg_min(paper_id, first_seen), 'same title', 1
    FROM decided_identities
    SEMI JOIN told_apart ON told_apart.key = title_key
    GROUP BY exact_key
    UNION ALL
    SELECT exact_key, paper_id, 'same summary', 2
    FROM decided_identities
    SEMI JOIN told_apart ON told_apart.key = summary_key
    WHERE title_key IS NULL
),
-- Ids from before decision 0028, unless a current title or summary has them.
former AS (
    SELECT former_title_key AS alias, paper_id, 'same title' AS reason, 1 AS weight FROM decided_identities
    UNION ALL
    SELECT former_summary_key, paper_id, 'same summary', 2 FROM decided_identities
),
-- An id that a paper has today is an alias only of that paper, even if other papers share its title or summary.
own AS (SELECT DISTINCT paper_id AS alias FROM decided_identities)
SELECT alias, min(paper_id) AS paper_id, arg_min(reason, weight) AS reason
FROM (FROM keys UNION ALL FROM former ANTI JOIN keys USING (alias))
LEFT JOIN own USING (alias)
WHERE alias IS NOT NULL AND (own.alias IS NULL OR paper_id = alias)
GROUP BY alias
HAVING min(paper_id) = max(paper_id)
