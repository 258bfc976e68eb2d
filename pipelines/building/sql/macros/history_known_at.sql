-- The rows of a table of history that held at a time, by what was known here at another time.
FROM history.$history
WHERE valid_from <= $ts AND coalesce(valid_to > $ts, true)
    AND known_from <= $known AND coalesce(known_to > $known, true)
