SELECT year(posted_on)::VARCHAR AS value, count(DISTINCT paper_id) AS n
    FROM citations
    JOIN papers USING (paper_id)
    WHERE hub_id = '{hub_id}' AND is_current AND posted_on IS NOT NULL
    GROUP BY 1
