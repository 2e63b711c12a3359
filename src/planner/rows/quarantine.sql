-- name: leftovers
-- Rows without a tenant. An existing entry stays as it is.
INSERT INTO planner.quarantine (schema_name, relation_name, row_key, reason, candidates)
SELECT :schema, :relation, :row_key, :reason, :candidates
FROM ONLY :leaf AS t
WHERE :window AND t.:column IS NULL
ON CONFLICT (schema_name, relation_name, row_key) DO NOTHING

-- name: open_rows
SELECT q.row_key, q.reason, q.candidates
FROM planner.quarantine AS q JOIN :table AS t ON :same_row
WHERE q.schema_name = :schema AND q.relation_name = :relation AND t.:column IS NULL
ORDER BY q.row_key

-- name: give_tenant
UPDATE :table AS t SET :target = CAST(:tenant AS ":type")
WHERE t.:column IS NULL AND :same_row

-- name: record_decision
UPDATE planner.quarantine
SET tenant = :tenant, decided_at = pg_catalog.clock_timestamp(), decided_by = :by
WHERE schema_name = :schema AND relation_name = :relation AND row_key = :row_key

-- name: decided
EXISTS(
  SELECT 1 FROM planner.quarantine AS q
  WHERE q.schema_name = :schema AND q.relation_name = :relation AND q.row_key = :row_key AND q.tenant IS NOT NULL
)
