-- The rows of a table of history that held at a time, by what is known today.
FROM history.$history
WHERE valid_from <= $ts::TIMESTAMPTZ AND coalesce(valid_to > $ts::TIMESTAMPTZ, true) AND known_to IS NULL
