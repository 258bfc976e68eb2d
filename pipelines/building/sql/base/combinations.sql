-- needs: keyed, keyed_before
-- The combinations of keys by which rows identify their papers, without the texts.
CREATE OR REPLACE TEMP TABLE combinations AS
SELECT * EXCLUDE (first_seen), min(first_seen) AS first_seen
FROM (
    FROM keyed_before
    UNION ALL BY NAME
    SELECT * EXCLUDE (title, summary) FROM keyed
)
GROUP BY ALL;
