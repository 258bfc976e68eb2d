-- Words are counted within each text: one count over the words of all texts takes twice the memory.
-- Rows are sorted by the numbers of words in the type `known_word`, which lists them in order: to sort the words
-- themselves takes half as much time again, and twice the memory.
SELECT term::VARCHAR AS term, document, frequency
FROM (
    SELECT entry.key::known_word AS term, document, entry.value::BIGINT AS frequency
    FROM (SELECT document, unnest(map_entries(list_histogram(words))) AS entry FROM text_words)
    ORDER BY term, document
)
