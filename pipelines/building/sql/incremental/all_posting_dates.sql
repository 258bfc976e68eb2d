-- needs: decided_dates, known_identities
-- All combinations of a paper are tied to each other, so its dates are all decided anew or all as before.
CREATE OR REPLACE TEMP VIEW posting_dates AS
FROM former.meta.posting_dates ANTI JOIN known_identities USING (paper_id)
UNION ALL BY NAME
FROM decided_dates;
