WITH today AS ( -- of UTC: a cast of the time itself would be the day of the session's time zone
    SELECT make_timestamp(epoch_us(max(last_captured_at)))::DATE AS as_of
    FROM main.hubs
),
cited AS (
    SELECT DISTINCT hub_id, paper_id, as_of - posted_on AS days
    FROM main.citations
    JOIN main.papers USING (paper_id)
    CROSS JOIN today
    WHERE is_current
),
posted AS (
    SELECT
        hub_id,
        count(*) FILTER (days BETWEEN 0 AND 89) AS last_days,
        count(*) FILTER (days BETWEEN 90 AND 179) AS days_before
    FROM cited
    GROUP BY hub_id
)
SELECT
    hub_id, title AS hub_title, tier,
    coalesce(last_days, 0) AS citing_papers_last_90_days,
    coalesce(days_before, 0) AS citing_papers_90_days_before,
    coalesce(last_days, 0) - coalesce(days_before, 0) AS growth,
    citing_papers_printed, as_of, last_captured_at
FROM main.hubs
CROSS JOIN today
LEFT JOIN posted USING (hub_id)
ORDER BY growth DESC, citing_papers_last_90_days DESC, hub_title, hub_id
