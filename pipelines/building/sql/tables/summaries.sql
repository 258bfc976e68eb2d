-- needs: paper_rows
-- The newest summary of each paper.
SELECT
    paper_id,
    $newest,
    min(captured_at) AS first_captured_at,
    arg_max(confirmed_at, seq) AS last_captured_at,
    arg_max(capture_id, seq) AS capture_id
FROM paper_rows
WHERE summary IS NOT NULL
GROUP BY paper_id
