-- Which texts are about this?
SELECT score, kind, title
FROM search('remembering long texts')
LIMIT 5;
