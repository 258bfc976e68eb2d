-- The rows of a table of history that held at a time, by what was known here at another time.
FROM history.$history
WHERE valid_from <= $ts::TIMESTAMPTZ AND coalesce(valid_to > $ts::TIMESTAMPTZ, true)
    AND known_from <= $known::TIMESTAMPTZ AND coalesce(known_to > $known::TIMESTAMPTZ, true)
