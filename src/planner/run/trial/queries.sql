-- The queries of recorded statements that run again.

-- name: functions_not_to_run
-- Of the functions with these names: those of the server that are volatile, and those whose owner is no superuser.
SELECT p.proname::text, n.nspname = 'pg_catalog'
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_roles AS r ON r.oid = p.proowner
WHERE p.proname::text = ANY (%(names)s)
  AND (p.provolatile::text = 'v' OR NOT r.rolsuper)
GROUP BY 1, 2

-- name: powerful
-- Whether the login is a superuser, or may become a role that acts on the server itself.
SELECT pg_catalog.bool_or(pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER'))
FROM pg_catalog.pg_roles AS r
WHERE r.rolsuper
  OR r.rolname::text IN ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files')

-- name: code_of_others
-- The functions, operators, domains and views of roles that are no superusers. A cast is its function. The body of a view
-- may call any function of the server, with the rights of the role that reads the view.
WITH other (oid, name) AS (
  SELECT oid, rolname::text FROM pg_catalog.pg_roles
  WHERE NOT rolsuper AND rolname <> session_user AND NOT rolname::text = ANY (%(trusted)s::text[])
), code (owner, thing) AS (
  SELECT proowner, 'function ' || oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc
  UNION ALL SELECT oprowner, 'operator ' || oid::pg_catalog.regoperator::text FROM pg_catalog.pg_operator
  UNION ALL SELECT typowner, 'domain ' || oid::pg_catalog.regtype::text FROM pg_catalog.pg_type WHERE typtype::text = 'd'
  UNION ALL SELECT relowner, 'view ' || oid::pg_catalog.regclass::text FROM pg_catalog.pg_class WHERE relkind::text = 'v'
)
SELECT other.name, code.thing FROM code JOIN other ON other.oid = code.owner ORDER BY 1, 2
