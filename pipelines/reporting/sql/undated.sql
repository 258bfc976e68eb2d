SELECT count(*) AS citing_papers, count(*) FILTER (WHERE posted_on IS NULL) AS undated_papers
FROM papers
WHERE paper_id IN (SELECT paper_id FROM citations WHERE is_current)
