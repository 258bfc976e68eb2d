SELECT
    row_number() OVER (ORDER BY hub_id, paper_id, what, change)::INTEGER AS position,
    changes.*, hubs.title AS hub_title
FROM (
    $learned_between
) AS changes
LEFT JOIN main.hubs USING (hub_id)
