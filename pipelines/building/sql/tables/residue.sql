-- needs: landed, residue_readings
-- The lines that no parser claimed, once per page even if several captures have the same bytes.
SELECT residue.*
FROM residue_readings AS residue
JOIN landed USING (capture_id)
WHERE landed.read_as = landed.capture_id
