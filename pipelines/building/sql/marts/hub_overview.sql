-- Citing papers are those whose citation is current; a paper that a hub lists twice counts once.
WITH cited AS (
    SELECT hub_id, paper_id, bool_or(is_representative) AS is_representative
    FROM main.citations
    WHERE is_current
    GROUP BY ALL
),
known AS (
    SELECT
        cited.hub_id,
        count(*) AS citing_papers_known,
        count(*) FILTER (is_representative) AS representative_papers,
        count(verdict) FILTER (lower(verdict) <> 'unverdicted') AS papers_with_verdict,
        count(*) FILTER (lower(verdict) = 'accept') AS accepted_papers,
        count(novelty) AS papers_with_novelty,
        avg(novelty) AS mean_novelty,
        median(novelty) AS median_novelty,
        min(posted_on) AS first_citing_paper_on,
        max(posted_on) AS last_citing_paper_on
    FROM cited
    JOIN main.papers USING (paper_id)
    GROUP BY ALL
),
pages AS (
    SELECT
        hub_id,
        count(*) AS captures,
        arg_max(is_complete, captured_at) FILTER (
            rendering = 'html' AND filters::VARCHAR = '{}' AND unread_parameters IS NULL
        ) AS is_complete
    FROM main.captures
    WHERE outcome IN ('ok', 'pending', 'unchanged') AND parser_version IS NOT NULL
    GROUP BY hub_id
)
SELECT
    hubs.*,
    coalesce(citing_papers_known, 0) AS citing_papers_known,
    coalesce(representative_papers, 0)::INTEGER AS representative_papers,
    coalesce(papers_with_verdict, 0) AS papers_with_verdict,
    coalesce(accepted_papers, 0) AS accepted_papers,
    coalesce(papers_with_novelty, 0) AS papers_with_novelty,
    mean_novelty, median_novelty, first_citing_paper_on, last_citing_paper_on,
    coalesce(captures, 0)::INTEGER AS captures,
    is_complete
FROM main.hubs
LEFT JOIN known USING (hub_id)
LEFT JOIN pages USING (hub_id)
