-- needs: landed, proofs, seen
-- The two times of every capture: when it was taken, and since when it is known (docs/decisions/0016). All tables of
-- `history` start from here.

-- A capture is late if it landed after a capture of its hub that was taken later; it changes what is known of the past.
-- Between two late landings captures arrive in order, so a single window over valid time gives both times. Most hubs
-- have one such span.
CREATE TEMP TABLE late AS
SELECT hub_id, seq, landed_at
FROM (
    SELECT
        seen.hub_id, seen.seq, landed.landed_at,
        max(seen.seq) OVER (
            PARTITION BY seen.hub_id ORDER BY landed.landed_at
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP
        ) AS newest
    FROM seen
    JOIN landed USING (capture_id)
)
WHERE seq < newest;

CREATE TEMP TABLE hub_spans AS
SELECT hub_id, since, lead(since) OVER (PARTITION BY hub_id ORDER BY since) AS until
FROM (
    SELECT hub_id, '-infinity'::TIMESTAMPTZ AS since FROM seen
    UNION
    SELECT hub_id, landed_at FROM late
);

-- Every capture in every span in which it is known. What was known before a span began is known from its start.
CREATE TEMP TABLE moments AS
SELECT
    seen.capture_id, seen.seq AS capture_seq, seen.hub_id, seen.captured_at, since, until,
    greatest(landed.landed_at, since) AS known_at
FROM seen
JOIN landed USING (capture_id)
JOIN hub_spans ON hub_spans.hub_id = seen.hub_id
WHERE until IS NULL OR landed.landed_at < until;

-- The complete pages of every span, each once.
CREATE TEMP TABLE whole_proofs AS
SELECT moments.hub_id, moments.since, moments.captured_at, min(moments.known_at) AS known_at
FROM proofs
JOIN moments USING (hub_id, capture_seq)
WHERE proofs.year IS NULL
GROUP BY ALL;
