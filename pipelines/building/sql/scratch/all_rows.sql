-- needs: observed
-- Tables that span hubs are built from all rows.
CREATE OR REPLACE TEMP VIEW paper_rows AS FROM observed;
