-- What the rows say about the size of rows and of index entries. `:name` is a slot.

-- name: counted
SELECT :counts FROM :relation AS t

-- name: longer
COUNT(*) FILTER(WHERE :size > :limit)

-- name: longest
SELECT :columns FROM :relation AS t WHERE :size > :limit ORDER BY :size DESC LIMIT 1000

-- name: longest_tenant
-- The tenant whose key needs the most bytes.
(SELECT k.:key FROM :tenants AS k ORDER BY pg_catalog.pg_column_size(k.:key) DESC LIMIT 1)

-- name: size
COALESCE(pg_catalog.pg_column_size(:value), 0)

-- name: shrunk
-- A value that does not fit goes out of line, and leaves a pointer.
LEAST(COALESCE(pg_catalog.pg_column_size(:value), 0), 24)
