-- needs: citations, claim_readings, observed, seen
-- What printed numbers are compared with, in one temporary table each; `claims.sql` makes the comparison.

-- Printed numbers with the capture that prints them.
CREATE TEMP TABLE printed AS
SELECT
    seen.hub_id, seen.seq, seen.captured_at, seen.rendering, seen.filters, seen.is_complete,
    claim_readings.* EXCLUDE (line_number)
FROM claim_readings
JOIN seen USING (capture_id);

-- What a page lists: papers in the explorer, papers only among the representatives, and how many of the explorer's rows
-- print a category, a year, a verdict or a role. Text renderings print fewer of these than HTML.
CREATE TEMP TABLE listings AS
WITH papers AS (
    SELECT
        capture_id,
        paper_id,
        bool_or(block = 'explorer') AS is_listed,
        count(category) FILTER (WHERE block = 'explorer') AS fields,
        count(posted_on) FILTER (WHERE block = 'explorer') AS years,
        count(verdict) FILTER (WHERE block = 'explorer') AS verdicts,
        count(role) FILTER (WHERE block = 'explorer') AS roles
    FROM observed
    GROUP BY capture_id, paper_id
)
SELECT
    capture_id,
    count(*) FILTER (WHERE is_listed) AS papers,
    count(*) FILTER (WHERE NOT is_listed) AS others,
    sum(fields)::BIGINT AS fields,
    sum(years)::BIGINT AS years,
    sum(verdicts)::BIGINT AS verdicts,
    sum(roles)::BIGINT AS roles
FROM papers
GROUP BY capture_id;

-- How many rows of an explorer have each value of a facet.
CREATE TEMP TABLE value_rows AS
WITH rows AS (SELECT capture_id, category, posted_on, verdict, role FROM observed WHERE block = 'explorer')
SELECT capture_id, 'field' AS facet, category AS value, count(*) AS n FROM rows WHERE category IS NOT NULL GROUP BY ALL
UNION ALL
SELECT capture_id, 'year', year(posted_on)::VARCHAR, count(*) FROM rows WHERE posted_on IS NOT NULL GROUP BY ALL
UNION ALL
SELECT capture_id, 'verdict', upper(verdict), count(*) FROM rows WHERE verdict IS NOT NULL GROUP BY ALL
UNION ALL
SELECT capture_id, 'role', role, count(*) FROM rows WHERE role IS NOT NULL GROUP BY ALL;

-- Classified citations by role and polarity, as one page counts them; the facet takes precedence over the summary.
CREATE TEMP TABLE classified AS
SELECT
    capture_id, facet, value,
    regexp_replace(lower(replace(value, '_', ' ')), '^use ', '') AS word,
    n,
    sum(n) OVER (PARTITION BY capture_id, facet)::BIGINT AS base
FROM (
    SELECT capture_id, facet, value, arg_max(printed_value, number = 'facet_count')::BIGINT AS n
    FROM printed
    WHERE facet IN ('role', 'polarity') AND printed_value IS NOT NULL
    GROUP BY capture_id, facet, value
);

-- Numbers found in other captures of the hub: printed numbers, the papers that a whole page lists, and the fields that
-- it counts. A hub has at most one of each kind per instant: of two captures, the fuller rendering.
CREATE TEMP TABLE answers AS
WITH found AS (
    SELECT hub_id, seq, captured_at, capture_id, rendering, number, printed_value::BIGINT AS n
    FROM printed
    WHERE printed_value IS NOT NULL AND position = 1
        AND number IN ('citing_papers', 'external_citations', 'twin_citing_papers', 'twin_external_citations')
    UNION ALL
    SELECT hub_id, seq, captured_at, capture_id, rendering, 'rows', papers
    FROM seen
    JOIN listings USING (capture_id)
    WHERE filters = '{}' AND papers > 0
    UNION ALL
    SELECT hub_id, any_value(seq), captured_at, capture_id, rendering, 'fields', count(*)
    FROM printed
    WHERE number = 'facet_count' AND facet = 'field'
    GROUP BY hub_id, captured_at, capture_id, rendering
)
FROM found
QUALIFY row_number() OVER (PARTITION BY hub_id, number, captured_at ORDER BY seq DESC) = 1;

-- Each printed number with the number nearest in time from another capture, before or after.
CREATE TEMP TABLE nearest AS
WITH asked AS (
    SELECT printed.*, questions.claim, questions.wanted
    FROM printed
    JOIN (VALUES
        ('citing_papers', 'citing_papers_elsewhere', 'rows'),
        ('external_citations', 'external_citations_twin', 'twin_external_citations'),
        ('twin_citing_papers', 'twin_citing_papers_page', 'citing_papers'),
        ('twin_external_citations', 'twin_external_citations_page', 'external_citations'),
        ('twin_fields', 'twin_fields_page', 'fields')
    ) AS questions (number, claim, wanted) USING (number)
),
sides AS (
    SELECT asked.capture_id, asked.claim, asked.position, answers.* EXCLUDE (hub_id, number, seq, capture_id)
    FROM asked
    ASOF JOIN answers
        ON answers.hub_id = asked.hub_id AND answers.number = asked.wanted AND answers.captured_at <= asked.captured_at
    UNION ALL
    SELECT asked.capture_id, asked.claim, asked.position, answers.* EXCLUDE (hub_id, number, seq, capture_id)
    FROM asked
    ASOF JOIN answers
        ON answers.hub_id = asked.hub_id AND answers.number = asked.wanted AND answers.captured_at > asked.captured_at
)
SELECT
    asked.capture_id, asked.claim, asked.position, asked.number, asked.printed_text, asked.printed_value,
    asked.captured_at, sides.n, sides.captured_at AS answered_at, sides.rendering AS answered_by
FROM asked
LEFT JOIN sides USING (capture_id, claim, position)
QUALIFY row_number() OVER (
    PARTITION BY asked.capture_id, asked.claim, asked.position
    ORDER BY abs(epoch_us(sides.captured_at) - epoch_us(asked.captured_at)) NULLS LAST, sides.captured_at
) = 1;

-- The newest page of each hub that prints the number of citing papers, with the citing papers known by the end of that
-- day: those listed in an explorer, and those shown only among representatives.
CREATE TEMP TABLE known AS
WITH newest AS (
    FROM printed
    WHERE number = 'citing_papers' AND position = 1 AND printed_value IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY hub_id ORDER BY seq DESC) = 1
),
papers AS (
    SELECT
        hub_id, paper_id,
        bool_or(is_listed) AS is_listed,
        min(first_captured_at) AS first_captured_at,
        CASE WHEN NOT bool_or(retired_at IS NULL) THEN max(retired_at) END AS retired_at
    FROM citations
    GROUP BY hub_id, paper_id
)
SELECT
    newest.capture_id, newest.position, newest.printed_text, newest.printed_value, newest.is_complete,
    count(*) FILTER (WHERE papers.is_listed) AS listed,
    count(*) FILTER (WHERE NOT papers.is_listed) AS others
FROM newest
JOIN papers
    ON papers.hub_id::VARCHAR = newest.hub_id
    AND papers.first_captured_at::DATE <= newest.captured_at::DATE
    AND (papers.retired_at IS NULL OR papers.retired_at > newest.captured_at)
GROUP BY ALL;
