-- `text_words` are the words of each text that the former file has not; the terms of the others are carried over.
-- They are counted within each text: one count over the words of all texts takes twice the memory.
SELECT entry.key AS term, document, entry.value::BIGINT AS frequency
FROM (SELECT document, unnest(map_entries(list_histogram(words))) AS entry FROM text_words)
