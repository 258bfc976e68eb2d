-- What explains the loss or change of a published row, by hub and by paper. Input: the files `former` and `newer`.

-- Captures that may say something new: those not in the published file, those that could not be read before, and those
-- read by another version of the parser. A page that the site no longer has counts as well.
CREATE TEMP TABLE telling AS
SELECT new.capture_id, new.hub_id
FROM newer.main.captures AS new
LEFT JOIN former.main.captures AS old USING (capture_id)
WHERE new.outcome IN ('ok', 'pending', 'gone') AND (old.capture_id IS NULL OR old.outcome NOT IN ('ok', 'pending', 'gone'))
    OR old.parser_version <> new.parser_version AND new.outcome NOT IN $failures;

CREATE TEMP TABLE told_hubs AS SELECT DISTINCT hub_id FROM telling WHERE hub_id IS NOT NULL;

CREATE TEMP TABLE told_captures AS
SELECT capture_id FROM former.main.captures SEMI JOIN told_hubs USING (hub_id)
UNION
SELECT capture_id FROM newer.main.captures SEMI JOIN told_hubs USING (hub_id)
UNION
SELECT capture_id FROM telling
UNION -- a 304 response shares the rows of the capture that it confirms (docs/decisions/0036)
SELECT capture_id FROM newer.main.captures WHERE outcome = 'unchanged';

-- Papers of these hubs, under their former and current ids, and papers that share a title or summary key with them.
CREATE TEMP TABLE told_papers AS
WITH cited AS (
    SELECT paper_id FROM former.main.citations SEMI JOIN told_hubs USING (hub_id)
    UNION
    SELECT paper_id FROM newer.main.citations SEMI JOIN told_hubs USING (hub_id)
),
known AS (
    SELECT title_key, summary_key, paper_id FROM former.meta.identities
    UNION ALL
    SELECT title_key, summary_key, paper_id FROM newer.meta.identities
),
keys AS (FROM known SEMI JOIN cited USING (paper_id)),
alike AS (
    SELECT paper_id FROM cited
    UNION
    SELECT paper_id FROM known WHERE title_key IN (SELECT title_key FROM keys WHERE title_key IS NOT NULL)
    UNION
    SELECT paper_id FROM known WHERE summary_key IN (SELECT summary_key FROM keys WHERE summary_key IS NOT NULL)
)
FROM alike
UNION
SELECT alias FROM newer.main.paper_aliases SEMI JOIN alike USING (paper_id);
