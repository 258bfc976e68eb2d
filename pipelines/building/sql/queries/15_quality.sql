-- Which captures have the largest share of lines left over?
SELECT hub_title, rendering, outcome, residue_lines, quarantined_cells, claims_disagreeing
FROM marts.capture_quality
ORDER BY residue_share DESC NULLS LAST, capture_id
LIMIT 5;
