-- Sightings of each citation, and between them the proofs of its absence (docs/decisions/0020).
WITH year_proofs AS (
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
