-- `texts` is what search_texts.sql gives, numbered; known_texts are those that the former file has as well.
SELECT document, kind, id, coalesce(known_texts.words, len(text_words.words))::BIGINT AS words
FROM texts
LEFT JOIN text_words USING (document)
LEFT JOIN known_texts USING (document)
