SELECT value, n
    FROM marts.citation_mix
    WHERE hub_id = '{hub_id}' AND dimension = '{dimension}' AND n > 0
