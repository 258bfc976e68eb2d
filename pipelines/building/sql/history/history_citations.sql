-- needs: doubtful, moments, observed, posting_years, proofs, whole_proofs
-- Sightings of each citation, with the proofs of its absence between them (docs/decisions/0014).
-- For every capture, the next complete page after it within its span.
WITH next AS (
    SELECT
        moments.*, whole_proofs.captured_at AS missed_at, whole_proofs.known_at AS missed_known_at
    FROM moments
    ASOF LEFT JOIN whole_proofs
        ON whole_proofs.hub_id = moments.hub_id AND whole_proofs.since = moments.since
        AND whole_proofs.captured_at > moments.captured_at
),
sightings AS MATERIALIZED (
    SELECT
        observed.hub_id, observed.paper_id, observed.occurrence, next.since, next.until, observed.seq, next.captured_at,
        next.known_at, observed.capture_id, observed.ref_number, observed.mention_count, observed.role,
        CASE WHEN observed.block = 'explorer' THEN nullif(observed.filters ->> '$.polarity', '') END AS polarity,
        observed.link_type, next.missed_at, next.missed_known_at,
        lead(next.captured_at) OVER sighted AS seen_again_at,
        bool_or(observed.block = 'explorer') OVER sighted AS was_listed
    FROM observed
    JOIN next USING (capture_seq)
    WINDOW sighted AS (
        PARTITION BY observed.hub_id, observed.paper_id, observed.occurrence, next.since ORDER BY observed.seq
    )
),
year_proofs AS (
    SELECT moments.hub_id, moments.since, proofs.year, moments.captured_at, min(moments.known_at) AS known_at
    FROM proofs
    JOIN moments USING (hub_id, capture_seq)
    WHERE proofs.year IS NOT NULL
    GROUP BY ALL
),
missed AS (
    SELECT hub_id, paper_id, occurrence, since, until, seq, missed_at, missed_known_at
    FROM sightings
    WHERE was_listed AND missed_at IS NOT NULL AND (seen_again_at IS NULL OR missed_at < seen_again_at)
    UNION ALL
    SELECT
        sightings.hub_id, sightings.paper_id, sightings.occurrence, sightings.since, sightings.until, sightings.seq,
        year_proofs.captured_at, year_proofs.known_at
    FROM sightings
    JOIN posting_years USING (paper_id)
    ASOF JOIN year_proofs
        ON year_proofs.hub_id = sightings.hub_id AND year_proofs.since = sightings.since
        AND year_proofs.year = posting_years.year AND year_proofs.captured_at > sightings.captured_at
    WHERE sightings.was_listed
        AND (sightings.seen_again_at IS NULL OR year_proofs.captured_at < sightings.seen_again_at)
)
SELECT
    hub_id, paper_id, occurrence, since, until, seq, captured_at, known_at, true AS is_present, capture_id,
    ref_number, mention_count, role, polarity, link_type
FROM sightings
UNION ALL
SELECT
    hub_id, paper_id, occurrence, since, until, seq, missed_at, missed_known_at, false, NULL,
    NULL, NULL, NULL, NULL, NULL
FROM missed
ANTI JOIN doubtful USING (hub_id, paper_id)
