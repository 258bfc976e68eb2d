-- needs: capture_readings, landed
-- Every capture that landed, and how it was read.
SELECT
    landed.capture_id,
    landed.hub_id,
    landed.url,
    landed.source AS source_file,
    landed.filters,
    landed.unread_parameters,
    coalesce(readings.rendering, landed.source_rendering) AS rendering,
    landed.captured_at,
    landed.landed_at,
    -- A page that the site reported as unchanged (304) was read before; only its problems count here.
    CASE
        WHEN landed.outcome = 'unchanged' AND readings.outcome IN ('ok', 'pending') THEN landed.outcome
        ELSE coalesce(readings.outcome, landed.outcome)
    END AS outcome,
    coalesce(readings.outcome, landed.outcome) NOT IN $untroubled AS is_problem,
    coalesce(readings.reason, nullif(landed.reason, '')) AS reason,
    landed.http_status,
    landed.body_sha256,
    landed.body_bytes,
    landed.warc_file,
    landed.warc_offset,
    landed.read_as,
    CASE WHEN readings.capture_id IS NOT NULL THEN $parser_version END AS parser_version,
    readings.is_complete,
    readings.citing_papers_listed,
    readings.representative_papers,
    readings.papers_without_link,
    readings.replacement_characters,
    readings.text_lines,
    readings.furniture_lines,
    readings.residue_lines,
    readings.quarantined_cells
FROM landed
LEFT JOIN capture_readings AS readings USING (capture_id)
