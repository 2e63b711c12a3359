-- name: renew
-- New keys for the staged rows whose key is taken.
INSERT INTO planner.key_map (tenant, schema_name, relation_name, column_name, old_key, new_key)
SELECT :tenant, :schema, :relation, :name, d.k, :fresh
FROM (
  SELECT DISTINCT CAST(s.:column AS text) AS k FROM :staged AS s
  WHERE EXISTS(SELECT 1 FROM :table AS x WHERE :same) AND NOT EXISTS(
    SELECT 1 FROM planner.key_map AS m
    WHERE m.tenant = :tenant AND m.schema_name = :schema AND m.relation_name = :relation AND m.column_name = :name
      AND m.old_key = CAST(s.:column AS text)
  )
) AS d

-- name: last_value
SELECT q.last_value FROM :sequence AS q

-- name: greatest
SELECT :highest FROM :table AS t

-- name: no_uuid
-- A staged key that no program has made: it means something.
SELECT 1 FROM :staged AS s WHERE :other LIMIT 1
