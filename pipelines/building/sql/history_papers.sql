-- What each row of any hub shows of its paper.
SELECT
    observed.* EXCLUDE (arxiv_id, captured_at),
    coalesce(
        observed.arxiv_id, CASE WHEN starts_with(observed.paper_id, 'arxiv:') THEN substr(observed.paper_id, 7) END
    ) AS arxiv_id,
    observed.captured_at,
    coalesce(since, '-infinity') AS since,
    until,
    greatest(landed.landed_at, coalesce(since, '-infinity')) AS known_at,
    true AS is_present
FROM observed
JOIN landed ON landed.capture_id = observed.capture_id
LEFT JOIN paper_spans ON paper_spans.paper_id = observed.paper_id
WHERE until IS NULL OR landed.landed_at < until
