-- needs: citing_paper_readings, facet_readings, seen
-- Pages that prove absence (docs/decisions/0014): a complete page proves that a citation of the hub is gone (year is
-- NULL), a complete view filtered by year does so for papers posted in that year. Other filters prove nothing: the
-- category, verdict, role or polarity of a current citation may change, and it then leaves the view without being gone.
-- A row without id and title could be any paper, so a page with such a row proves nothing; and if a view by year also
-- prints the count of that year, it must have at least that many rows.
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
