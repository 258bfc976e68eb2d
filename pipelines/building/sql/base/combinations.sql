-- What rows name their papers by, without their texts. Input: keyed_before (those of the published file, or none), keyed.
CREATE OR REPLACE TEMP TABLE combinations AS
SELECT * EXCLUDE (first_seen), min(first_seen) AS first_seen
FROM (
    FROM keyed_before
    UNION ALL BY NAME
    SELECT * EXCLUDE (title, summary) FROM keyed
)
GROUP BY ALL;
