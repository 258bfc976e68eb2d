-- needs: combinations
-- The paper that each combination of keys stands for, across all hubs (docs/decisions/0028).

-- The dates and categories that pages print with each arXiv id, and the ids that each title has.
CREATE OR REPLACE TEMP TABLE id_facts AS
SELECT
    arxiv_id,
    coalesce(list(DISTINCT posted_on) FILTER (WHERE posted_on IS NOT NULL), []) AS dates,
    coalesce(list(DISTINCT category) FILTER (WHERE category IS NOT NULL), []) AS categories
FROM combinations
WHERE arxiv_id IS NOT NULL
GROUP BY arxiv_id;

CREATE OR REPLACE TEMP TABLE id_titles AS
SELECT title_key, min(arxiv_id) AS arxiv_id, count(DISTINCT arxiv_id) AS ids
FROM combinations
WHERE arxiv_id IS NOT NULL AND title_key IS NOT NULL
GROUP BY title_key;

-- Rows without an id, with what is known about the only id that has their title, if there is just one.
CREATE OR REPLACE TEMP TABLE unlinked AS
SELECT
    combinations.*,
    CASE WHEN ids = 1 THEN id_titles.arxiv_id END AS only_id,
    coalesce(ids, 0) AS ids,
    CASE WHEN NOT list_contains(dates, posted_on) OR dates IS NULL THEN posted_on END AS other_date,
    CASE WHEN NOT list_contains(categories, category) OR categories IS NULL THEN category END AS other_category,
    coalesce(len(dates), 0) = 0 AS is_undated,
    coalesce(len(categories), 0) = 0 AS is_unsorted
FROM combinations
LEFT JOIN id_titles USING (title_key)
LEFT JOIN id_facts ON ids = 1 AND id_facts.arxiv_id = id_titles.arxiv_id
WHERE combinations.arxiv_id IS NULL AND combinations.title_key IS NOT NULL;

-- A title alone does not identify a paper if it is generic, if two ids have it, or if its rows contradict each other or
-- the id in date or category. An id without a date cannot take on two different dates either, not even through two of
-- its titles.
CREATE OR REPLACE TEMP TABLE contested AS
WITH contradicted AS (
    SELECT
        title_key, only_id,
        NOT bool_and(has_own_title) OR max(ids) > 1
        OR count(DISTINCT other_date) > bool_and(is_undated)::INTEGER
        OR count(DISTINCT other_category) > bool_and(is_unsorted)::INTEGER AS is_contested
    FROM unlinked
    GROUP BY title_key, only_id
),
undecided_ids AS (
    SELECT only_id
    FROM unlinked
    SEMI JOIN (FROM contradicted WHERE NOT is_contested) USING (title_key)
    WHERE only_id IS NOT NULL
    GROUP BY only_id
    HAVING count(DISTINCT other_date) > 1 OR count(DISTINCT other_category) > 1
)
SELECT title_key FROM contradicted WHERE is_contested
UNION
SELECT title_key FROM contradicted SEMI JOIN undecided_ids USING (only_id);

-- Rows of a contested title belong to the id that has the same title, date and category, if there is just one;
-- otherwise rows with the same date and category are one paper.
CREATE OR REPLACE TEMP TABLE dated AS
WITH linked AS (
    SELECT DISTINCT titles.title_key, arxiv_id, facts.posted_on, facts.category
    FROM (SELECT DISTINCT arxiv_id, title_key FROM combinations SEMI JOIN contested USING (title_key)) AS titles
    JOIN combinations AS facts USING (arxiv_id)
)
SELECT
    title_key, unlinked.summary_key, posted_on, category, unlinked.exact_key,
    CASE WHEN count(DISTINCT linked.arxiv_id) = 1 THEN 'arxiv:' || min(linked.arxiv_id) ELSE unlinked.exact_key END AS paper
FROM unlinked
SEMI JOIN contested USING (title_key)
LEFT JOIN linked USING (title_key, posted_on, category)
WHERE unlinked.posted_on IS NOT NULL AND unlinked.category IS NOT NULL
GROUP BY title_key, unlinked.summary_key, posted_on, category, unlinked.exact_key;

-- A row with a generic title belongs to the only paper that the same hub shows under that title.
CREATE OR REPLACE TEMP TABLE placed_rows AS
WITH papers AS (
    SELECT title_key, place, 'arxiv:' || arxiv_id AS paper, posted_on, category
    FROM combinations
    WHERE arxiv_id IS NOT NULL AND NOT has_own_title
    UNION ALL
    SELECT title_key, place, dated.paper, posted_on, category
    FROM unlinked
    JOIN (SELECT DISTINCT exact_key, paper FROM dated) AS dated USING (exact_key)
    WHERE NOT has_own_title
),
of_hub AS (
    SELECT title_key, place, min(paper) AS paper, list(posted_on) AS dates, list(category) AS categories
    FROM papers
    GROUP BY title_key, place
    HAVING count(DISTINCT paper) = 1
)
SELECT DISTINCT title_key, summary_key, exact_key, place, paper
FROM unlinked
JOIN of_hub USING (title_key, place)
WHERE (posted_on IS NULL OR category IS NULL)
    AND (posted_on IS NULL OR list_contains(dates, posted_on))
    AND (category IS NULL OR list_contains(categories, category));

