-- needs: arrived, decided_dates, decided_identities, known_identities, landed, landed_whole, seen
-- Hubs to rebuild: those of the captures that arrived, and those whose papers now have another identity.
-- landed and seen hold only the arrived captures.

-- Papers that lost or gained a combination of keys: all of their rows are read again.
CREATE TEMP TABLE moved AS
SELECT DISTINCT unnest([known.paper_id, decided.paper_id]) AS paper_id
FROM known_identities AS known
JOIN decided_identities AS decided
    ON decided.arxiv_id IS NOT DISTINCT FROM known.arxiv_id
    AND decided.title_key IS NOT DISTINCT FROM known.title_key
    AND decided.former_title_key IS NOT DISTINCT FROM known.former_title_key
    AND decided.summary_key IS NOT DISTINCT FROM known.summary_key
    AND decided.former_summary_key IS NOT DISTINCT FROM known.former_summary_key
    AND decided.posted_on IS NOT DISTINCT FROM known.posted_on
    AND decided.category IS NOT DISTINCT FROM known.category
    AND decided.exact_key IS NOT DISTINCT FROM known.exact_key
    AND decided.place IS NOT DISTINCT FROM known.place
WHERE decided.paper_id <> known.paper_id;

-- A capture that was not read leaves its hub unchanged, unless it says that the page is gone. A paper's year proves
-- absence only if all pages agree on it (decision 0014), so a changed year affects all hubs of the paper.
CREATE TEMP TABLE remade_hubs AS
SELECT hub_id::UUID AS hub_id FROM seen
UNION
SELECT hub_id::UUID FROM landed WHERE outcome = 'gone' AND hub_id IS NOT NULL
UNION
SELECT citations.hub_id
FROM former.main.citations AS citations
SEMI JOIN (
    FROM moved
    UNION ALL
    SELECT paper_id
    FROM former.meta.posting_dates AS known
    JOIN decided_dates AS decided USING (paper_id)
    WHERE [year(known.first_posted_on), year(known.last_posted_on)]
        <> [year(decided.first_posted_on), year(decided.last_posted_on)]
    UNION ALL
    SELECT paper_id FROM decided_dates ANTI JOIN former.meta.posting_dates USING (paper_id)
) USING (paper_id);

CREATE TEMP TABLE remade_captures AS
SELECT capture_id FROM landed_whole SEMI JOIN remade_hubs ON remade_hubs.hub_id = landed_whole.hub_id::UUID
UNION
SELECT capture_id FROM arrived;
