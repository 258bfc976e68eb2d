-- Which lines of pages were not read by any parser?
SELECT block, count(*) AS lines, any_value(text ORDER BY text) AS example
FROM residue
GROUP BY block
ORDER BY lines DESC, block;
