SELECT title, url, category, posted_on::VARCHAR AS posted_on, verdict, novelty, role, polarity, summary
FROM marts.reading_list
WHERE hub_id = '{hub_id}'
ORDER BY novelty DESC NULLS LAST, reading_list.posted_on DESC NULLS LAST, paper_id
LIMIT 8
