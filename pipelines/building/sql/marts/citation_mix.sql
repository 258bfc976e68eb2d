-- A page prints the same value in several forms: ACCEPT and accept, `use method` for the filter use_method.
-- Printed counts are those of the newest page that has the facet, so that all of them share one base.
WITH cited AS (
    SELECT DISTINCT hub_id, paper_id, category, verdict, novelty
    FROM main.citations
    JOIN main.papers USING (paper_id)
    WHERE is_current
),
valued AS (
    SELECT hub_id, 'role' AS dimension, lower(role) AS value FROM main.citations WHERE is_current
    UNION ALL
    SELECT hub_id, 'polarity', lower(replace(polarity, '_', ' ')) FROM main.citations WHERE is_current
    UNION ALL
    SELECT hub_id, 'field', category FROM cited
    UNION ALL
    SELECT hub_id, 'verdict', lower(verdict) FROM cited
    UNION ALL
    SELECT
        hub_id, 'novelty',
        CASE WHEN novelty = 10 THEN '10.0' ELSE format('{0:d}.0 to {0:d}.9', floor(novelty)::INTEGER) END
    FROM cited
),
counted AS (
    SELECT hub_id, dimension, value, count(*)::INTEGER AS n
    FROM valued
    WHERE value IS NOT NULL
    GROUP BY ALL
),
printed AS (
    SELECT
        hub_id, facet AS dimension,
        CASE facet WHEN 'field' THEN value ELSE lower(replace(value, '_', ' ')) END AS value,
        max(n)::BIGINT AS printed_n
    FROM (
        FROM main.facet_counts
        WHERE facet IN ('role', 'polarity', 'field', 'verdict')
        QUALIFY last_captured_at = max(last_captured_at) OVER (PARTITION BY hub_id, facet)
    )
    GROUP BY ALL
)
SELECT
    hub_id, dimension, value, hubs.title AS hub_title,
    coalesce(n, 0) AS n,
    coalesce(sum(n) OVER base, 0)::INTEGER AS base_n,
    coalesce(n, 0) / sum(n) OVER base AS share,
    printed_n,
    (sum(printed_n) OVER base)::BIGINT AS printed_base_n
FROM counted
FULL JOIN printed USING (hub_id, dimension, value)
JOIN main.hubs USING (hub_id)
WINDOW base AS (PARTITION BY hub_id, dimension)
