-- needs: distinct_mentions, title_keys
-- The combinations of distinct_mentions with the keys of their titles.
CREATE OR REPLACE TEMP TABLE titles_keyed AS
SELECT distinct_mentions.*, title_key, former_title_key, has_own_title
FROM distinct_mentions
LEFT JOIN title_keys USING (title);
