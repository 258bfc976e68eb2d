-- needs: doubtful, observed, posting_years, proofs
-- A citation is gone if a page taken after its last sighting proves its absence (DESIGN section 2,
-- docs/decisions/0014). Only papers that the explorer has listed can be missing there: the absence of a paper seen only
-- among the representatives proves nothing.
WITH sightings AS (
    SELECT
        hub_id,
        paper_id,
        occurrence,
        $newest,
        arg_max(nullif(filters ->> '$.polarity', ''), seq) FILTER (WHERE block = 'explorer') AS polarity,
        bool_or(block = 'representative') AS is_representative,
        arg_max(rank, seq) FILTER (WHERE block = 'representative') AS representative_rank,
        max(capture_seq) FILTER (WHERE block = 'representative') AS representative_in,
        bool_or(block = 'explorer') AS is_listed,
        arg_max(rank, seq) FILTER (WHERE block = 'explorer' AND filters = '{}') AS listed_rank,
        min(captured_at) AS first_captured_at,
        max(confirmed_at) AS last_captured_at,
        arg_max(capture_id, seq) AS capture_id
    FROM observed
    GROUP BY hub_id, paper_id, occurrence
),
-- The first proof after the last sighting: ASOF takes the nearest of the later ones.
missed AS (
    SELECT sightings.hub_id, sightings.paper_id, sightings.occurrence, proofs.captured_at
    FROM sightings
    ASOF JOIN (FROM proofs WHERE year IS NULL) AS proofs
        ON proofs.hub_id = sightings.hub_id AND proofs.captured_at > sightings.last_captured_at
    WHERE sightings.is_listed
    UNION ALL
    SELECT sightings.hub_id, sightings.paper_id, sightings.occurrence, proofs.captured_at
    FROM sightings
    JOIN posting_years USING (paper_id)
    ASOF JOIN (FROM proofs WHERE year IS NOT NULL) AS proofs
        ON proofs.hub_id = sightings.hub_id
        AND proofs.year = posting_years.year
        AND proofs.captured_at > sightings.last_captured_at
    WHERE sightings.is_listed
),
retired AS (
    SELECT hub_id, paper_id, occurrence, min(captured_at) AS retired_at
    FROM missed
    ANTI JOIN doubtful USING (hub_id, paper_id)
    GROUP BY hub_id, paper_id, occurrence
)
SELECT
    sightings.* EXCLUDE (representative_in) REPLACE (
        -- Ranks from different lists cannot be compared: only the hub's newest list of representatives counts. A page
        -- without the list says nothing about it.
        CASE
            WHEN representative_in = max(representative_in) OVER (PARTITION BY hub_id) THEN representative_rank
        END AS representative_rank
    ),
    retired_at IS NULL AS is_current,
    retired_at
FROM sightings
LEFT JOIN retired USING (hub_id, paper_id, occurrence)
