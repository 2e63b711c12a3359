-- Conditions on how Citus holds a table. `:relation` is to_regclass('…').

-- name: distributed_as
-- An empty :column stands for a table without a distribution column.
EXISTS(
  SELECT 1 FROM pg_catalog.pg_dist_partition
  WHERE CAST(logicalrelid AS oid) = CAST(:relation AS oid) AND partmethod = :method AND repmodel = :replication
    AND (:column = '' OR pg_catalog.column_to_column_name(logicalrelid, partkey) = :column)
)

-- name: not_distributed
NOT EXISTS(
  SELECT 1 FROM pg_catalog.pg_dist_partition WHERE CAST(logicalrelid AS oid) = CAST(:relation AS oid)
)

-- name: shell_empty
pg_catalog.pg_relation_size(:relation) = 0

-- name: identity_is
EXISTS(
  SELECT 1 FROM pg_catalog.pg_attribute
  WHERE attrelid = :relation AND attname = :column AND CAST(attidentity AS text) = :identity
)

-- name: key_columns_are
EXISTS(
  SELECT 1
  FROM pg_catalog.pg_constraint AS c
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  WHERE c.conrelid = :relation AND c.conname = :name AND a.attname = :first
    AND pg_catalog.cardinality(c.conkey) = :count
)
