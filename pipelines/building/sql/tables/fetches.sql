-- needs: fetch_receipts
-- The receipts of all runs of fetching.
SELECT * FROM fetch_receipts
