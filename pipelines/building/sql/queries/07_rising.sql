-- Which works rise: citing papers of the last 90 days against the 90 before?
SELECT hub_title, citing_papers_last_90_days AS last, citing_papers_90_days_before AS before, growth, as_of
FROM marts.rising_hubs
ORDER BY growth DESC, hub_title
LIMIT 5;
