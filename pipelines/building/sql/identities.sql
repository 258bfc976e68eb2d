-- Which paper each combination of keys is, over all hubs (docs/decisions/0005). Input: combinations.

-- A title that two arXiv ids share names neither.
CREATE OR REPLACE TEMP TABLE title_ids AS
SELECT title_key, 'arxiv:' || min(arxiv_id) AS paper_id
FROM combinations
WHERE arxiv_id IS NOT NULL AND title_key IS NOT NULL
GROUP BY title_key
HAVING count(DISTINCT arxiv_id) = 1;

CREATE OR REPLACE TEMP TABLE named AS
SELECT
    combinations.*,
    CASE
        WHEN combinations.arxiv_id IS NOT NULL THEN 'arxiv:' || combinations.arxiv_id
        ELSE coalesce(title_ids.paper_id, combinations.title_key)
    END AS named_id
FROM combinations
LEFT JOIN title_ids USING (title_key);

-- A summary names a paper where only one paper has it; it is asked only where neither id nor title is known.
CREATE OR REPLACE TEMP TABLE summary_ids AS
SELECT summary_key, min(named_id) AS paper_id
FROM named
WHERE summary_key IS NOT NULL AND named_id IS NOT NULL
GROUP BY summary_key
HAVING count(DISTINCT named_id) = 1;

CREATE OR REPLACE TEMP TABLE identities AS
SELECT
    named.* EXCLUDE (named_id),
    coalesce(named.named_id, summary_ids.paper_id, named.summary_key) AS paper_id
FROM named
LEFT JOIN summary_ids USING (summary_key);
