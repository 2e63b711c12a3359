-- name: dangling
-- Rows that point to a row that is not there.
SELECT 1 FROM :table AS t WHERE :rows AND :present AND NOT EXISTS(SELECT 1 FROM :parent AS p WHERE :matches) LIMIT 1

-- name: loose
-- The same for staged rows.
SELECT 1 FROM :table AS t WHERE :present AND NOT EXISTS(SELECT 1 FROM :parent AS p WHERE :matches) LIMIT 1

-- name: twice
-- A row whose key another row has.
SELECT 1 FROM :table AS t CROSS JOIN :table AS o
WHERE :rows AND :same AND NOT (t.ctid = o.ctid AND t.tableoid = o.tableoid) LIMIT 1

-- name: held
SELECT COUNT(*) FROM (
  SELECT 1 FROM :table AS r WHERE EXISTS(SELECT 1 FROM :staged AS s WHERE :same) FOR KEY SHARE OF r
) AS held
