-- needs: decided_dates
-- A build from scratch has every paper's dates from the combinations that it decided on.
CREATE OR REPLACE TEMP VIEW posting_dates AS FROM decided_dates;
