-- needs: identified, mentions
-- Every row of both lists with its paper, and what can be derived from these rows alone.

-- Within a page, the explorer takes precedence over the representatives; within a list, a paper's first row over its
-- later ones. seq combines capture, list and rank, so that no two rows share it.
CREATE TEMP TABLE observed AS
SELECT
    rows.* EXCLUDE (place),
    (capture_seq << 32) + ((block = 'explorer')::BIGINT << 31) + (2147483647 - rank) AS seq,
    identified.title_key,
    identified.summary_key,
    identified.paper_id,
    1::INTEGER AS occurrence
FROM mentions AS rows
JOIN identified
    ON identified.arxiv_id IS NOT DISTINCT FROM rows.arxiv_id
    AND identified.title IS NOT DISTINCT FROM rows.title
    AND identified.summary IS NOT DISTINCT FROM rows.summary
    AND identified.posted_on IS NOT DISTINCT FROM rows.posted_on
    AND identified.category IS NOT DISTINCT FROM rows.category
    AND identified.place IS NOT DISTINCT FROM rows.place;

-- The rows of one list that show the same paper are its occurrences, in list order. Only papers that some list shows
-- more than once need numbering: all others have one occurrence.
CREATE TEMP TABLE placed AS
WITH repeated AS (
    SELECT DISTINCT hub_id, paper_id
    FROM (SELECT hub_id, paper_id FROM observed GROUP BY hub_id, paper_id, capture_seq, block HAVING count(*) > 1)
)
SELECT
    hub_id, paper_id, capture_seq, block, seq,
    coalesce('ref ' || ref_number, 'role ' || role) AS mark,
    row_number() OVER (PARTITION BY capture_seq, block, paper_id ORDER BY rank) AS place,
    count(*) OVER (PARTITION BY capture_seq, block, paper_id) AS shown,
    count(mark) OVER (PARTITION BY capture_seq, block, paper_id) AS marked
FROM observed
SEMI JOIN repeated USING (hub_id, paper_id);

-- Another list may show only some of them (a filter on the role), or another order. So one list numbers the
-- occurrences: the one that shows, and can tell apart, the most of them; the newest if there are several.
CREATE TEMP TABLE fullest AS
SELECT hub_id, paper_id, place AS occurrence, mark, shown
FROM placed
WHERE shown > 1
QUALIFY rank() OVER (
    PARTITION BY hub_id, paper_id ORDER BY shown DESC, marked DESC, capture_seq DESC, block
) = 1;

-- The rows of a list take these numbers if all of them match one to one by reference number or role; otherwise their
-- position in the list is the number.
UPDATE observed
SET occurrence = numbered.occurrence
FROM (
    WITH matched AS (
        SELECT placed.seq, fullest.occurrence
        FROM placed
        JOIN fullest USING (hub_id, paper_id, mark)
        QUALIFY count(*) OVER (PARTITION BY placed.capture_seq, placed.block, paper_id) = placed.shown
            AND count(DISTINCT fullest.occurrence) OVER (PARTITION BY placed.capture_seq, placed.block, paper_id)
                = placed.shown
    )
    SELECT placed.seq, coalesce(matched.occurrence, placed.place)::INTEGER AS occurrence
    FROM placed
    LEFT JOIN matched USING (seq)
) AS numbered
WHERE observed.seq = numbered.seq;

-- Papers of a hub that share a title or a summary with another paper there, unless both have a link: it is unknown
-- which of the two a page lists, so neither is ever taken to be absent.
CREATE TEMP TABLE doubtful AS
WITH unlinked AS (
    SELECT DISTINCT hub_id, paper_id, title_key, summary_key FROM observed WHERE NOT starts_with(paper_id, 'arxiv:')
),
pairs AS (
    SELECT observed.hub_id, observed.paper_id, unlinked.paper_id AS other
    FROM observed
    JOIN unlinked USING (hub_id, title_key)
    UNION
    SELECT observed.hub_id, observed.paper_id, unlinked.paper_id
    FROM observed
    JOIN unlinked USING (hub_id, summary_key)
)
SELECT DISTINCT hub_id, unnest([paper_id, other]) AS paper_id
FROM pairs
WHERE paper_id <> other;
