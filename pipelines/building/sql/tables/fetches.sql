-- needs: fetch_receipts
-- The receipts of all fetch runs.
SELECT * FROM fetch_receipts
