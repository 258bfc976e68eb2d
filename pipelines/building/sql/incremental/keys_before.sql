-- needs: known_identities
-- The keys by which the published file's rows identify their papers, of those that are decided again.
CREATE OR REPLACE TEMP VIEW keyed_before AS SELECT * EXCLUDE (paper_id, place_before) FROM known_identities;
