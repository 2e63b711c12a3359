-- name: within
-- The row lies in this partition, or in a partition below it.
EXISTS(SELECT 1 FROM pg_catalog.pg_partition_tree(:leaf) AS p WHERE p.relid = t.tableoid)
