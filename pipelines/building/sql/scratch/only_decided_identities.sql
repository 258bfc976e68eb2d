-- needs: decided_identities
-- A build from scratch decides on every combination of keys.
CREATE OR REPLACE TEMP VIEW identities AS FROM decided_identities;
