-- name: renewed
-- A key, or the key that took its place.
COALESCE(CAST((
  SELECT m.:wanted FROM planner.key_map AS m
  WHERE m.tenant = :tenant AND m.schema_name = :schema AND m.relation_name = :relation AND m.column_name = :name
    AND m.:given = CAST(:value AS text)
) AS ":type"), :value)
