SELECT
    strftime(posted_on, '%Y-%m') AS month,
    count(*) AS citing_papers,
    (sum(count(*)) OVER (ORDER BY strftime(posted_on, '%Y-%m')))::BIGINT AS cumulative_citing_papers
FROM papers
WHERE posted_on IS NOT NULL
    AND paper_id IN (SELECT paper_id FROM citations WHERE is_current AND hub_id = '{hub_id}')
GROUP BY month
ORDER BY month
