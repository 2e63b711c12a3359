-- The fixed queries of the use cases. Parameters are the driver's.

-- name: in_recovery
SELECT pg_catalog.pg_is_in_recovery()

-- name: clock
SELECT extract(epoch FROM pg_catalog.clock_timestamp())::float

-- name: tables_being_filled
SELECT schema_name || '.' || relation_name, sum(rows_filled)::bigint, sum(next_page - first_page)::bigint,
  sum(end_page - first_page)::bigint
FROM planner.backfill AS b
WHERE NOT EXISTS (SELECT FROM planner.owned AS o WHERE o.kind = 'backfill' AND o.state = 'confirmed'
  AND (o.schema_name, o.relation_name) = (b.schema_name, b.relation_name))
GROUP BY 1 ORDER BY min(updated_at)

-- name: waiting_sessions
SELECT w.pid, w.application_name, extract(epoch FROM pg_catalog.clock_timestamp() - w.query_start)::float,
  coalesce((SELECT pg_catalog.string_agg(pg_catalog.format('pid %s (%s, %s, its transaction for %s): %s', b.pid, b.usename,
      b.state, coalesce(pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - b.xact_start)::text, '00:00:00'),
      pg_catalog.left(pg_catalog.regexp_replace(b.query, '\s+', ' ', 'g'), 60)), '; ')
    FROM pg_catalog.pg_stat_activity AS b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids(w.pid))), 'nobody any more')
FROM pg_catalog.pg_stat_activity AS w
WHERE w.application_name LIKE 'planner %' AND w.wait_event_type = 'Lock' AND w.datname = current_catalog
ORDER BY 1

-- name: journal_there
SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL

-- name: journal_run
SELECT r.run, r.command, r.started_at, r.finished_at, r.outcome, r.role, r.client, r.planner_version, r.fingerprint,
  CASE WHEN r.outcome IS DISTINCT FROM 'done' AND r.command <> 'resolve' THEN (
    SELECT pg_catalog.min(l.run) FROM planner.run AS l
    WHERE l.run > r.run AND l.outcome = 'done'
      AND (l.command = r.command OR l.command = 'apply' AND pg_catalog.starts_with(r.command, 'apply --phase '))) END AS finished_by
FROM planner.run AS r WHERE r.run = %s

-- name: journal_steps
SELECT segment, step, statement, started_at, duration_ms, locks_predicted, locks_held, lock_wait_ms, lock_hold_ms, rows,
  wal_bytes, attempt, error
FROM planner.step WHERE run = %s ORDER BY started_at, segment

-- name: latest_runs
-- Who finished a run that did not get to its end: the first later run of the same command, or of all phases, that did.
SELECT r.run, r.command, r.started_at, r.finished_at, r.outcome, r.client,
  pg_catalog.count(s.*), pg_catalog.count(s.error),
  CASE WHEN r.outcome IS DISTINCT FROM 'done' AND r.command <> 'resolve' THEN (
    SELECT pg_catalog.min(l.run) FROM planner.run AS l
    WHERE l.run > r.run AND l.outcome = 'done'
      AND (l.command = r.command OR l.command = 'apply' AND pg_catalog.starts_with(r.command, 'apply --phase '))) END
FROM planner.run AS r LEFT JOIN planner.step AS s ON s.run = r.run
GROUP BY r.run ORDER BY r.run DESC LIMIT 5

-- name: filled_fractions
SELECT schema_name, relation_name,
  sum(next_page - first_page)::float / greatest(sum(end_page - first_page), 1)::float
FROM planner.backfill GROUP BY 1, 2

-- name: relation_there
SELECT pg_catalog.to_regclass(%s) IS NOT NULL

-- name: quarantine_there
SELECT pg_catalog.to_regclass('planner.quarantine') IS NOT NULL

-- name: statement_counters
-- The view's schema, the column of the mean time, which was renamed in version 1.8 of the extension, and this database.
SELECT n.nspname::text, (SELECT attname::text FROM pg_catalog.pg_attribute WHERE attrelid = c.oid
    AND attname IN ('mean_exec_time', 'mean_time')),
  (SELECT oid::int8 FROM pg_catalog.pg_database WHERE datname = current_catalog)
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relname = 'pg_stat_statements' AND c.relkind::text = %(view)s

