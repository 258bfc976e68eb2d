-- What the published file's rows name their papers by.
CREATE OR REPLACE TEMP VIEW keyed_before AS SELECT * EXCLUDE (paper_id) FROM former.meta.identities;
