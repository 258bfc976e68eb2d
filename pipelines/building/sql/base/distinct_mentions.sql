-- needs: mentions
-- What rows identify their papers by, each combination once: many rows, few papers (docs/decisions/0028).

-- Made in three steps (then titles_keyed, keyed): one statement would hold the texts three times, and not spill them.
CREATE OR REPLACE TEMP TABLE distinct_mentions AS
SELECT arxiv_id, title, summary, posted_on, category, place, min(captured_at) AS first_seen
FROM mentions
WHERE arxiv_id IS NOT NULL OR title IS NOT NULL OR summary IS NOT NULL
GROUP BY ALL;
