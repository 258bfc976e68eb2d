SELECT
    row_number() OVER (ORDER BY hub_id, paper_id, what, change)::INTEGER AS position,
    changes.*, hubs.title AS hub_title
FROM learned_between((SELECT previous_built_at FROM meta.build), (SELECT built_at FROM meta.build)) AS changes
LEFT JOIN main.hubs USING (hub_id)
