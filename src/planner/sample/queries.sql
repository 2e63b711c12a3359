-- The fixed queries of a sample. Parameters are the driver's.

-- name: columns
SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated::text = '' ORDER BY a.attnum

-- name: sequences
SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind::text = 'S' AND n.nspname = ANY (%(schemas)s::text[] || ARRAY['planner']) ORDER BY 1, 2
