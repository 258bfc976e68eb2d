-- The searched texts: title and summary of each citing paper, title and abstract of each cited work.
SELECT 'citing paper' AS kind, paper_id AS id, concat_ws(' ', title, summary) AS text
FROM main.papers
LEFT JOIN main.summaries USING (paper_id)
UNION ALL
SELECT 'cited work', hub_id::VARCHAR, concat_ws(' ', title, abstract)
FROM main.hubs
LEFT JOIN main.abstracts USING (hub_id)