-- name: log_line_prefix
SELECT pg_catalog.current_setting('log_line_prefix')

-- name: extensions
SELECT e.extname, n.nspname FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace ORDER BY e.extname

-- name: tables_named
SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND c.relname OPERATOR(pg_catalog.=) ANY (%s) ORDER BY 1, 2

-- name: available_extensions
SELECT name FROM pg_catalog.pg_available_extensions

-- name: foreign_data_wrappers
SELECT fdwname::text FROM pg_catalog.pg_foreign_data_wrapper ORDER BY 1

-- name: roles
SELECT rolname FROM pg_catalog.pg_roles

-- name: search_paths_of_roles
-- What holds for all databases comes first.
SELECT r.rolname::text, substr(c, length('search_path=') + 1)
FROM pg_catalog.pg_db_role_setting AS s
JOIN pg_catalog.pg_database AS d ON s.setdatabase IN (0, d.oid) AND d.datname = pg_catalog.current_database()
JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole, unnest(s.setconfig) AS c
WHERE c LIKE 'search_path=%' ORDER BY s.setdatabase

-- name: other_types
-- The enums and domains of other schemas that columns of the managed schemas have, and the types below those domains.
WITH RECURSIVE used (oid) AS (
  SELECT DISTINCT a.atttypid
  FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY (%(schemas)s::text[]) AND a.attnum > 0 AND NOT a.attisdropped
  UNION
  SELECT t.typbasetype FROM used AS u JOIN pg_catalog.pg_type AS t ON t.oid = u.oid WHERE t.typtype::text = 'd'
)
SELECT n.nspname::text, t.typname::text, CASE t.typtype::text WHEN 'e' THEN 'enum' ELSE 'domain' END,
  ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
  CASE t.typtype::text WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
  ARRAY(SELECT pg_catalog.pg_get_constraintdef(con.oid) FROM pg_catalog.pg_constraint AS con
    WHERE con.contypid = t.oid AND con.contype::text = 'c' ORDER BY con.conname)
FROM used AS u JOIN pg_catalog.pg_type AS t ON t.oid = u.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype::text IN ('e', 'd') AND n.nspname <> ALL (%(schemas)s::text[])

-- name: rights
-- Whether the role has each right on the relation, or on some columns of it, and the columns that it may UPDATE.
SELECT has_any_column_privilege(%(role)s, %(name)s, 'SELECT'), has_any_column_privilege(%(role)s, %(name)s, 'INSERT'),
  has_any_column_privilege(%(role)s, %(name)s, 'UPDATE'), has_table_privilege(%(role)s, %(name)s, 'DELETE'),
  ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
    WHERE attrelid = pg_catalog.to_regclass(%(name)s) AND attnum > 0 AND NOT attisdropped
      AND pg_catalog.has_column_privilege(%(role)s, attrelid, attnum, 'UPDATE'))

-- name: functions_called
-- Functions of these names that take as many arguments; aggregates take more between WITHIN GROUP and its parenthesis.
-- Of several functions the worst one counts.
SELECT c.place, pg_catalog.bool_or(p.prokind = %(aggregate)s), pg_catalog.bool_or(p.prokind = %(window)s), pg_catalog.bool_or(p.proretset),
  pg_catalog.bool_or(p.provolatile = %(volatile)s)
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]),
  pg_catalog.unnest(%(arguments)s::integer[])) WITH ORDINALITY AS c (schema, name, arguments, place)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = c.schema
JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.proname = c.name
  AND (p.prokind <> %(function)s OR c.arguments IS NULL
    OR c.arguments >= p.pronargs - p.pronargdefaults AND (c.arguments <= p.pronargs OR p.provariadic <> 0))
GROUP BY c.place ORDER BY c.place

