WITH cited AS (SELECT DISTINCT hub_id, paper_id FROM main.citations WHERE is_current),
sizes AS (SELECT hub_id, count(*) AS citing_papers FROM cited GROUP BY hub_id),
pairs AS (
    SELECT one.hub_id, other.hub_id AS other_hub_id, count(*) AS papers_citing_both
    FROM cited AS one
    JOIN cited AS other ON other.paper_id = one.paper_id AND one.hub_id < other.hub_id
    GROUP BY ALL
)
SELECT
    pairs.hub_id, other_hub_id, hubs.title AS hub_title, others.title AS other_hub_title, papers_citing_both,
    one.citing_papers + other.citing_papers - papers_citing_both AS papers_citing_either,
    papers_citing_both / (one.citing_papers + other.citing_papers - papers_citing_both) AS similarity
FROM pairs
JOIN sizes AS one ON one.hub_id = pairs.hub_id
JOIN sizes AS other ON other.hub_id = other_hub_id
JOIN main.hubs ON hubs.hub_id = pairs.hub_id
JOIN main.hubs AS others ON others.hub_id = other_hub_id
