-- The results of recorded statements. Only the names of the statement itself are looked up by the search_path.

-- name: counted
SELECT pg_catalog.count(*), COALESCE(pg_catalog.sum(pg_catalog.hashtextextended(r.line, 0)), 0)
FROM (SELECT CAST(ROW(q.*) AS text) AS line FROM :statement AS q LIMIT 100001) AS r
