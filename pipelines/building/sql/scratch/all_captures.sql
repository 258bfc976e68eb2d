-- needs: seen
-- Tables that span hubs are built from all captures.
CREATE OR REPLACE TEMP VIEW recent AS FROM seen;
