-- needs: keyed
-- No combination of keys is known from before.
CREATE OR REPLACE TEMP VIEW keyed_before AS SELECT * EXCLUDE (title, summary) FROM keyed LIMIT 0;
