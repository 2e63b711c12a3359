-- Conditions on a live database, each one a boolean expression. `:relation` is to_regclass('…'): NULL if there is none.

-- name: column_exists
EXISTS(SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = :relation AND attname = :column AND NOT attisdropped)

-- name: column_default
-- The text of a column's default. NULL when it has none.
(
  SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)
  FROM pg_catalog.pg_attrdef AS d JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  WHERE a.attrelid = :relation AND a.attname = :column
)

-- name: column_comment
-- NULL when there is no comment.
(
  SELECT pg_catalog.col_description(attrelid, attnum)
  FROM pg_catalog.pg_attribute WHERE attrelid = :relation AND attname = :column
)

-- name: column_not_null
-- From 18 on, attnotnull is true before the constraint is validated. Earlier versions have no such constraint.
EXISTS(SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = :relation AND attname = :column AND attnotnull)
AND NOT EXISTS(
  SELECT 1 FROM pg_catalog.pg_constraint
  WHERE conrelid = :relation AND contype = :not_null
    AND conkey = ARRAY((SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = :relation AND attname = :column))
    AND NOT convalidated
)

-- name: constraint_exists
EXISTS(SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid = :relation AND conname = :name)

-- name: constraint_validated
EXISTS(SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid = :relation AND conname = :name AND convalidated)

-- name: index_valid
EXISTS(SELECT 1 FROM pg_catalog.pg_index WHERE indrelid = :relation AND indexrelid = :index AND indisvalid)

-- name: policy_exists
EXISTS(SELECT 1 FROM pg_catalog.pg_policy WHERE polrelid = :relation AND polname = :name)

-- name: row_security_is
EXISTS(
  SELECT 1 FROM pg_catalog.pg_class
  WHERE oid = :relation AND relrowsecurity = :enabled AND relforcerowsecurity = :forced
)

-- name: trigger_exists
EXISTS(SELECT 1 FROM pg_catalog.pg_trigger WHERE tgrelid = :relation AND tgname = :name)

-- name: trigger_runs
-- The trigger calls a function with this text, in sessions of clients.
EXISTS(
  SELECT 1 FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
  WHERE t.tgrelid = :relation AND t.tgname = :name AND (t.tgenabled = :origin OR t.tgenabled = :always)
    AND pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(p.prosrc, 'UTF8')), 'hex') = :digest
)

-- name: trigger_definition
-- NULL when there is no such trigger.
(SELECT pg_catalog.pg_get_triggerdef(oid, FALSE) FROM pg_catalog.pg_trigger WHERE tgrelid = :relation AND tgname = :name)

-- name: entry
-- The row of an object in planner.owned.
kind = :kind AND schema_name = :schema AND relation_name = :relation AND object_name = :name

-- name: entry_in_state
kind = :kind AND schema_name = :schema AND relation_name = :relation AND object_name = :name AND state = :state

-- name: recorded
EXISTS(SELECT 1 FROM planner.owned WHERE :entry)

-- name: trigger_as_recorded
EXISTS(SELECT 1 FROM planner.owned WHERE :entry AND detail = :definition)
