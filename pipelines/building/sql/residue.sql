-- The lines that nobody claimed, as the parser left them.
SELECT residue.* FROM residue_readings AS residue JOIN landed USING (capture_id)
