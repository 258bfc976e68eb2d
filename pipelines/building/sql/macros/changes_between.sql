-- The differences between two times, in words. For a hub that was unknown at the first time, only that it is new.
WITH bases AS (
    SELECT
        hub_id,
        coalesce(
            sum(n) FILTER (WHERE facet = 'polarity' AND is_before), sum(n) FILTER (WHERE facet = 'role' AND is_before)
        ) AS before,
        coalesce(
            sum(n) FILTER (WHERE facet = 'polarity' AND NOT is_before),
            sum(n) FILTER (WHERE facet = 'role' AND NOT is_before)
        ) AS after
    FROM (
        SELECT *, true AS is_before FROM facet_counts_asof(a) UNION ALL SELECT *, false FROM facet_counts_asof(b)
    )
    GROUP BY hub_id
),
cells AS (
    SELECT hub_id, NULL AS paper_id, unnest([
        {'what': 'tier', 'verb': 'moved', 'before': x.tier, 'after': y.tier},
        {'what': 'label', 'verb': 'changed', 'before': x.label, 'after': y.label},
        {'what': 'title', 'verb': 'changed', 'before': x.title, 'after': y.title},
        {'what': 'dominant role', 'verb': 'changed', 'before': x.dominant_role, 'after': y.dominant_role},
        {'what': 'percentage', 'verb': '', 'before': x.dominant_percent::VARCHAR, 'after': y.dominant_percent::VARCHAR},
        {'what': 'base', 'verb': '', 'before': bases.before::VARCHAR, 'after': bases.after::VARCHAR},
        {'what': 'citing papers', 'verb': '', 'before': x.citing_papers_printed::VARCHAR,
            'after': y.citing_papers_printed::VARCHAR},
        {'what': 'external citations', 'verb': '', 'before': x.external_citations_printed::VARCHAR,
            'after': y.external_citations_printed::VARCHAR}
    ], recursive := true)
    FROM hubs_asof(a) AS x
    JOIN hubs_asof(b) AS y USING (hub_id)
    LEFT JOIN bases USING (hub_id)
    UNION ALL
    SELECT NULL, paper_id, unnest([
        {'what': 'verdict', 'verb': '', 'before': x.verdict, 'after': y.verdict},
        {'what': 'novelty', 'verb': '', 'before': x.novelty::VARCHAR, 'after': y.novelty::VARCHAR},
        {'what': 'category', 'verb': 'moved', 'before': x.category, 'after': y.category},
        {'what': 'title', 'verb': 'changed', 'before': x.title, 'after': y.title}
    ], recursive := true)
    FROM papers_asof(a) AS x
    JOIN papers_asof(b) AS y USING (paper_id)
    UNION ALL
    SELECT hub_id, paper_id, unnest([
        {'what': 'role', 'verb': '', 'before': x.role, 'after': y.role},
        {'what': 'polarity', 'verb': '', 'before': x.polarity, 'after': y.polarity}
    ], recursive := true)
    FROM citations_asof(a) AS x
    JOIN citations_asof(b) AS y USING (hub_id, paper_id, occurrence)
),
listed AS (
    SELECT
        coalesce(x.hub_id, y.hub_id) AS hub_id,
        coalesce(x.paper_id, y.paper_id) AS paper_id,
        CASE WHEN x.paper_id IS NULL THEN 'appeared' ELSE 'left' END AS verb
    FROM (SELECT DISTINCT hub_id, paper_id FROM citations_asof(a)) AS x
    FULL JOIN (SELECT DISTINCT hub_id, paper_id FROM citations_asof(b)) AS y
        ON y.hub_id = x.hub_id AND y.paper_id = x.paper_id
    WHERE x.paper_id IS NULL OR y.paper_id IS NULL
)
SELECT
    hub_id, paper_id, what, before, after,
    concat_ws(' ', what, CASE
        WHEN verb <> '' THEN verb
        WHEN try_cast(after AS DOUBLE) > try_cast(before AS DOUBLE) AND what <> 'novelty' THEN 'grew'
        WHEN try_cast(after AS DOUBLE) < try_cast(before AS DOUBLE) AND what <> 'novelty' THEN 'fell'
        ELSE 'changed'
    END, 'from', coalesce(before, 'nothing'), 'to', coalesce(after, 'nothing')) AS change
FROM cells
WHERE before IS DISTINCT FROM after
UNION ALL
SELECT hub_id, NULL, 'hub', NULL, title, 'hub first seen: ' || coalesce(title, 'without a title')
FROM hubs_asof(b)
ANTI JOIN hubs_asof(a) AS former USING (hub_id)
UNION ALL
SELECT
    listed.hub_id, listed.paper_id, 'citing paper', CASE verb WHEN 'left' THEN title END,
    CASE verb WHEN 'appeared' THEN title END,
    'citing paper ' || verb || ': ' || coalesce(title, listed.paper_id)
FROM listed
SEMI JOIN hubs_asof(a) AS known ON known.hub_id = listed.hub_id
LEFT JOIN (SELECT paper_id, title FROM main.papers AS papers) AS titles ON titles.paper_id = listed.paper_id
ORDER BY ALL
