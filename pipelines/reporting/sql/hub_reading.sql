SELECT DISTINCT ON (paper_id)
    papers.title, papers.url, papers.category, papers.posted_on::VARCHAR AS posted_on, papers.verdict, papers.novelty,
    citations.role, citations.polarity, summaries.summary
FROM citations
JOIN papers USING (paper_id)
LEFT JOIN summaries USING (paper_id)
WHERE hub_id = '{hub_id}' AND is_current
ORDER BY papers.novelty DESC NULLS LAST, papers.posted_on DESC NULLS LAST, paper_id, occurrence
LIMIT 8
