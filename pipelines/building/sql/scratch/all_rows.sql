-- needs: observed, seen
-- Tables that span hubs are built from all rows.
CREATE OR REPLACE TEMP VIEW recent AS FROM seen;

CREATE OR REPLACE TEMP VIEW paper_rows AS FROM observed;
