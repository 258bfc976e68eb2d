WITH
-- How many rows with a known value were read, of how many that the newest page with such counts prints, or else of how
-- many citing papers the page counts.
printed AS (
    SELECT dimension, sum(n)::BIGINT AS printed, strftime(max(last_captured_at), '%Y-%m-%d') AS printed_on
    FROM (
        SELECT facet AS dimension, max(n) AS n, max(last_captured_at) AS last_captured_at
        FROM (
            FROM facet_counts
            WHERE hub_id = '{hub_id}'
            QUALIFY last_captured_at = max(last_captured_at) OVER (PARTITION BY facet)
        )
        GROUP BY facet, CASE facet WHEN 'field' THEN value ELSE lower(replace(value, '_', ' ')) END
    )
    GROUP BY dimension
),
cited AS (
    FROM citations JOIN papers USING (paper_id) WHERE is_current AND hub_id = '{hub_id}'
),
known AS (
    SELECT 'role' AS dimension, count(role) AS n, count(DISTINCT paper_id) FILTER (role IS NOT NULL) AS papers FROM cited
    UNION ALL
    SELECT 'polarity', count(polarity), count(DISTINCT paper_id) FILTER (polarity IS NOT NULL) FROM cited
    UNION ALL
    SELECT dimension, papers, papers
    FROM (
        SELECT
            count(DISTINCT paper_id) FILTER (category IS NOT NULL) AS field,
            count(DISTINCT paper_id) FILTER (posted_on IS NOT NULL) AS year,
            count(DISTINCT paper_id) FILTER (verdict IS NOT NULL) AS verdict,
            count(DISTINCT paper_id) FILTER (novelty IS NOT NULL) AS novelty
        FROM cited
    )
    UNPIVOT (papers FOR dimension IN (field, year, verdict, novelty))
)
SELECT
    dimension, CASE WHEN printed IS NULL THEN papers ELSE known.n END AS read,
    coalesce(printed, citing_papers_printed) AS base, read / nullif(base, 0) AS coverage, printed_on
FROM known
LEFT JOIN printed USING (dimension)
CROSS JOIN (SELECT citing_papers_printed FROM hubs WHERE hub_id = '{hub_id}')
ORDER BY dimension
