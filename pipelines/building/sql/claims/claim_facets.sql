-- needs: capture_readings, listings, printed, value_rows
-- The counts by value that a page prints, compared with its rows, with each other and with the summary: rows that
-- `claims.sql` adds unchanged.
CREATE TEMP TABLE facet_claims AS
WITH
-- A facet's count against the rows of its page: all rows, or those of a view filtered by exactly this value.
counted AS (
    SELECT
        printed.*,
        listings.papers, listings.others, readings.citing_papers_listed::BIGINT AS rows_listed,
        CASE
            WHEN filters <> '{}' THEN NULL
            WHEN facet = 'field' AND fields > 0 OR facet = 'year' AND years > 0
                OR facet = 'verdict' AND verdicts > 0 OR facet = 'role' AND roles > 0
                THEN coalesce(value_rows.n, 0)
        END AS of_rows,
        CASE
            -- A refused count has neither facet nor value, but JSON needs a key.
            WHEN filters = replace(json_object(
                CASE facet WHEN 'field' THEN 'cat' ELSE coalesce(facet, '') END, replace(value, ' ', '_')
            )::VARCHAR, '":"', '": "') THEN readings.citing_papers_listed::BIGINT
        END AS of_view,
        whole.printed_value AS in_all
    FROM printed
    JOIN capture_readings AS readings USING (capture_id)
    LEFT JOIN listings USING (capture_id)
    LEFT JOIN value_rows USING (capture_id, facet, value)
    LEFT JOIN (SELECT capture_id, printed_value FROM printed WHERE number = 'citing_papers') AS whole USING (capture_id)
    WHERE printed.number = 'facet_count'
),
counts AS (
    SELECT
        capture_id, 'facet_count_rows' AS claim, position, printed_text, printed_value,
        coalesce(of_view, of_rows) AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN numerator IS NULL THEN 'unverifiable'
            WHEN numerator = printed_value THEN 'agrees'
            WHEN numerator < printed_value AND of_view IS NULL AND (in_all IS NULL OR papers < in_all)
                AND printed_value > numerator + others THEN 'unverifiable'
            WHEN numerator < printed_value AND of_view IS NULL AND printed_value <= numerator + others THEN 'explained'
            ELSE 'disagrees'
        END AS status,
        CASE
            WHEN numerator IS NULL AND filters <> '{}' THEN 'this view lists only rows that pass its filter'
            WHEN numerator IS NULL AND coalesce(papers, 0) = 0 THEN 'this capture lists no citing papers'
            WHEN numerator IS NULL THEN format('its rows print no {}', coalesce(facet, 'such value'))
            ELSE format('{:d} rows', numerator)
                || CASE status
                    WHEN 'explained' THEN format('; {:d} representatives are outside the explorer', others)
                    WHEN 'unverifiable' THEN format('; the explorer lists {:d} papers, not all', papers)
                    ELSE ''
                END
        END AS explanation
    FROM counted
),
-- The sum over the values of a facet: every citing paper has one field, one year and one verdict, and the citations
-- classified by role are the same as those classified by polarity.
sums AS (
    SELECT
        capture_id, facet, min(position) AS position,
        string_agg(printed_text, ' ' ORDER BY position) AS printed_text,
        sum(printed_value) AS printed_value,
        CASE WHEN any_value(filters) = '{}' THEN any_value(papers) END AS papers,
        any_value(others) AS others,
        any_value(rows_listed) AS rows_listed,
        any_value(in_all)::BIGINT AS in_all,
        any_value(filters) AS filters,
        any_value(refused) AS refused
    FROM counted
    LEFT JOIN (
        SELECT capture_id, count(*) AS refused FROM printed WHERE number = 'facet_count' AND facet IS NULL GROUP BY ALL
    ) USING (capture_id)
    WHERE facet IN ('field', 'year', 'verdict', 'role', 'polarity') AND printed_value IS NOT NULL
    GROUP BY capture_id, facet
),
summed AS (
    SELECT
        sums.capture_id, 'facet_sum_' || sums.facet AS claim, 1 AS position, sums.printed_text, sums.printed_value,
        CASE
            WHEN sums.facet IN ('role', 'polarity') THEN others.printed_value::BIGINT
            ELSE coalesce(sums.in_all, nullif(sums.papers, 0))
        END AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN numerator IS NULL THEN 'unverifiable'
            WHEN numerator = sums.printed_value THEN 'agrees'
            WHEN sums.facet IN ('role', 'polarity') OR sums.refused > 0 THEN 'unverifiable'
            WHEN sums.printed_value IN (sums.papers, sums.papers + sums.others, sums.rows_listed) THEN 'explained'
            WHEN sums.in_all IS NULL OR sums.filters <> '{}' THEN 'unverifiable'
            ELSE 'disagrees'
        END AS status,
        CASE
            WHEN numerator IS NULL THEN 'the page has nothing to compare the sum with'
            WHEN sums.facet IN ('role', 'polarity') THEN format('{:d} classified by {}', numerator, others.facet)
            WHEN status = 'unverifiable' AND sums.refused > 0
                THEN format('counts refused on this page: {:d}, see quarantine', sums.refused)
            WHEN status = 'explained' THEN format(
                '{:d} cite the work; the explorer lists {:d} of them in {:d} rows, the representatives {:d} more',
                numerator, sums.papers, sums.rows_listed, sums.others
            )
            WHEN sums.in_all IS NULL THEN format('the explorer lists {:d}', numerator)
            ELSE format('{:d} cite the work', numerator)
        END AS explanation
    FROM sums
    LEFT JOIN sums AS others
        ON others.capture_id = sums.capture_id
        AND (sums.facet, others.facet) IN (('role', 'polarity'), ('polarity', 'role'))
),
-- A summary against the facet of the same page.
summaries AS (
    SELECT
        printed.capture_id, 'summary_count_facet' AS claim, printed.position, printed.printed_text,
        printed.printed_value,
        facets.printed_value::BIGINT AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN facets.printed_value IS NULL THEN 'unverifiable'
            WHEN facets.printed_value = printed.printed_value THEN 'agrees'
            ELSE 'disagrees'
        END AS status,
        CASE
            WHEN facets.printed_value IS NULL THEN 'no facet of the page counts it'
            ELSE format('{:d} in the facet', facets.printed_value::BIGINT)
        END AS explanation
    FROM printed
    LEFT JOIN printed AS facets
        ON facets.capture_id = printed.capture_id AND facets.number = 'facet_count'
        AND facets.facet = printed.facet AND facets.value = printed.value
    WHERE printed.number = 'summary_count'
)
FROM counts
UNION ALL FROM summed
UNION ALL FROM summaries;
