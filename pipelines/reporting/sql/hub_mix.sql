WITH known AS (
    SELECT {value} AS value
    FROM (FROM citations WHERE is_current AND hub_id = '{hub_id}'{once}) AS citations
    JOIN papers USING (paper_id)
),
counted AS (
    SELECT value, count(*) AS n
    FROM known
    GROUP BY value
)
SELECT
    value, n,
    (sum(n) FILTER (WHERE value IS NOT NULL) OVER ())::BIGINT AS base_n,
    CASE WHEN value IS NOT NULL THEN n / base_n END AS share
FROM counted
ORDER BY value IS NULL, {order}
