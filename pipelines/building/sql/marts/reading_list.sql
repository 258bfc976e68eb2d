WITH cited AS (
    SELECT
        hub_id, paper_id,
        arg_min(role, occurrence) AS role,
        arg_min(polarity, occurrence) AS polarity
    FROM main.citations
    WHERE is_current
    GROUP BY ALL
)
SELECT
    hub_id, paper_id, hubs.title AS hub_title, papers.arxiv_id, papers.arxiv_doi, papers.title, papers.url,
    papers.category, posted_on, verdict, novelty, role, polarity, summary
FROM cited
JOIN main.hubs USING (hub_id)
JOIN main.papers USING (paper_id)
LEFT JOIN main.summaries USING (paper_id)
ORDER BY hub_title, hub_id, novelty DESC NULLS LAST, posted_on DESC NULLS LAST, paper_id
