-- needs: keyed, keyed_before
-- What rows name their papers by, without their texts.
CREATE OR REPLACE TEMP TABLE combinations AS
SELECT * EXCLUDE (first_seen), min(first_seen) AS first_seen
FROM (
    FROM keyed_before
    UNION ALL BY NAME
    SELECT * EXCLUDE (title, summary) FROM keyed
)
GROUP BY ALL;