-- name: volatile_casts
SELECT DISTINCT pg_catalog.format_type(t.oid, NULL)
FROM pg_catalog.pg_cast AS c
JOIN pg_catalog.pg_proc AS p ON p.oid = c.castfunc
JOIN pg_catalog.pg_type AS t ON t.oid = c.casttarget
WHERE p.provolatile = %(volatile)s AND t.typname = ANY (%(types)s::text[])
ORDER BY 1

-- name: role_there
SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = %s)

-- name: planner_there
SELECT pg_catalog.to_regclass('planner.owned') IS NOT NULL

-- name: functions_of_names
-- The functions of these names.
SELECT n.nspname::text, p.proname::text, pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.oidvectortypes(p.proargtypes)
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS asked (schema, name)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = asked.schema
JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.proname = asked.name AND p.prokind <> %(aggregate)s
ORDER BY 1, 2, 3

-- name: relations_of_names
-- The relations of these names.
SELECT n.nspname::text, c.relname::text
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS asked (schema, name)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = asked.schema
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = asked.name
ORDER BY 1, 2

-- name: definitions_of_functions
-- The functions of these names, with their definitions. The deparsing of a body that is SQL waits behind ACCESS EXCLUSIVE on what it reads.
SELECT n.nspname::text, p.proname::text, pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.oidvectortypes(p.proargtypes),
  pg_catalog.pg_get_functiondef(p.oid)
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS asked (schema, name)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = asked.schema
JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.proname = asked.name AND p.prokind <> %(aggregate)s
ORDER BY 1, 2, 3

-- name: definitions_of_relations
-- The relations of these names, views with their definition.
SELECT n.nspname::text, c.relname::text, CASE WHEN c.relkind = ANY (%(views)s::text[]) THEN pg_catalog.pg_get_viewdef(c.oid) ELSE '' END
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS asked (schema, name)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = asked.schema
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = asked.name
ORDER BY 1, 2

-- name: view_definitions
-- The views of the managed schemas, and those of other schemas that read a relation there. The deparsing waits behind
-- ACCESS EXCLUSIVE, so that only a certificate asks for it.
SELECT vn.nspname::text, v.relname::text, pg_catalog.pg_get_viewdef(v.oid)
FROM pg_catalog.pg_class AS v
JOIN pg_catalog.pg_namespace AS vn ON vn.oid = v.relnamespace
WHERE v.relkind = ANY (%(views)s::text[]) AND (vn.nspname = ANY (%(schemas)s::text[]) OR EXISTS (
  SELECT FROM pg_catalog.pg_rewrite AS w
  JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
  JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE w.ev_class = v.oid AND n.nspname = ANY (%(schemas)s::text[])))

-- name: tables_like
-- The tables that have a column of this name, are no partitions, and are not on record; whether the table has the
-- function of a write guard, or a constraint or an index of one of these names.
SELECT n.nspname::text, c.relname::text,
  EXISTS (SELECT FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
    WHERE t.tgrelid = c.oid AND p.proname = %(guard)s)
  OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid AND k.conname = ANY (%(marks)s::text[]))
  OR EXISTS (SELECT FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
    WHERE i.indrelid = c.oid AND ic.relname = ANY (%(marks)s::text[]))
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relispartition
  AND NOT EXISTS (SELECT FROM planner.owned AS o WHERE (o.schema_name, o.relation_name) = (n.nspname, c.relname))
ORDER BY 1, 2

