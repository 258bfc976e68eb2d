-- needs: landed, paper_rows, paper_spans
-- What each row, of any hub, shows about its paper.
SELECT
    paper_rows.* EXCLUDE (arxiv_id, captured_at),
    coalesce(
        paper_rows.arxiv_id, CASE WHEN starts_with(paper_rows.paper_id, 'arxiv:') THEN substr(paper_rows.paper_id, 7) END
    ) AS arxiv_id,
    paper_rows.captured_at,
    coalesce(since, '-infinity') AS since,
    until,
    greatest(landed.landed_at, coalesce(since, '-infinity')) AS known_at,
    true AS is_present
FROM paper_rows
JOIN landed ON landed.capture_id = paper_rows.capture_id
LEFT JOIN paper_spans ON paper_spans.paper_id = paper_rows.paper_id
WHERE until IS NULL OR landed.landed_at < until
