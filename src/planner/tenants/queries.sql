-- The fixed queries about tenants. Parameters are the driver's.

-- name: export_snapshot
SELECT pg_catalog.pg_export_snapshot()

-- name: sequences
-- The sequences that columns take values from: owned ones, those of identity columns, and those of a default.
SELECT n.nspname::text, c.relname::text, a.attname::text, sn.nspname::text, s.relname::text
FROM (
  SELECT d.refobjid, d.refobjsubid, d.objid FROM pg_catalog.pg_depend AS d
  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refobjsubid > 0 AND d.deptype::text IN ('a', 'i')
  UNION
  SELECT f.adrelid, f.adnum, d.refobjid FROM pg_catalog.pg_attrdef AS f
  JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
) AS used (relation, number, sequence)
JOIN pg_catalog.pg_class AS c ON c.oid = used.relation
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = used.number
JOIN pg_catalog.pg_class AS s ON s.oid = used.sequence AND s.relkind::text = 'S'
JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[])
ORDER BY 1, 2, 3, 4, 5

-- name: keys_from_outside
-- Foreign keys of relations outside the managed schemas that point to tables in them.
SELECT n.nspname::text, c.relname::text, k.conname::text, rn.nspname::text, r.relname::text,
  ARRAY(SELECT a.attname::text FROM ROWS FROM (pg_catalog.unnest(k.conkey)) WITH ORDINALITY AS u (n, i)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.i),
  ARRAY(SELECT a.attname::text FROM ROWS FROM (pg_catalog.unnest(k.confkey)) WITH ORDINALITY AS u (n, i)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.i)
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE k.contype::text = 'f' AND k.conparentid = 0 AND rn.nspname = ANY (%(schemas)s::text[])
  AND n.nspname <> ALL (%(schemas)s::text[])
ORDER BY 1, 2, 3

-- name: insert_rules
-- The tables with rules that change or add to an INSERT.
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_rewrite AS r JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.ev_type::text = '3' AND n.nspname = ANY (%(schemas)s::text[])

-- name: may_lock
-- SELECT … FOR KEY SHARE needs the right to UPDATE.
SELECT pg_catalog.has_table_privilege(%s::pg_catalog.regclass, 'UPDATE')

-- name: may_use
SELECT u.name, pg_catalog.has_table_privilege(u.name::pg_catalog.regclass, %(right)s)
FROM ROWS FROM (pg_catalog.unnest(%(names)s::text[])) WITH ORDINALITY AS u (name, i) ORDER BY u.i

-- name: may_advance
SELECT u.name, pg_catalog.has_sequence_privilege(u.name::pg_catalog.regclass, %(right)s)
FROM ROWS FROM (pg_catalog.unnest(%(names)s::text[])) WITH ORDINALITY AS u (name, i) ORDER BY u.i

-- name: owner_of_planner
SELECT o.rolname::text, pg_catalog.pg_has_role(n.nspowner, 'USAGE')
FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_roles AS o ON o.oid = n.nspowner
WHERE n.nspname = 'planner'

-- name: quarantine_there
SELECT pg_catalog.to_regclass('planner.quarantine') IS NOT NULL

-- name: quarantined
-- What the quarantine lists for a tenant: open rows that may be the tenant's, and rows that a person gave to the tenant.
SELECT pg_catalog.count(*) FILTER (WHERE tenant IS NULL), pg_catalog.count(*) FILTER (WHERE tenant IS NOT NULL)
FROM planner.quarantine WHERE tenant = %(tenant)s OR (tenant IS NULL AND %(tenant)s = ANY (candidates))

-- name: forget_quarantined
DELETE FROM planner.quarantine WHERE tenant = %(tenant)s

-- name: key_map_there
SELECT pg_catalog.to_regclass('planner.key_map') IS NOT NULL

-- name: key_map_entries
SELECT pg_catalog.count(*) FROM planner.key_map WHERE tenant = %(tenant)s

-- name: forget_key_map
DELETE FROM planner.key_map WHERE tenant = %(tenant)s

