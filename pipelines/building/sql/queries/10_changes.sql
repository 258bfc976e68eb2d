-- What changed between two days?
SELECT title, change
FROM changes_between('2026-09-15', '2026-11-25')
LEFT JOIN hubs USING (hub_id)
WHERE what IN ('tier', 'label', 'citing papers', 'base')
ORDER BY ALL;
