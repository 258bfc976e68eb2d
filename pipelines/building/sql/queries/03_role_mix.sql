-- In which roles is a work cited, and out of how many citations is each share taken?
SELECT value AS role, n, base_n, round(share, 2) AS share, printed_n, printed_base_n
FROM marts.citation_mix
WHERE hub_title LIKE 'Patience%' AND dimension = 'role'
ORDER BY n DESC, printed_n DESC, role;
