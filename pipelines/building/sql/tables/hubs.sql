-- needs: hub_readings, landed, seen
-- The newest known value of each cell; NULL never replaces a value (arg_max ignores NULL).
-- The four cells of the verdict sentence come from one capture, because a page prints them as one sentence.
WITH cells AS (
    SELECT seen.*, hub_readings.* EXCLUDE (capture_id)
    FROM seen JOIN hub_readings USING (capture_id)
),
sentences AS (
    SELECT hub_id, $together
    FROM cells
    WHERE verdict_sentence IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY hub_id ORDER BY seq DESC) = 1
),
-- A hub whose page is gone from the site keeps what was known (FAULTS F8); if a later page is seen, it is back.
gone AS (
    SELECT landed.hub_id, min(landed.captured_at) AS gone_at
    FROM landed
    LEFT JOIN (SELECT hub_id, max(captured_at) AS last_page_at FROM seen WHERE rendering = 'html' GROUP BY hub_id)
        USING (hub_id)
    WHERE landed.outcome = 'gone'
        AND landed.view = '{}'
        AND landed.source_rendering IS DISTINCT FROM 'json'
        AND (last_page_at IS NULL OR landed.captured_at > last_page_at)
    GROUP BY landed.hub_id
)
SELECT
    hub_id,
    any_value(gone.gone_at) AS gone_at,
    -- For an HTML page without a tier line, the reading has `none`; a text or JSON twin without one says nothing.
    $newest,
    -- The site has several URLs for one page: with or without www, http or https, in any case (HUB_PAGES section 2).
    regexp_replace(
        regexp_extract(lower(arg_max(url, seq)), '^https?://[^/?#]+'),
        '^(https?://(www\.)?pith\.science(:\d*)?)?$',
        'https://pith.science'
    ) || '/citations/' || hub_id AS url,
    min(captured_at) AS first_captured_at,
    max(confirmed_at) AS last_captured_at,
    arg_max(capture_id, seq) AS capture_id
FROM cells
LEFT JOIN sentences USING (hub_id)
LEFT JOIN gone USING (hub_id)
GROUP BY hub_id
