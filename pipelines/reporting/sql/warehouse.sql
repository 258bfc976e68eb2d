SELECT
    (SELECT count(*) FROM hubs) AS hubs,
    (SELECT count(*) FROM papers) AS citing_papers,
    (SELECT count(*) FROM citations WHERE is_current) AS citations,
    (SELECT count(*) FROM captures) AS captures,
    (SELECT strftime(min(captured_at), '%Y-%m-%d') FROM captures WHERE NOT is_problem) AS first_captured_on,
    (SELECT strftime(max(captured_at), '%Y-%m-%d') FROM captures WHERE NOT is_problem) AS last_captured_on,
    strftime(built_at, '%Y-%m-%d %H:%M') AS built_at,
    left(fingerprint, 12) AS fingerprint
FROM meta.build
