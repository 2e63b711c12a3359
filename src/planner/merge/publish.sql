-- name: map_ids
-- The ids that rows of the source have in the target.
INSERT INTO planner.key_map (tenant, schema_name, relation_name, column_name, old_key, new_key)
SELECT :tenant, :schema, :relation, :name, CAST(s.:column AS text), CAST(r.:column AS text)
FROM :staged AS s CROSS JOIN :table AS r WHERE :same AND CAST(s.:column AS text) <> CAST(r.:column AS text)

-- name: missing
-- Rows of the source that the target does not have.
SELECT s.* FROM :staged AS s WHERE NOT EXISTS(SELECT 1 FROM :table AS r WHERE :same)

-- name: others
-- Rows that the target has with other values.
SELECT :key FROM :staged AS s CROSS JOIN :table AS r WHERE :same AND :differ LIMIT 20

-- name: pairs
SELECT :columns FROM :staged AS s CROSS JOIN :table AS r WHERE :same

-- name: held
SELECT :columns FROM :staged AS s WHERE EXISTS(SELECT 1 FROM :table AS r WHERE :same)
