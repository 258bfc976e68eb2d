-- What did the last load change?
SELECT hub_title, change
FROM marts.last_changes
ORDER BY position
LIMIT 5;
