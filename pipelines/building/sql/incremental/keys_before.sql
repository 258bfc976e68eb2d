-- The keys by which the published file's rows identify their papers.
CREATE OR REPLACE TEMP VIEW keyed_before AS SELECT * EXCLUDE (paper_id) FROM former.meta.identities;
