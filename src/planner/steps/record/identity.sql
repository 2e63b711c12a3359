-- What identifies a recorded table and its tenant column beside their names. `record` is the oid of planner.owned: in a
-- copy of the database that pg_restore made, that oid is another one, and the identities mean nothing.

-- name: identity
CAST(pg_catalog.jsonb_build_object(
  'format', 2,
  'content', pg_catalog.jsonb_build_object(
    'relation', CAST(CAST(:relation AS oid) AS bigint),
    'column', (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = :relation AND attname = :column),
    'record', CAST(CAST(:record AS oid) AS bigint)
  )
) AS text)
