-- needs: paper_rows
-- The newest known value of each cell, over all hubs that list the paper.
SELECT *, '10.48550/arXiv.' || arxiv_id AS arxiv_doi
FROM (
    SELECT
        paper_id,
        coalesce(arg_max(arxiv_id, seq), CASE WHEN paper_id LIKE 'arxiv:%' THEN substr(paper_id, 7) END) AS arxiv_id,
        arg_max(title, seq) AS title,
        arg_max(title_raw, seq) AS title_raw,
        arg_max(category, seq) AS category,
        arg_max(posted_on, seq) AS posted_on,
        arg_max(verdict, seq) AS verdict,
        arg_max(novelty, seq) AS novelty,
        arg_max(url, seq) AS url,
        min(captured_at) AS first_captured_at,
        max(confirmed_at) AS last_captured_at,
        arg_max(capture_id, seq) AS capture_id
    FROM paper_rows
    GROUP BY paper_id
)
