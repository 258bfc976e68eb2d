SELECT
    -- Over all hubs whose page counts its citing papers; a paper that cites several of them counts for each.
    sum(citing_papers_known)::BIGINT AS read,
    sum(citing_papers_printed)::BIGINT AS base,
    read / nullif(base, 0) AS coverage
FROM marts.hub_overview
WHERE citing_papers_printed IS NOT NULL
