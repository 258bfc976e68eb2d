-- needs: capture_readings, classified, facet_claims, known, listings, nearest, printed, seen
-- Every printed number with each number that it can be compared with (HUB_PAGES section 5; docs/claims.md).
WITH
-- The number of citing papers against the rows of the same page. The indexing sentence prints that number as well.
listed AS (
    SELECT
        capture_id, number || '_listed' AS claim, position, printed_text, printed_value,
        CASE WHEN filters = '{}' AND papers > 0 THEN papers END AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN filters <> '{}' OR coalesce(papers, 0) = 0 THEN 'unverifiable'
            WHEN papers = printed_value THEN 'agrees'
            WHEN papers < printed_value AND papers + others = printed_value THEN 'explained'
            WHEN papers < printed_value THEN 'unverifiable'
            ELSE 'disagrees'
        END AS status,
        CASE
            WHEN filters <> '{}' THEN 'this view lists only rows that pass its filter'
            WHEN coalesce(papers, 0) = 0 THEN 'this capture lists no citing papers'
            WHEN papers = printed_value THEN format('the explorer lists {:d}', papers)
            WHEN papers < printed_value AND papers + others = printed_value
                THEN format('the explorer lists {:d}, the representatives {:d} more', papers, others)
            ELSE format('the explorer lists {:d} of {:d}', papers, printed_value::BIGINT)
        END AS explanation
    FROM printed
    LEFT JOIN listings USING (capture_id)
    WHERE number IN ('citing_papers', 'sentence_count')
),
-- Against the capture nearest in time that lists the papers, prints the number, or is the JSON twin.
elsewhere AS (
    SELECT
        capture_id, claim, position, printed_text, printed_value,
        n AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN n IS NULL THEN 'unverifiable'
            WHEN n = printed_value THEN 'agrees'
            -- Counts seem to have been capped at 240 until then (HUB_PAGES section 7).
            WHEN claim = 'twin_citing_papers_page' AND printed_value = 240 AND n > 240
                AND captured_at < TIMESTAMPTZ '2026-06-29 00:00:00+00' THEN 'explained'
            WHEN captured_at::DATE <> answered_at::DATE THEN 'unverifiable'
            WHEN claim = 'citing_papers_elsewhere' AND n < printed_value THEN 'unverifiable'
            WHEN claim = 'twin_fields_page' THEN 'unverifiable'
            ELSE 'disagrees'
        END AS status,
        CASE
            WHEN n IS NULL AND claim LIKE 'external%' THEN 'counted outside the source; there is no JSON twin'
            WHEN n IS NULL THEN 'no other capture states it'
            ELSE concat(
                format('{:d} by the {} of {}', n, answered_by, strftime(answered_at, '%Y-%m-%d %H:%M')),
                CASE
                    WHEN n = printed_value THEN NULL
                    WHEN claim = 'twin_citing_papers_page' AND printed_value = 240 AND n > 240
                        AND captured_at < TIMESTAMPTZ '2026-06-29 00:00:00+00' THEN ': 240 looks like a cap'
                    WHEN claim = 'twin_fields_page' THEN ': what the twin counts as a field is not known'
                END
            )
        END AS explanation
    FROM nearest
),
-- The newest printed number of a hub against all papers that are known to cite it.
of_known AS (
    SELECT
        capture_id, 'citing_papers_known' AS claim, position, printed_text, printed_value,
        listed + others AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN listed + others = printed_value THEN 'agrees'
            WHEN listed + others < printed_value THEN 'unverifiable'
            WHEN listed <= printed_value THEN 'explained'
            WHEN is_complete THEN 'disagrees'
            ELSE 'unverifiable'
        END AS status,
        format('{:d} papers are known to cite the work', listed + others)
        || CASE
            WHEN others > 0 THEN format(', {:d} of them as representatives outside the explorer', others) ELSE ''
        END
        || CASE
            WHEN listed > printed_value AND NOT is_complete THEN '; no complete page says which are gone' ELSE ''
        END AS explanation
    FROM known
),
-- A printed percentage refers to polarity; by role it may differ. Pages round it.
shares AS (
    SELECT
        printed.capture_id, printed.number, printed.position, printed.printed_text, printed.printed_value,
        sides.facet,
        bases.base,
        coalesce(words.n, 0) AS n,
        100.0 * coalesce(words.n, 0) / bases.base AS share,
        CASE
            WHEN bases.base IS NULL THEN 'unverifiable'
            WHEN abs(printed_value - share) <= 0.5 THEN 'agrees'
            WHEN abs(printed_value - share) < 1 THEN 'explained'
            ELSE 'disagrees'
        END AS status
    FROM printed
    CROSS JOIN (VALUES ('polarity'), ('role')) AS sides (facet)
    LEFT JOIN (SELECT capture_id, facet, nullif(any_value(base), 0) AS base FROM classified GROUP BY ALL) AS bases
        ON bases.capture_id = printed.capture_id AND bases.facet = sides.facet
    LEFT JOIN (SELECT capture_id, facet, word, max(n) AS n FROM classified GROUP BY ALL) AS words
        ON words.capture_id = printed.capture_id
        AND words.facet = sides.facet
        AND words.word = lower(replace(printed.value, '_', ' '))
    WHERE printed.number IN ('sentence_percent', 'classified_percent')
),
percents AS (
    SELECT
        shares.capture_id, shares.number || '_' || shares.facet AS claim, shares.position, shares.printed_text,
        shares.printed_value,
        CASE WHEN shares.base IS NOT NULL THEN shares.n END AS numerator,
        shares.base AS denominator,
        CASE
            WHEN shares.facet = 'polarity' OR shares.status = 'agrees' THEN shares.status
            WHEN polarity.status IN ('agrees', 'explained') THEN 'explained'
            ELSE polarity.status
        END AS status,
        CASE
            WHEN shares.base IS NULL THEN 'the page prints no counts by polarity'
            ELSE format('{:d} of {:d} by {}', shares.n, shares.base, shares.facet)
        END
        || CASE
            WHEN shares.facet = 'role' AND shares.status <> 'agrees' THEN '; the percentage belongs to polarity'
            WHEN shares.status = 'explained' THEN '; rounded to the other side'
            ELSE ''
        END
        || CASE
            WHEN shares.facet = 'role' AND shares.status <> 'agrees' AND polarity.base IS NOT NULL
                THEN format(', {:d} of {:d}', polarity.n, polarity.base)
            ELSE ''
        END AS explanation
    FROM shares
    JOIN shares AS polarity USING (capture_id, number, position)
    WHERE polarity.facet = 'polarity' AND (shares.facet = 'polarity' OR shares.base IS NOT NULL)
),
-- `Showing n of m`: both numbers count only the rows that pass the filter.
filtered AS (
    SELECT
        capture_id, number || '_rows' AS claim, position, printed_text, printed_value,
        citing_papers_listed::BIGINT AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN citing_papers_listed = printed_value THEN 'agrees'
            WHEN number = 'filtered_total' AND citing_papers_listed < printed_value THEN 'unverifiable'
            ELSE 'disagrees'
        END AS status,
        format('the explorer has {:d} rows', citing_papers_listed) AS explanation
    FROM printed
    JOIN capture_readings USING (capture_id)
    WHERE number IN ('filtered_shown', 'filtered_total')
    UNION ALL
    SELECT
        total.capture_id, 'filtered_total_whole', total.position, total.printed_text, total.printed_value,
        whole.printed_value::BIGINT, NULL,
        CASE WHEN total.printed_value <= whole.printed_value THEN 'explained' ELSE 'disagrees' END,
        format('the second number counts after the filter; {:d} cite the work', whole.printed_value::BIGINT)
    FROM printed AS total
    JOIN printed AS whole USING (capture_id)
    WHERE total.number = 'filtered_total' AND whole.number = 'citing_papers' AND whole.printed_value IS NOT NULL
        AND total.printed_value IS NOT NULL
),
-- Two captures on the same day: a count may grow but should not fall.
before AS (
    SELECT
        *,
        lag(printed_value) OVER day AS former,
        lag(captured_at) OVER day AS former_at
    FROM printed
    WHERE position = 1 AND printed_value IS NOT NULL AND number NOT IN ('facet_count', 'summary_count')
        AND number NOT LIKE 'filtered%'
    WINDOW day AS (PARTITION BY hub_id, number, captured_at::DATE ORDER BY seq)
),
same_day AS (
    SELECT
        capture_id, number || '_same_day' AS claim, position, printed_text, printed_value,
        former::BIGINT AS numerator,
        NULL::BIGINT AS denominator,
        CASE
            WHEN former = printed_value THEN 'agrees'
            WHEN former_at < captured_at AND (former < printed_value OR number LIKE '%percent') THEN 'explained'
            ELSE 'disagrees'
        END AS status,
        format('{:d} at {} of the same day', former::BIGINT, strftime(former_at, '%H:%M:%S'))
        || CASE status WHEN 'explained' THEN ': the page changed' ELSE '' END AS explanation
    FROM before
    WHERE former IS NOT NULL
),
compared AS (
    FROM listed
    UNION ALL FROM elsewhere
    UNION ALL FROM of_known
    UNION ALL FROM percents
    UNION ALL FROM filtered
    UNION ALL FROM facet_claims
    UNION ALL FROM same_day
)
SELECT
    compared.capture_id,
    claim,
    compared.position::INTEGER AS position,
    seen.hub_id,
    printed_text,
    printed_value,
    CASE WHEN denominator > 0 THEN 100.0 * numerator / denominator ELSE numerator END::DOUBLE AS recomputed_value,
    numerator,
    denominator,
    CASE WHEN printed_value IS NULL THEN 'unverifiable' ELSE status END AS status,
    CASE WHEN printed_value IS NULL THEN 'no exact number: see quarantine' ELSE explanation END AS explanation
FROM compared
JOIN seen USING (capture_id)