-- name: commit_timestamps
SELECT pg_catalog.current_setting('track_commit_timestamp')

-- name: relation_there
SELECT pg_catalog.to_regclass(%s) IS NOT NULL

-- name: schema_there
SELECT pg_catalog.to_regnamespace('planner') IS NOT NULL

-- name: staged
-- The tables of imports that were not finished. The comment of each names the exported tenant.
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'planner' AND c.relkind::text = 'r' AND pg_catalog.starts_with(c.relname::text, 'import_')
  AND pg_catalog.obj_description(c.oid, 'pg_class') = %(tenant)s
ORDER BY 1, 2

-- name: database
SELECT d.datname::text, d.oid::bigint FROM pg_catalog.pg_database AS d WHERE d.datname = current_catalog

-- name: journal_there
SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL AND pg_catalog.to_regclass('planner.run') IS NOT NULL

-- name: deleted_by
-- The rows that runs of `tenant delete` have committed, for each table.
SELECT pg_catalog.substr(s.step, 15), pg_catalog.sum(s.rows)::bigint
FROM planner.step AS s JOIN planner.run AS r ON r.run = s.run
WHERE r.run = ANY (%(runs)s::bigint[]) AND r.command = 'tenant delete' AND pg_catalog.starts_with(s.step, 'tenant.delete.')
GROUP BY 1

-- name: block_function_there
SELECT pg_catalog.to_regprocedure('planner.tenant_moving()') IS NOT NULL

-- name: block_function_used
SELECT pg_catalog.count(*) FROM pg_catalog.pg_trigger WHERE tgfoid = pg_catalog.to_regprocedure('planner.tenant_moving()')

-- name: blocked_tables
-- The tables, but for partitions, that have the triggers of a tenant's block: of one block, or of any.
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.tgname = %(trigger)s AND t.tgfoid = pg_catalog.to_regprocedure('planner.tenant_moving()') AND NOT c.relispartition
  AND (%(block)s::text IS NULL OR pg_catalog.strpos(pg_catalog.encode(t.tgargs, 'escape'), %(block)s::text) > 0)
ORDER BY 1, 2

-- name: block_standing
-- The id of a block that is not lifted.
SELECT block FROM planner.tenant_move WHERE tenant = %(tenant)s AND lifted IS DISTINCT FROM block

-- name: block_begun
UPDATE planner.tenant_move SET block = %(block)s, changed_at = pg_catalog.clock_timestamp() WHERE tenant = %(tenant)s

-- name: block_lifted
UPDATE planner.tenant_move SET lifted = block, changed_at = pg_catalog.clock_timestamp() WHERE tenant = %(tenant)s

-- name: move_there
SELECT pg_catalog.to_regclass('planner.tenant_move') IS NOT NULL

-- name: move_of
SELECT move, side, state, other, place FROM planner.tenant_move WHERE tenant = %(tenant)s

-- name: move_begun
-- A move that is finished gives way. Which block is lifted stays: triggers of that block may still be there.
INSERT INTO planner.tenant_move (tenant, move, side, state, other, place) VALUES
  (%(tenant)s, %(move)s, %(side)s, %(state)s, %(other)s, %(place)s)
ON CONFLICT (tenant) DO UPDATE SET move = excluded.move, side = excluded.side, state = excluded.state,
  other = excluded.other, place = excluded.place, started_at = excluded.started_at, changed_at = excluded.changed_at

-- name: move_stepped
UPDATE planner.tenant_move SET state = %(state)s, changed_at = pg_catalog.clock_timestamp() WHERE tenant = %(tenant)s

-- name: move_forgotten
DELETE FROM planner.tenant_move WHERE tenant = %(tenant)s

-- name: oldest_writer
-- The oldest transaction that a snapshot does not see as ended, and where counting of transactions is now.
SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text

-- name: renewed_columns
SELECT DISTINCT schema_name, relation_name, column_name FROM planner.key_map WHERE tenant = %(tenant)s
