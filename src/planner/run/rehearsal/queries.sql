-- What the catalog model does not hold, because only a rehearsal asks for it. Parameters are the driver's.

-- name: families
-- The tables of the plan with everything below them in partitioning or inheritance, wherever it lies: the table of the
-- plan, the member, its columns (dropped ones count) and whether it is a typed table.
WITH RECURSIVE family (top_schema, top, member) AS (
  SELECT g.schema, g.name, c.oid
  FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS g (schema, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = g.schema
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = g.name
  UNION ALL
  SELECT f.top_schema, f.top, i.inhrelid FROM family AS f JOIN pg_catalog.pg_inherits AS i ON i.inhparent = f.member
)
SELECT f.top_schema, f.top, n.nspname::text, c.relname::text, c.relnatts::int,
  CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END
FROM family AS f JOIN pg_catalog.pg_class AS c ON c.oid = f.member
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY 1, 2, 3, 4

-- name: row_type_users
-- The columns whose type is the row type of a table, or is made from it: an array, a domain, a range, a composite type.
-- ALTER TABLE follows the same dependencies (find_composite_type_dependencies, src/backend/commands/tablecmds.c).
WITH RECURSIVE users (top_schema, top, type) AS (
  SELECT n.nspname::text, c.relname::text, c.reltype
  FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS g (schema, name)
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = g.schema
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = g.name
  UNION
  SELECT u.top_schema, u.top, coalesce(k.reltype, d.objid)
  FROM users AS u
  JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid = u.type
  LEFT JOIN pg_catalog.pg_class AS k ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND k.oid = d.objid
    AND d.objsubid > 0 AND k.relkind::text IN ('c', 'v')
  WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass OR k.oid IS NOT NULL
)
SELECT DISTINCT u.top_schema, u.top, n.nspname::text, c.relname::text, a.attname::text
FROM users AS u
JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid = u.type
  AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid > 0
JOIN pg_catalog.pg_class AS c ON c.oid = d.objid AND c.relkind::text IN ('r', 'p', 'm')
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND NOT a.attisdropped
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY 1, 2, 3, 4, 5

-- name: rules
-- The rules on INSERT, UPDATE and DELETE that fire for clients.
SELECT n.nspname::text, c.relname::text, w.rulename::text,
  CASE w.ev_type::text WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END, w.is_instead
FROM pg_catalog.pg_rewrite AS w JOIN pg_catalog.pg_class AS c ON c.oid = w.ev_class AND c.relkind::text IN ('r', 'p')
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND w.ev_enabled::text IN ('O', 'A')
ORDER BY 1, 2, 3

-- name: published_columns
-- The column lists of publications that publish UPDATE or DELETE. Needs PostgreSQL 15.
SELECT p.pubname::text, n.nspname::text, c.relname::text, p.pubupdate OR p.pubdelete,
  ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs::int2[]) ORDER BY a.attnum)
FROM pg_catalog.pg_publication_rel AS r JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.prattrs IS NOT NULL AND n.nspname = ANY (%(schemas)s::text[])
ORDER BY 1, 2, 3

-- name: publications_of_all
SELECT p.pubname::text FROM pg_catalog.pg_publication AS p WHERE p.puballtables ORDER BY 1

-- name: publications_of_schema
-- Needs PostgreSQL 15.
SELECT p.pubname::text FROM pg_catalog.pg_publication AS p
JOIN pg_catalog.pg_publication_namespace AS s ON s.pnpubid = p.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = s.pnnspid
WHERE n.nspname = %(schema)s ORDER BY 1

-- name: subscribed
-- The tables that a logical subscription fills, and whether its worker is at work now.
SELECT s.subname::text, n.nspname::text, c.relname::text, pg_catalog.bool_or(s.pid IS NOT NULL)
FROM pg_catalog.pg_subscription_rel AS r
JOIN pg_catalog.pg_stat_subscription AS s ON s.subid = r.srsubid
JOIN pg_catalog.pg_class AS c ON c.oid = r.srrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[])
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3

-- name: event_triggers
-- Those of Citus itself are left out: they follow DDL, and run no code of the application.
SELECT e.evtname::text, e.evtevent::text, coalesce(e.evttags, '{}')::text[], n.nspname::text, p.proname::text,
  EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) AS s (setting) WHERE s.setting LIKE 'search\_path=%')
FROM pg_catalog.pg_event_trigger AS e JOIN pg_catalog.pg_proc AS p ON p.oid = e.evtfoid
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE e.evtenabled::text IN ('O', 'A') AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_extension AS x ON x.oid = d.refobjid AND x.extname = 'citus'
  WHERE d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND d.objid = e.oid
    AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
ORDER BY 1

-- name: functions
-- The functions of people, with their text: schema, name, arguments, the names of arguments and results, language, body, the
-- table whose row type is the result, and the tables whose triggers run the function.
SELECT n.nspname::text, p.proname::text, pg_catalog.pg_get_function_identity_arguments(p.oid),
  coalesce(p.proargnames, '{}')::text[], l.lanname::text, p.prosrc, rn.nspname::text, r.relname::text,
  ARRAY(SELECT DISTINCT ARRAY[tn.nspname::text, tc.relname::text] FROM pg_catalog.pg_trigger AS t
    JOIN pg_catalog.pg_class AS tc ON tc.oid = t.tgrelid JOIN pg_catalog.pg_namespace AS tn ON tn.oid = tc.relnamespace
    WHERE t.tgfoid = p.oid AND NOT t.tgisinternal ORDER BY 1)
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
JOIN pg_catalog.pg_type AS y ON y.oid = p.prorettype
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = y.typrelid
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'planner') AND l.lanname NOT IN ('internal', 'c')
  AND p.prosrc <> '' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = p.oid AND d.deptype::text = 'e'
    AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