-- name: dependents
-- What depends on columns, constraints, indexes, relations and functions that a rollback drops: the kind, the relation
-- that it belongs to, its name, in words, and what it depends on. Parts of planner's objects are among them.
WITH gone (class, id, part, what) AS (
  SELECT 'pg_class'::regclass::oid, a.attrelid, a.attnum::int, pg_catalog.format('column %%s of %%s.%%s', w.name, w.schema, w.relation)
  FROM ROWS FROM (unnest(%(column_schemas)s::text[]), unnest(%(column_relations)s::text[]), unnest(%(columns)s::text[]))
    AS w (schema, relation, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.relation
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = w.name
  UNION ALL
  SELECT 'pg_constraint'::regclass::oid, k.oid, 0, pg_catalog.format('constraint %%s of %%s.%%s', w.name, w.schema, w.relation)
  FROM ROWS FROM (unnest(%(part_schemas)s::text[]), unnest(%(part_relations)s::text[]), unnest(%(parts)s::text[]))
    AS w (schema, relation, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.relation
  JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.conname = w.name
  UNION ALL
  SELECT 'pg_class'::regclass::oid, ic.oid, 0, pg_catalog.format('key %%s of %%s.%%s', w.name, w.schema, w.relation)
  FROM ROWS FROM (unnest(%(part_schemas)s::text[]), unnest(%(part_relations)s::text[]), unnest(%(parts)s::text[]))
    AS w (schema, relation, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
  JOIN pg_catalog.pg_class AS ic ON ic.relnamespace = n.oid AND ic.relname = w.name AND ic.relkind IN ('i', 'I')
  UNION ALL
  SELECT 'pg_class'::regclass::oid, c.oid, NULL, pg_catalog.format('table %%s.%%s', w.schema, w.name)
  FROM ROWS FROM (unnest(%(relation_schemas)s::text[]), unnest(%(relations)s::text[])) AS w (schema, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
  UNION ALL
  SELECT 'pg_proc'::regclass::oid, p.oid, 0, pg_catalog.format('function %%s.%%s()', w.schema, w.name)
  FROM ROWS FROM (unnest(%(function_schemas)s::text[]), unnest(%(functions)s::text[])) AS w (schema, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
  JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.proname = w.name AND p.pronargs = 0
)
SELECT DISTINCT
  CASE WHEN v.relkind IN ('v', 'm') THEN 'view' WHEN w.oid IS NOT NULL THEN 'rule' WHEN k.oid IS NOT NULL THEN 'constraint'
    WHEN i.oid IS NOT NULL THEN 'index' WHEN t.oid IS NOT NULL THEN 'trigger' WHEN y.oid IS NOT NULL THEN 'policy' ELSE '' END,
  rn.nspname::text, r.relname::text,
  coalesce(w.rulename, k.conname, i.relname, t.tgname, y.polname, '')::text,
  CASE WHEN v.relkind = 'm' THEN pg_catalog.format('materialized view %%s.%%s', rn.nspname, r.relname)
    WHEN v.relkind = 'v' THEN pg_catalog.format('view %%s.%%s', rn.nspname, r.relname)
    ELSE pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) END,
  g.what
FROM gone AS g
JOIN pg_catalog.pg_depend AS d ON d.refclassid = g.class AND d.refobjid = g.id AND d.refobjsubid = coalesce(g.part, d.refobjsubid)
  AND d.deptype IN ('n', 'a')
LEFT JOIN pg_catalog.pg_rewrite AS w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
LEFT JOIN pg_catalog.pg_class AS v ON v.oid = w.ev_class
LEFT JOIN pg_catalog.pg_constraint AS k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
LEFT JOIN pg_catalog.pg_class AS i ON d.classid = 'pg_class'::regclass AND i.oid = d.objid AND i.relkind IN ('i', 'I')
LEFT JOIN pg_catalog.pg_index AS x ON x.indexrelid = i.oid
LEFT JOIN pg_catalog.pg_trigger AS t ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid
LEFT JOIN pg_catalog.pg_policy AS y ON d.classid = 'pg_policy'::regclass AND y.oid = d.objid
LEFT JOIN pg_catalog.pg_attrdef AS f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = coalesce(w.ev_class, k.conrelid, x.indrelid, t.tgrelid, y.polrelid, f.adrelid)
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE coalesce(k.contype, 'c') <> 'n' AND coalesce(k.conparentid, 0) = 0 AND NOT coalesce(t.tgisinternal, false)
  AND d.classid NOT IN ('pg_type'::regclass, 'pg_amop'::regclass)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_class AS s WHERE d.classid = 'pg_class'::regclass AND s.oid = d.objid AND s.relkind = 'S')
  AND NOT EXISTS (SELECT FROM gone AS o WHERE (o.class, o.id) = (d.classid, d.objid) AND coalesce(o.part, d.objsubid) = d.objsubid)
  AND NOT EXISTS (SELECT FROM gone AS o WHERE o.class = 'pg_class'::regclass AND o.id = r.oid AND o.part IS NULL)
  AND NOT (f.oid IS NOT NULL AND f.adrelid = g.id AND f.adnum = coalesce(g.part, f.adnum))
ORDER BY 5, 6

-- name: identified
-- The present names of tables and columns, by oid and number, in the order of the parameters.
SELECT n.nspname::text, c.relname::text, a.attname::text, 'planner.owned'::pg_catalog.regclass::oid::int8
FROM ROWS FROM (pg_catalog.unnest(%(relations)s::int8[]), pg_catalog.unnest(%(columns)s::int4[])) WITH ORDINALITY
  AS w (relation, part, place)
LEFT JOIN pg_catalog.pg_class AS c ON c.oid::int8 = w.relation AND c.relkind IN ('r', 'p')
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = w.part AND NOT a.attisdropped
ORDER BY w.place

-- name: entry_taken_out
-- Two tables may have exchanged their names, so an entry leaves its name before another one gets it.
UPDATE planner.owned SET schema_name = '', relation_name = seq::text
WHERE (kind, schema_name, relation_name, object_name) = (%s, %s, %s, %s) RETURNING seq

-- name: entry_put_back
UPDATE planner.owned SET schema_name = %s, relation_name = %s, object_name = %s, before = %s, detail = %s WHERE seq = %s

-- name: cursors_forgotten
DELETE FROM planner.backfill WHERE (schema_name, relation_name) = (%s, %s)

-- name: quarantine_moved
UPDATE planner.quarantine SET schema_name = %s, relation_name = %s WHERE (schema_name, relation_name) = (%s, %s)

-- name: executors
-- Who may execute a function that this role creates in a schema (ALTER DEFAULT PRIVILEGES), without the role itself.
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END
FROM pg_catalog.pg_roles AS r,
  LATERAL (
    SELECT coalesce((SELECT d.defaclacl FROM pg_catalog.pg_default_acl AS d
      WHERE d.defaclrole = r.oid AND d.defaclnamespace = 0 AND d.defaclobjtype::text = 'f'), pg_catalog.acldefault('f', r.oid))
    UNION ALL
    SELECT d.defaclacl FROM pg_catalog.pg_default_acl AS d JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
    WHERE d.defaclrole = r.oid AND n.nspname = %(schema)s AND d.defaclobjtype::text = 'f'
  ) AS f (acl), pg_catalog.aclexplode(f.acl) AS a
WHERE r.rolname = current_user AND a.privilege_type = 'EXECUTE' AND a.grantee <> r.oid
ORDER BY 1

-- name: rollbacks
SELECT run, command FROM planner.run WHERE pg_catalog.starts_with(command, 'rollback') ORDER BY run

-- name: journal_by_step
-- A step of a transaction has several statements; the last one of the segment knows the waiting and the holding of its locks.
SELECT s.run, s.step, pg_catalog.sum(s.duration_ms)::float, pg_catalog.sum(s.lock_wait_ms)::float,
  pg_catalog.max(s.lock_hold_ms)::float, pg_catalog.max(s.rows)::bigint,
  pg_catalog.sum(s.wal_bytes)::bigint, pg_catalog.max(s.attempt)::integer, pg_catalog.count(s.error)::integer,
  (pg_catalog.array_agg(DISTINCT s.error) FILTER (WHERE s.error IS NOT NULL))[1:5]
FROM planner.step AS s JOIN planner.run AS r ON r.run = s.run
WHERE pg_catalog.starts_with(r.command, 'apply')
GROUP BY s.run, s.step ORDER BY s.run

-- name: identity
-- Which database this is, in a cluster that a physical copy shares.
SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system())::text,
  (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_catalog)::bigint,
  pg_catalog.pg_is_in_recovery()

-- name: concurrent_calls
-- A call of Citus goes on when its client has died.
SELECT a.pid
FROM pg_catalog.pg_stat_activity AS a
WHERE a.datname = current_catalog AND a.pid <> pg_catalog.pg_backend_pid() AND a.state = 'active'
  AND a.query ~* 'create_distributed_table_concurrently'
ORDER BY a.pid
