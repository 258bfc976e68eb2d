-- needs: paper_rows
-- The newest known value of each cell, over all hubs that list the paper.
WITH newest AS (
    SELECT
        paper_id,
        $newest,
        min(captured_at) AS first_captured_at,
        max(confirmed_at) AS last_captured_at,
        arg_max(capture_id, seq) AS capture_id
    FROM paper_rows
    GROUP BY paper_id
),
with_id AS (
    SELECT * REPLACE (
        coalesce(arxiv_id, CASE WHEN paper_id LIKE 'arxiv:%' THEN substr(paper_id, 7) END) AS arxiv_id
    )
    FROM newest
)
SELECT *, '10.48550/arXiv.' || arxiv_id AS arxiv_doi
FROM with_id
