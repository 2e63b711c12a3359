-- The fixed queries of a rehearsal. Parameters are the driver's.

-- name: session_user
SELECT session_user::text

-- name: export_snapshot
SELECT pg_catalog.pg_export_snapshot()

-- name: database
SELECT d.datname::text, pg_catalog.pg_encoding_to_char(d.encoding)::text, d.datcollate::text, d.datctype::text,
  pg_catalog.pg_get_userbyid(d.datdba)::text, pg_catalog.pg_database_size(d.oid)::bigint
FROM pg_catalog.pg_database AS d WHERE d.datname = current_catalog

-- name: database_rights
SELECT coalesce(nullif(pg_catalog.pg_get_userbyid(nullif(a.grantee, 0::oid)), ''), 'PUBLIC')::text, a.grantee::bigint,
  a.privilege_type::text
FROM pg_catalog.pg_database AS d, pg_catalog.aclexplode(d.datacl) AS a WHERE d.datname = current_catalog ORDER BY 1, 3

-- name: roles
SELECT rolname::text, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls
FROM pg_catalog.pg_roles WHERE NOT pg_catalog.starts_with(rolname::text, 'pg_') ORDER BY rolname

-- name: memberships
-- What is granted, by whomever: admin, inherit, set. Before PostgreSQL 16 the last two come from the member.
SELECT g.rolname::text, m.rolname::text, bool_or(a.admin_option),
  bool_or(coalesce((pg_catalog.to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit)),
  bool_or(coalesce((pg_catalog.to_jsonb(a) ->> 'set_option')::boolean, true))
FROM pg_catalog.pg_auth_members AS a JOIN pg_catalog.pg_roles AS g ON g.oid = a.roleid
JOIN pg_catalog.pg_roles AS m ON m.oid = a.member
WHERE NOT pg_catalog.starts_with(m.rolname::text, 'pg_') GROUP BY 1, 2 ORDER BY 1, 2

-- name: role_settings
-- What is set for a role, for this database, or for both: role, whether for this database alone, name, value.
SELECT r.rolname::text, s.setdatabase <> 0, pg_catalog.split_part(c, '=', 1), substr(c, pg_catalog.strpos(c, '=') + 1)
FROM pg_catalog.pg_db_role_setting AS s CROSS JOIN pg_catalog.unnest(s.setconfig) AS c
LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_catalog))
  AND (s.setrole = 0 OR r.rolname IS NOT NULL) AND NOT (s.setrole = 0 AND s.setdatabase = 0)
ORDER BY 1, 2, 3

-- name: settings
SELECT name::text, pg_catalog.current_setting(name) FROM pg_catalog.pg_settings WHERE name = ANY (%(names)s) ORDER BY name

-- name: schemas
SELECT nspname::text FROM pg_catalog.pg_namespace
WHERE nspname <> 'information_schema' AND NOT pg_catalog.starts_with(nspname::text, 'pg_') AND nspname <> 'planner'
ORDER BY nspname

-- name: planner_tables
SELECT c.relname::text,
  ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped AND a.attgenerated::text = '' ORDER BY a.attnum)
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'planner' AND c.relkind::text = 'r' ORDER BY 1

-- name: extension_tables
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_class AS c ON c.oid = d.objid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype::text = 'e' AND c.relkind::text = 'r'

-- name: sequences
SELECT schemaname::text, sequencename::text, last_value FROM pg_catalog.pg_sequences
WHERE last_value IS NOT NULL ORDER BY 1, 2

-- name: extensions
SELECT extname::text FROM pg_catalog.pg_extension ORDER BY 1

-- name: available_extensions
SELECT name::text FROM pg_catalog.pg_available_extensions

-- name: set_sequence
SELECT pg_catalog.setval(pg_catalog.format('%%I.%%I', %(schema)s::text, %(name)s::text)::regclass, %(value)s::bigint)

-- name: standing
-- Bytes of the database, the position in the WAL.
SELECT pg_catalog.pg_database_size(current_catalog)::bigint,
  (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint

-- name: measured_steps
-- The statements of a run: seconds and rows by step, the locks held, the waits, and failed attempts.
SELECT segment, step, locks_held, lock_wait_ms, lock_hold_ms, attempt, error
FROM planner.step WHERE run > %(after)s ORDER BY started_at, segment

-- name: last_run
SELECT coalesce(pg_catalog.max(run), 0) FROM planner.run

-- name: journal_there
SELECT pg_catalog.to_regclass('planner.step') IS NOT NULL

-- name: user_mappings
SELECT m.srvname::text, r.rolname::text FROM pg_catalog.pg_user_mappings AS m
LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = m.umuser ORDER BY 1, 2

-- name: wrappers
SELECT fdwname::text FROM pg_catalog.pg_foreign_data_wrapper ORDER BY 1

-- name: foreign_servers
SELECT srvname::text FROM pg_catalog.pg_foreign_server ORDER BY 1

-- name: reaching
-- Extensions, and languages whose functions may do what the server's own user may do.
SELECT extname::text FROM pg_catalog.pg_extension WHERE extname = ANY (%(names)s)
UNION SELECT lanname::text FROM pg_catalog.pg_language WHERE lanispl AND NOT lanpltrusted ORDER BY 1

-- name: reload
SELECT pg_catalog.pg_reload_conf()

-- name: other_sessions
-- The programs of other clients in this database. Autovacuum has no user.
SELECT DISTINCT coalesce(nullif(application_name, ''), usename::text, 'unknown')::text FROM pg_catalog.pg_stat_activity
WHERE datname = current_catalog AND usesysid IS NOT NULL AND pid <> pg_catalog.pg_backend_pid() ORDER BY 1
