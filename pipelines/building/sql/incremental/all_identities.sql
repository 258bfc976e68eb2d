-- needs: decided_identities, known_identities
-- Combinations of keys that no new row is tied to stand for the same paper as before.
CREATE OR REPLACE TEMP VIEW identities AS
SELECT * FROM former.meta.identities WHERE rowid NOT IN (SELECT place_before FROM known_identities)
UNION ALL BY NAME
FROM decided_identities;
