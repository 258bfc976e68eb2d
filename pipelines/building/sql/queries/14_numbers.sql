-- How do the printed numbers compare with what is known?
SELECT status, count(*) AS numbers, any_value(left(printed_text, 40) ORDER BY capture_id, claim, position) AS example
FROM claims
GROUP BY status
ORDER BY numbers DESC;
