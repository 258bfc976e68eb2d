WITH cited AS (
    SELECT DISTINCT hub_id, paper_id, posted_on
    FROM main.citations
    JOIN main.papers USING (paper_id)
    WHERE is_current
),
months AS (
    SELECT hub_id, date_trunc('month', posted_on)::DATE AS month, count(*) AS citing_papers
    FROM cited
    WHERE posted_on IS NOT NULL
    GROUP BY ALL
)
SELECT
    hub_id, month, hubs.title AS hub_title, citing_papers,
    sum(citing_papers) OVER (PARTITION BY hub_id ORDER BY month)::BIGINT AS cumulative_citing_papers,
    coalesce(undated_papers, 0) AS undated_papers
FROM months
JOIN main.hubs USING (hub_id)
LEFT JOIN (SELECT hub_id, count(*) AS undated_papers FROM cited WHERE posted_on IS NULL GROUP BY hub_id) USING (hub_id)
