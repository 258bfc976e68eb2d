-- Which of the papers that cite a work should I read first?
SELECT novelty, title, summary
FROM marts.reading_list
WHERE hub_title LIKE 'Sparse Rehearsal%' AND verdict = 'accept'
ORDER BY novelty DESC NULLS LAST, posted_on DESC, title
LIMIT 3;
