-- Questions to `history`, as table macros of the file. A time is a TIMESTAMPTZ or text like '2026-10-01' (UTC); with a
-- second argument the answer is what was known here at that time.
CREATE MACRO hubs_asof
    (ts) AS TABLE
        FROM history.hubs
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true) AND known_to IS NULL,
    (ts, known) AS TABLE
        FROM history.hubs
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true)
            AND known_from <= known::TIMESTAMPTZ AND coalesce(known_to > known::TIMESTAMPTZ, true);

CREATE MACRO citations_asof
    (ts) AS TABLE
        FROM history.citations
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true) AND known_to IS NULL,
    (ts, known) AS TABLE
        FROM history.citations
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true)
            AND known_from <= known::TIMESTAMPTZ AND coalesce(known_to > known::TIMESTAMPTZ, true);

CREATE MACRO papers_asof
    (ts) AS TABLE
        FROM history.papers
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true) AND known_to IS NULL,
    (ts, known) AS TABLE
        FROM history.papers
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true)
            AND known_from <= known::TIMESTAMPTZ AND coalesce(known_to > known::TIMESTAMPTZ, true);

CREATE MACRO facet_counts_asof
    (ts) AS TABLE
        FROM history.facet_counts
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true) AND known_to IS NULL,
    (ts, known) AS TABLE
        FROM history.facet_counts
        WHERE valid_from <= ts::TIMESTAMPTZ AND coalesce(valid_to > ts::TIMESTAMPTZ, true)
            AND known_from <= known::TIMESTAMPTZ AND coalesce(known_to > known::TIMESTAMPTZ, true);
