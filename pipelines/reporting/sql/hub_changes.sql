SELECT change, what, before, after
FROM changes_between('{page_before_at}Z', '{last_capture_at}Z')
WHERE hub_id = '{hub_id}'
    OR (hub_id IS NULL AND paper_id IN (SELECT paper_id FROM citations WHERE hub_id = '{hub_id}'))
ORDER BY ALL
