WITH
-- Counts of the newest page that prints them; where no page does, counts of the rows that were read.
printed AS (
    SELECT {printed_value} AS value, max(n) AS n
    FROM (
        FROM facet_counts
        WHERE hub_id = '{hub_id}' AND facet = '{dimension}'
        QUALIFY last_captured_at = max(last_captured_at) OVER ()
    )
    GROUP BY 1
),
read AS (
    {read}
),
counted AS (
    SELECT value, n, true AS is_printed FROM printed
    UNION ALL
    SELECT value, n, false FROM read WHERE NOT EXISTS (FROM printed)
),
marked AS (
    SELECT *, (sum(n) OVER ())::BIGINT AS base_n, {is_folded} AS is_folded FROM counted
),
shown AS (
    SELECT
        CASE WHEN is_folded THEN count(*) || ' others' ELSE any_value(marked.value) END AS value,
        sum(n)::BIGINT AS n, base_n, sum(n) / base_n AS share, is_printed, is_folded,
        CASE WHEN is_folded THEN string_agg(marked.value, ', ' ORDER BY marked.value) END AS others
    FROM marked
    GROUP BY base_n, is_printed, is_folded, CASE WHEN NOT is_folded THEN marked.value END
)
FROM shown
ORDER BY {order}
