-- Code that runs beside the application's statements, and what the server itself would show. read.py sends these queries
-- together with those of queries.sql and access.sql.

-- name: own_operators
-- The operators that neither the server nor an extension has, with their functions.
SELECT o.oprname::text, fn.nspname::text, f.proname::text
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
JOIN pg_proc f ON f.oid = o.oprcode
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE o.oid >= 16384 AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
ORDER BY 1, 2, 3

-- name: kept_calls
-- The functions that fill materialized views. REFRESH calls them as the view's owner, whoever may EXECUTE them.
SELECT DISTINCT vn.nspname::text, v.relname::text, n.nspname::text, p.proname::text
FROM pg_rewrite w
JOIN pg_class v ON v.oid = w.ev_class AND v.relkind = 'm'
JOIN pg_namespace vn ON vn.oid = v.relnamespace
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_proc'::regclass
JOIN pg_proc p ON p.oid = d.refobjid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname !~ '^pg_'
ORDER BY 1, 2, 3, 4

-- name: foreign_tables
-- Foreign tables of servers of postgres_fdw, each with the remote table that it stands for.
SELECT n.nspname::text, c.relname::text,
       coalesce((SELECT o.option_value FROM pg_options_to_table(f.ftoptions) o WHERE o.option_name = 'schema_name'), n.nspname),
       coalesce((SELECT o.option_value FROM pg_options_to_table(f.ftoptions) o WHERE o.option_name = 'table_name'), c.relname)
FROM pg_foreign_table f
JOIN pg_class c ON c.oid = f.ftrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_foreign_server s ON s.oid = f.ftserver
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE w.fdwname = 'postgres_fdw'
ORDER BY 1, 2

-- name: foreign_servers
-- Who has USAGE on a server of postgres_fdw or dblink_fdw (foreign tables, dblink) for which a user mapping connects PUBLIC,
-- the role itself, or a member of the role.
SELECT s.srvname::text, CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw AND w.fdwname IN ('postgres_fdw', 'dblink_fdw'),
  aclexplode(s.srvacl) a
WHERE a.privilege_type = 'USAGE' AND a.grantee <> s.srvowner
  AND EXISTS (SELECT FROM pg_user_mappings m LEFT JOIN pg_roles r ON r.oid = m.umuser
              WHERE m.srvid = s.oid AND (m.umuser IN (0, a.grantee) OR a.grantee = 0
                OR NOT r.rolsuper AND pg_has_role(r.oid, a.grantee, 'MEMBER')))
ORDER BY 1, 2

-- name: other_triggers
-- Triggers on relations of the schemas that planner does not manage, with their events as letters of tgtype.
SELECT n.nspname::text, c.relname::text, t.tgname::text, t.tgtype::int, fn.nspname::text, f.proname::text
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc f ON f.oid = t.tgfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
  AND n.nspname <> ALL (%(schemas)s::text[]) AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'planner')
ORDER BY 1, 2, 3

-- name: event_triggers
SELECT e.evtname::text, e.evtevent::text, n.nspname::text, p.proname::text
FROM pg_event_trigger e
JOIN pg_proc p ON p.oid = e.evtfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE e.evtenabled <> 'D'
ORDER BY 1

-- name: server_rights
-- Rights on the server's own tables and functions, and on those of extensions, that neither initdb nor CREATE EXTENSION
-- gave. Only what these restrict has an entry in pg_init_privs. And rights on languages that somebody made trusted.
SELECT x.kind, x.thing, CASE x.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(x.grantee)::text END, x.privilege
FROM (
  SELECT 'FUNCTION' AS kind, p.oid::regprocedure::text AS thing, a.grantee, a.privilege_type AS privilege, p.proowner AS owner, i.initprivs
  FROM pg_proc p JOIN pg_init_privs i ON i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid, aclexplode(p.proacl) a
  UNION ALL
  SELECT 'TABLE', c.oid::regclass::text, a.grantee, a.privilege_type, c.relowner, i.initprivs
  FROM pg_class c JOIN pg_init_privs i ON i.classoid = 'pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0,
    aclexplode(c.relacl) a
  UNION ALL
  SELECT 'TABLE', c.oid::regclass::text, a.grantee, a.privilege_type, c.relowner, j.initprivs
  FROM pg_class c JOIN pg_init_privs i ON i.classoid = 'pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0
  JOIN pg_attribute t ON t.attrelid = c.oid
  LEFT JOIN pg_init_privs j ON j.classoid = 'pg_class'::regclass AND j.objoid = c.oid AND j.objsubid = t.attnum, aclexplode(t.attacl) a
  UNION ALL
  SELECT 'LANGUAGE', l.lanname::text, a.grantee, a.privilege_type, l.lanowner, NULL
  FROM pg_language l, aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a
  WHERE l.lanpltrusted AND (l.lanname IN ('c', 'internal') OR l.lanname ~ '^pl.*u$')
) AS x
WHERE x.grantee <> x.owner AND NOT EXISTS (
  SELECT FROM aclexplode(x.initprivs) i WHERE i.grantee IN (0, x.grantee) AND i.privilege_type = x.privilege)
ORDER BY 1, 2, 3, 4

-- name: server_leakproof
-- The server's own functions that somebody has made LEAKPROOF: initdb writes the others with its bootstrap transaction.
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.proleakproof AND p.oid < 16384 AND p.xmin::text::int8 > 2
ORDER BY 1
