-- Which works are rising, comparing citing papers of the last 90 days with the 90 days before?
SELECT hub_title, citing_papers_last_90_days AS last, citing_papers_90_days_before AS before, growth, as_of
FROM marts.rising_hubs
WHERE growth > 0
ORDER BY growth DESC, hub_title
LIMIT 5;