-- Failing that, a row without date or category belongs to the only paper that has both its title and its summary.
CREATE OR REPLACE TEMP TABLE summarised AS
WITH papers AS (
    SELECT title_key, summary_key, 'arxiv:' || arxiv_id AS paper, posted_on, category
    FROM combinations
    WHERE arxiv_id IS NOT NULL
    UNION ALL
    SELECT title_key, summary_key, paper, posted_on, category FROM dated
    UNION ALL
    SELECT title_key, summary_key, paper, NULL, NULL FROM placed_rows
),
of_both AS (
    SELECT title_key, summary_key, min(paper) AS paper, list(posted_on) AS dates, list(category) AS categories
    FROM papers
    SEMI JOIN contested USING (title_key)
    GROUP BY title_key, summary_key
    HAVING count(DISTINCT paper) = 1
)
SELECT DISTINCT unlinked.exact_key, of_both.paper
FROM unlinked
JOIN of_both USING (title_key, summary_key)
WHERE has_own_summary
    AND (posted_on IS NULL OR category IS NULL)
    AND (posted_on IS NULL OR list_contains(dates, posted_on))
    AND (category IS NULL OR list_contains(categories, category));

CREATE OR REPLACE TEMP TABLE titled AS
SELECT
    combinations.*,
    CASE
        WHEN combinations.arxiv_id IS NOT NULL THEN 'arxiv:' || combinations.arxiv_id
        WHEN contested.title_key IS NULL THEN coalesce('arxiv:' || id_titles.arxiv_id, combinations.title_key)
        ELSE coalesce(dated.paper, placed_rows.paper, summarised.paper, combinations.exact_key)
    END AS paper
FROM combinations
LEFT JOIN contested USING (title_key)
LEFT JOIN id_titles USING (title_key)
LEFT JOIN (SELECT DISTINCT exact_key, paper FROM dated) AS dated USING (exact_key)
LEFT JOIN (SELECT DISTINCT exact_key, place, paper FROM placed_rows) AS placed_rows USING (exact_key, place)
LEFT JOIN summarised USING (exact_key);

-- Among the papers of a contested title, the first one seen without a link keeps the id made from the title, so that
-- later captures do not change the meaning of that id.
CREATE OR REPLACE TEMP TABLE title_holders AS
SELECT title_key, paper
FROM titled
SEMI JOIN contested USING (title_key)
WHERE arxiv_id IS NULL
QUALIFY row_number() OVER (PARTITION BY title_key ORDER BY first_seen, exact_key) = 1;

CREATE OR REPLACE TEMP TABLE named AS
SELECT
    titled.* EXCLUDE (paper),
    CASE WHEN holders.paper = titled.paper AND titled.arxiv_id IS NULL AND NOT starts_with(titled.paper, 'arxiv:')
        THEN title_key ELSE titled.paper END AS named_id
FROM titled
LEFT JOIN title_holders AS holders USING (title_key);

-- A specific summary identifies a paper if only one paper has it. It is used only for rows with neither id nor title,
-- and the row's date and category, where printed, must match the paper's.
CREATE OR REPLACE TEMP TABLE summary_ids AS
SELECT
    summary_key, min(named_id) AS paper, count(DISTINCT named_id) AS papers,
    list(DISTINCT posted_on) AS dates, list(DISTINCT category) AS categories
FROM named
WHERE has_own_summary AND named_id IS NOT NULL
GROUP BY summary_key;

CREATE OR REPLACE TEMP TABLE untitled AS
SELECT
    named.*,
    coalesce(papers, 0) AS papers,
    CASE
        WHEN papers = 1
            AND (posted_on IS NULL OR list_contains(dates, posted_on))
            AND (category IS NULL OR list_contains(categories, category)) THEN summary_ids.paper
    END AS summary_id
FROM named
LEFT JOIN summary_ids USING (summary_key)
WHERE named_id IS NULL;

CREATE OR REPLACE TEMP TABLE contested_summaries AS
SELECT summary_key
FROM untitled
GROUP BY summary_key
HAVING NOT bool_and(has_own_summary)
    OR max(papers) > 1
    OR (max(papers) = 1 AND count(summary_id) < count(*))
    OR count(DISTINCT posted_on) FILTER (WHERE summary_id IS NULL) > 1
    OR count(DISTINCT category) FILTER (WHERE summary_id IS NULL) > 1;

CREATE OR REPLACE TEMP TABLE summary_holders AS
SELECT summary_key, coalesce(summary_id, exact_key) AS paper
FROM untitled
SEMI JOIN contested_summaries USING (summary_key)
QUALIFY row_number() OVER (PARTITION BY summary_key ORDER BY first_seen, exact_key) = 1;

CREATE OR REPLACE TEMP TABLE decided_identities AS
SELECT * EXCLUDE (named_id), named_id AS paper_id
FROM named
WHERE named_id IS NOT NULL
UNION ALL BY NAME
SELECT
    untitled.* EXCLUDE (named_id, papers, summary_id),
    CASE
        WHEN contested.summary_key IS NULL THEN coalesce(summary_id, untitled.summary_key)
        WHEN summary_id IS NULL AND holders.paper = exact_key THEN untitled.summary_key
        ELSE coalesce(summary_id, exact_key)
    END AS paper_id
FROM untitled
LEFT JOIN contested_summaries AS contested USING (summary_key)
LEFT JOIN summary_holders AS holders USING (summary_key);
