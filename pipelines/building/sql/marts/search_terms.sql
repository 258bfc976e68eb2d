SELECT term, document, count(*) AS frequency
FROM (SELECT document, unnest(words) AS term FROM text_words)
GROUP BY ALL
