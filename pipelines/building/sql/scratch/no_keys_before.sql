-- needs: keyed
-- A build from scratch has no combinations of keys from before.
CREATE OR REPLACE TEMP VIEW keyed_before AS SELECT * EXCLUDE (title, summary) FROM keyed LIMIT 0;
