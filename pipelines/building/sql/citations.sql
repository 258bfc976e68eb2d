-- A citation is gone once a complete page, later than every sighting, no longer lists it (DESIGN section 2). Only
-- what the explorer listed can be missed there: a paper seen among the representatives alone proves nothing.
WITH sightings AS (
    SELECT
        hub_id,
        paper_id,
        occurrence,
        arg_max(ref_number, seq) AS ref_number,
        arg_max(mention_count, seq) AS mention_count,
        arg_max(role, seq) AS role,
        arg_max(nullif(filters ->> '$.polarity', ''), seq) FILTER (WHERE block = 'explorer') AS polarity,
        arg_max(link_type, seq) AS link_type,
        bool_or(block = 'representative') AS is_representative,
        arg_max(rank, seq) FILTER (WHERE block = 'representative') AS representative_rank,
        bool_or(block = 'explorer') AS is_listed,
        arg_max(rank, seq) FILTER (WHERE block = 'explorer' AND filters = '{}') AS listed_rank,
        min(captured_at) AS first_captured_at,
        max(captured_at) AS last_captured_at,
        arg_max(capture_id, seq) AS capture_id
    FROM observed
    GROUP BY hub_id, paper_id, occurrence
),
complete AS (SELECT DISTINCT hub_id, captured_at AS retired_at FROM seen WHERE proves_absence),
-- The first complete page behind the last sighting: of all later ones, ASOF takes the nearest.
retired AS (
    SELECT sightings.hub_id, sightings.paper_id, sightings.occurrence, complete.retired_at
    FROM sightings
    ASOF JOIN complete
        ON complete.hub_id = sightings.hub_id AND complete.retired_at > sightings.last_captured_at
    WHERE sightings.is_listed
)
SELECT sightings.*, retired_at IS NULL AS is_current, retired_at
FROM sightings
LEFT JOIN retired USING (hub_id, paper_id, occurrence)
