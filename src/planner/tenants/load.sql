-- name: renewed
-- A key, or the key that took its place.
COALESCE(CAST((
  SELECT m.:wanted FROM planner.key_map AS m
  WHERE m.tenant = :tenant AND m.schema_name = :schema AND m.relation_name = :relation AND m.column_name = :name
    AND m.:given = CAST(:value AS text)
) AS ":type"), :value)

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

-- name: other_values
-- Rows that both sides have, with other values.
SELECT COUNT(*) FROM :staged AS s CROSS JOIN :table AS r WHERE :same AND CAST(:mine AS text) <> CAST(:theirs AS text)

-- name: missing
SELECT :columns FROM :staged AS s WHERE NOT EXISTS(SELECT 1 FROM :table AS r WHERE :same) AND :switch

-- name: all_rows
SELECT :columns FROM :staged AS s WHERE :switch

-- name: none
SELECT :columns FROM :table AS t

-- name: count
SELECT COUNT(*) FROM :table AS t

-- name: last_value
SELECT q.last_value FROM :sequence AS q

-- name: greatest
SELECT :highest FROM :table AS t

-- name: dangling
-- Rows that point to a row that is not there.
SELECT 1 FROM :table AS t WHERE :rows AND :present AND NOT EXISTS(SELECT 1 FROM :parent AS p WHERE :matches) LIMIT 1
