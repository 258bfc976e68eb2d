-- `texts` holds the numbered rows of search_texts.sql, `known_texts` those of them that the former file has as well.
SELECT document, kind, id, coalesce(known_texts.words, len(text_words.words))::BIGINT AS words
FROM texts
LEFT JOIN text_words USING (document)
LEFT JOIN known_texts USING (document)
