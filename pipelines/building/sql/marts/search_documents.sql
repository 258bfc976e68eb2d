SELECT document, kind, id, coalesce(known_texts.words, len(text_words.words))::BIGINT AS words
FROM texts
LEFT JOIN text_words USING (document)
LEFT JOIN known_texts USING (document)
