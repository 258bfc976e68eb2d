-- `texts` holds the numbers of the texts of search_texts.sql, and `text_words` their words.
SELECT document, kind, id, len(text_words.words)::BIGINT AS words
FROM texts
LEFT JOIN text_words USING (document)
