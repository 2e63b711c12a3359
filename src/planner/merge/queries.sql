-- The fixed queries of a merge. Parameters are the driver's.

-- name: journal_there
SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL

-- name: published
SELECT s.step FROM planner.step AS s WHERE pg_catalog.starts_with(s.step, %(step)s)
