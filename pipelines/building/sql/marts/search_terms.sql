SELECT term, document, count(*) AS frequency
FROM (
    SELECT document, unnest(words_of(concat_ws(' ', title, summary))) AS term
    FROM marts.search_documents
    JOIN main.papers ON paper_id = id
    LEFT JOIN main.summaries USING (paper_id)
    WHERE kind = 'citing paper'
    UNION ALL
    SELECT document, unnest(words_of(concat_ws(' ', title, abstract)))
    FROM marts.search_documents
    JOIN main.hubs ON hub_id::VARCHAR = id
    LEFT JOIN main.abstracts USING (hub_id)
    WHERE kind = 'cited work'
)
GROUP BY ALL
