-- The rows of a table of history that held at a time, by what is known today.
FROM history.$history
WHERE valid_from <= $ts AND coalesce(valid_to > $ts, true) AND known_to IS NULL