ORDER BY 1, 2, 3

-- name: lacking
-- The privileges on tables that the role lacks. An owner may have lost its own (REVOKE … FROM the owner).
SELECT w.schema, w.name, pg_catalog.string_agg(w.privilege, ', ' ORDER BY w.privilege)
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]),
  pg_catalog.unnest(%(privileges)s::text[])) AS w (schema, name, privilege)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
WHERE NOT pg_catalog.has_table_privilege(c.oid, w.privilege)
GROUP BY 1, 2 ORDER BY 1, 2

-- name: tablespaces
-- The tablespaces, of these and the session's own, in which the role may not create anything. Nobody needs a right for
-- the database's own.
SELECT s.spcname::text FROM pg_catalog.pg_tablespace AS s, pg_catalog.pg_database AS d
WHERE d.datname = current_catalog AND s.oid <> d.dattablespace
  AND (s.spcname = ANY (%(names)s::text[]) OR s.spcname = pg_catalog.current_setting('default_tablespace'))
  AND NOT pg_catalog.has_tablespace_privilege(s.oid, 'CREATE')
ORDER BY 1

-- name: unusable_type
SELECT pg_catalog.to_regtype(%(type)s) IS NOT NULL
  AND NOT pg_catalog.has_type_privilege(pg_catalog.to_regtype(%(type)s)::oid, 'USAGE')

-- name: atomic_functions
-- The functions whose body is SQL (BEGIN ATOMIC), as the server spells it. It knows on its own what they depend on, but not
-- which key an ON CONFLICT (columns) infers. Needs PostgreSQL 14.
SELECT n.nspname::text, p.proname::text, pg_catalog.pg_get_function_identity_arguments(p.oid),
  pg_catalog.pg_get_function_sqlbody(p.oid)
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.prosqlbody IS NOT NULL AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'planner')
ORDER BY 1, 2, 3

-- name: taken
-- What has the names of new tables and indexes. A table has a type of its name too, and so has no other type.
SELECT w.schema, w.name, CASE c.relkind::text WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'composite type' WHEN 'i' THEN 'index'
  WHEN 'I' THEN 'index' ELSE 'relation' END
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]),
  pg_catalog.unnest(%(tables)s::bool[])) AS w (schema, name, of_table)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
WHERE w.of_table OR c.relkind::text NOT IN ('i', 'I')
UNION ALL
SELECT w.schema, w.name, 'type'
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]),
  pg_catalog.unnest(%(tables)s::bool[])) AS w (schema, name, of_table)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid AND t.typname = w.name AND t.typrelid = 0 AND t.typcategory::text <> 'A'
WHERE w.of_table
ORDER BY 1, 2

-- name: replication
-- The replication slots that are free, and the output plugins that may be used: NULL where the server knows no such list.
SELECT pg_catalog.current_setting('max_replication_slots')::int
    - (SELECT pg_catalog.count(*)::int FROM pg_catalog.pg_replication_slots),
  pg_catalog.current_setting('output_plugin_libraries', true)

-- name: citus_missing_roles
-- For each worker: whether it answered, and the roles that it does not have, or its error.
SELECT w.nodename, w.nodeport, w.success, w.result
FROM pg_catalog.run_command_on_workers(pg_catalog.format($$
  SELECT coalesce(pg_catalog.string_agg(pg_catalog.quote_ident(r.name), ', ' ORDER BY r.name), '')
  FROM pg_catalog.unnest(%%L::text[]) AS r (name)
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS k WHERE k.rolname = r.name)$$, %(roles)s::text[])) AS w
ORDER BY 1, 2

-- name: nondeterministic_columns
-- The columns of a list whose collation holds different texts for equal.
SELECT n.nspname::text, c.relname::text, a.attname::text, k.collname::text
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]),
  pg_catalog.unnest(%(columns)s::text[])) AS g (schema, name, col)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = g.schema
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = g.name
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = g.col AND NOT a.attisdropped
JOIN pg_catalog.pg_collation AS k ON k.oid = a.attcollation AND NOT k.collisdeterministic
ORDER BY 1, 2, 3

-- name: sequences_of_columns
-- The sequences that defaults and identities of some tables take values from: table, column, sequence, its type.
SELECT DISTINCT n.nspname::text, c.relname::text, a.attname::text, sn.nspname::text, s.relname::text,
  pg_catalog.format_type(q.seqtypid, NULL)
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS g (schema, name)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = g.schema
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = g.name
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_attrdef AS f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
JOIN pg_catalog.pg_depend AS d
  ON (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass)
  OR (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype::text = 'i')
JOIN pg_catalog.pg_sequence AS q
  ON q.seqrelid = CASE WHEN d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN d.refobjid ELSE d.objid END
JOIN pg_catalog.pg_class AS s ON s.oid = q.seqrelid JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.relnamespace
ORDER BY 1, 2, 3, 4, 5
