-- needs: landed, residue_readings
-- The lines that nobody claimed, as the parser left them: once for each page, though several captures hold the same bytes.
SELECT residue.*
FROM residue_readings AS residue
JOIN landed USING (capture_id)
WHERE landed.read_as = landed.capture_id
