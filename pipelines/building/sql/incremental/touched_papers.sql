-- needs: moved, paper_rows
-- Papers whose rows are made again: those that new captures list, and those that moved.
CREATE OR REPLACE TEMP TABLE touched_papers AS
SELECT paper_id FROM paper_rows
UNION
FROM moved;
