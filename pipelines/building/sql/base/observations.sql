-- needs: citing_paper_readings, facet_readings, identified, mentions, seen
-- Every row of both lists with its paper, and what follows from rows alone.

-- Of one page the explorer wins over the representatives, and in a list the
-- first row of a paper over its others: no two rows share a seq, which is made of capture, list and rank.
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

-- The rows of one list that show the same paper are its occurrences, in the order of the list. Only papers that some
-- list shows twice are looked at: all others have one.
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

-- Another list may show only some of them (a filter on the role), or in another order. So the occurrences are numbered
-- by one list, that which shows and tells apart most of them, the newest of such.
CREATE TEMP TABLE fullest AS
SELECT hub_id, paper_id, place AS occurrence, mark, shown
FROM placed
WHERE shown > 1
QUALIFY rank() OVER (
    PARTITION BY hub_id, paper_id ORDER BY shown DESC, marked DESC, capture_seq DESC, block
) = 1;

-- The rows of a list take their numbers where all of them are found there by number of reference or role, one to one;
-- else their place is all that tells them apart.
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

-- Which page proves the absence of what (docs/decisions/0014): a complete page that of every citation of the hub (year
-- is NULL), a complete view by year that of the papers posted in that year. No other filter proves anything: category,
-- verdict, role and polarity of a living citation may change, and it then leaves the view without being gone.
-- A row that nothing names may be any paper, so a page with one proves nothing; and where a view by year prints the
-- count of its own year as well, the rows have to reach that, too.
CREATE TEMP TABLE proofs AS
WITH listed AS (
    SELECT capture_id, count(*) AS n, count(*) FILTER (WHERE arxiv_id IS NULL AND title IS NULL) AS unnamed
    FROM citing_paper_readings
    WHERE block = 'explorer'
    GROUP BY capture_id
),
complete AS (
    SELECT seen.*, nullif(regexp_extract(filters, '^\{"year": "(\d{4})"\}$', 1), '') AS year
    FROM seen
    WHERE is_complete
)
SELECT complete.hub_id, complete.captured_at, complete.year::INTEGER AS year, complete.seq AS capture_seq
FROM complete
LEFT JOIN listed USING (capture_id)
LEFT JOIN facet_readings AS printed
    ON printed.capture_id = complete.capture_id
    AND printed.block = 'facets' AND printed.facet = 'year' AND printed.value = complete.year
WHERE (complete.filters = '{}' OR complete.year IS NOT NULL)
    AND coalesce(listed.unnamed, 0) = 0
    AND coalesce(listed.n, 0) >= coalesce(printed.n, 0);

-- Papers of a hub that share a title or a summary with another one there, where a link tells not both of them: under
-- which of the two a page lists it cannot be told, so that the absence of either is never believed.
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
