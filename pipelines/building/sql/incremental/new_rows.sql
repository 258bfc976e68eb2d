-- needs: arrived, moved, observed, seen
-- Tables that span hubs are built from the rows of the captures that arrived and all rows of the papers that moved.
CREATE OR REPLACE TEMP VIEW recent AS FROM seen SEMI JOIN arrived USING (capture_id);

CREATE OR REPLACE TEMP VIEW paper_rows AS
FROM observed
WHERE capture_id IN (SELECT capture_id FROM arrived) OR paper_id IN (FROM moved);
