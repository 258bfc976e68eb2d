SELECT
    count(*) AS citations,
    count(*) FILTER (WHERE role IS NULL) AS role,
    count(*) FILTER (WHERE polarity IS NULL) AS polarity,
    count(DISTINCT paper_id) FILTER (WHERE category IS NULL) AS field,
    count(DISTINCT paper_id) FILTER (WHERE verdict IS NULL) AS verdict,
    count(DISTINCT paper_id) FILTER (WHERE novelty IS NULL) AS novelty
FROM citations
JOIN papers USING (paper_id)
WHERE is_current AND hub_id = '{hub_id}'
