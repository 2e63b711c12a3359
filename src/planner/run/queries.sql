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
  coalesce((SELECT pg_catalog.string_agg(pg_catalog.format('pid %s (%s, %s): %s', b.pid, b.usename, b.state,
      pg_catalog.left(pg_catalog.regexp_replace(b.query, '\s+', ' ', 'g'), 60)), '; ')
    FROM pg_catalog.pg_stat_activity AS b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids(w.pid))), 'nobody any more')
FROM pg_catalog.pg_stat_activity AS w
WHERE w.application_name LIKE 'planner %' AND w.wait_event_type = 'Lock' AND w.datname = current_catalog
ORDER BY 1

-- name: journal_there
SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL

-- name: journal_run
SELECT run, command, started_at, finished_at, outcome, role, client, planner_version, fingerprint FROM planner.run
WHERE run = %s

-- name: journal_steps
SELECT segment, step, statement, started_at, duration_ms, locks_predicted, locks_held, lock_wait_ms, lock_hold_ms, rows,
  wal_bytes, attempt, error
FROM planner.step WHERE run = %s ORDER BY started_at, segment

-- name: latest_runs
SELECT r.run, r.command, r.started_at, r.finished_at, r.outcome, r.client,
  pg_catalog.count(s.*), pg_catalog.count(s.error)
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

-- name: extensions
SELECT e.extname, n.nspname FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace ORDER BY e.extname

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
SELECT has_any_column_privilege(%(role)s, %(name)s, 'SELECT'), has_any_column_privilege(%(role)s, %(name)s, 'INSERT'),
  has_any_column_privilege(%(role)s, %(name)s, 'UPDATE'), has_table_privilege(%(role)s, %(name)s, 'DELETE')

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
