-- needs: identities, keyed
-- The paper that each combination of id, title and summary stands for.
CREATE OR REPLACE TEMP TABLE identified AS
SELECT keyed.*, identities.paper_id
FROM keyed
JOIN identities
    ON identities.arxiv_id IS NOT DISTINCT FROM keyed.arxiv_id
    AND identities.title_key IS NOT DISTINCT FROM keyed.title_key
    AND identities.former_title_key IS NOT DISTINCT FROM keyed.former_title_key
    AND identities.summary_key IS NOT DISTINCT FROM keyed.summary_key
    AND identities.former_summary_key IS NOT DISTINCT FROM keyed.former_summary_key
    AND identities.posted_on IS NOT DISTINCT FROM keyed.posted_on
    AND identities.category IS NOT DISTINCT FROM keyed.category
    AND identities.exact_key IS NOT DISTINCT FROM keyed.exact_key
    AND identities.place IS NOT DISTINCT FROM keyed.place;
