-- name: renewed
-- A new value for each key of the tenant's rows, in the order of the old ones.
INSERT INTO planner.key_map (tenant, schema_name, relation_name, column_name, old_key, new_key)
SELECT :tenant, :schema, :relation, :name, d.k, :fresh
FROM (
  SELECT CAST(t.:column AS text) AS k FROM :source WHERE :rows AND t.:column IS NOT NULL
  GROUP BY t.:column ORDER BY t.:column
) AS d

-- name: next_number
-- A number above all that the table has.
(SELECT COALESCE(:highest, 0) FROM :table AS x) + :number

-- name: astray
-- A row that points to a row of another tenant, and to no row of its own.
SELECT 1 FROM :source CROSS JOIN :parent
WHERE :rows AND :present AND :matches AND NOT :same AND NOT EXISTS(SELECT 1 FROM :own WHERE :own_matches AND :own_rows)
LIMIT 1
