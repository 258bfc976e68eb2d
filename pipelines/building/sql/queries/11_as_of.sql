-- Which tier did works have on a given day, and which do they have today?
SELECT today.title, former.tier AS tier_then, today.tier AS tier_today
FROM hubs AS today
JOIN hubs_asof('2026-09-15') AS former USING (hub_id)
ORDER BY today.title;
