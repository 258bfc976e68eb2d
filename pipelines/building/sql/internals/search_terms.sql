-- `text_words` are the words of each text that the former file has not; the terms of the others are carried over.
SELECT term, document, count(*) AS frequency
FROM (SELECT document, unnest(words) AS term FROM text_words)
GROUP BY ALL
