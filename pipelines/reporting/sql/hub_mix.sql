SELECT value, n, base_n, share
FROM marts.citation_mix
WHERE hub_id = '{hub_id}' AND dimension = '{dimension}' AND n > 0
ORDER BY {order}
