-- name: within
-- The row lies in one of these partitions.
t.tableoid = ANY(ARRAY[:partitions])
