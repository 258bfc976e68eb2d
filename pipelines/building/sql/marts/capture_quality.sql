SELECT
    captures.*, hub_title, residue_lines / nullif(text_lines, 0) AS residue_share,
    coalesce(claims, 0) AS claims, coalesce(claims_agreeing, 0) AS claims_agreeing,
    coalesce(claims_explained, 0) AS claims_explained, coalesce(claims_disagreeing, 0) AS claims_disagreeing,
    coalesce(claims_unverifiable, 0) AS claims_unverifiable
FROM main.captures
LEFT JOIN (SELECT hub_id, title AS hub_title FROM main.hubs) USING (hub_id)
LEFT JOIN (
    SELECT
        capture_id,
        count(*) AS claims,
        count(*) FILTER (status = 'agrees') AS claims_agreeing,
        count(*) FILTER (status = 'explained') AS claims_explained,
        count(*) FILTER (status = 'disagrees') AS claims_disagreeing,
        count(*) FILTER (status = 'unverifiable') AS claims_unverifiable
    FROM main.claims
    GROUP BY capture_id
) USING (capture_id)
