-- Texts that contain at least one of the words, best match first, ranked by BM25 (Robertson and Zaragoza 2009, k1 1.2,
-- b 0.75, with Lucene's logarithm, which is never negative).
WITH asked AS (SELECT DISTINCT unnest(words_of(question)) AS term),
hits AS (SELECT * FROM internals.search_terms AS terms SEMI JOIN asked USING (term)),
weights AS (
    SELECT term, ln(1 + (any_value(documents) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
    FROM hits
    CROSS JOIN (SELECT count(*) AS documents FROM internals.search_documents AS documents)
    GROUP BY term
),
scores AS (
    SELECT
        document,
        sum(weight * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * words / mean_words))) AS score
    FROM hits
    JOIN weights USING (term)
    JOIN internals.search_documents AS documents USING (document)
    CROSS JOIN (SELECT avg(words) AS mean_words FROM internals.search_documents AS documents)
    GROUP BY document
)
SELECT round(score, 3) AS score, kind, id, coalesce(papers.title, hubs.title) AS title, coalesce(summary, abstract) AS text
FROM scores
JOIN internals.search_documents AS documents USING (document)
LEFT JOIN main.papers AS papers ON kind = 'citing paper' AND papers.paper_id = id
LEFT JOIN main.summaries AS summaries ON kind = 'citing paper' AND summaries.paper_id = id
LEFT JOIN main.hubs AS hubs ON kind = 'cited work' AND hubs.hub_id::VARCHAR = id
LEFT JOIN main.abstracts AS abstracts ON kind = 'cited work' AND abstracts.hub_id::VARCHAR = id
ORDER BY scores.score DESC, kind, id
