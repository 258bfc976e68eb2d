-- What should I read first of what cites a work?
SELECT novelty, title, summary
FROM marts.reading_list
WHERE hub_title LIKE 'Sparse Rehearsal%' AND verdict = 'accept'
ORDER BY novelty DESC NULLS LAST, posted_on DESC, title
LIMIT 3;
