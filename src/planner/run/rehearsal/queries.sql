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
SELECT e.evtname::text, e.evtevent::text, coalesce(e.evttags, '{}')::text[], n.nspname::text, p.proname::text,
  EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) AS s (setting) WHERE s.setting LIKE 'search\_path=%')
FROM pg_catalog.pg_event_trigger AS e JOIN pg_catalog.pg_proc AS p ON p.oid = e.evtfoid
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE e.evtenabled::text IN ('O', 'A')
ORDER BY 1

-- name: functions
-- The functions of people, with their text: schema, name, arguments, the names of arguments and results, language, body, the
-- table whose row type is the result, and the tables whose triggers run the function.
SELECT n.nspname::text, p.proname::text, pg_catalog.pg_get_function_identity_arguments(p.oid),
  coalesce(p.proargnames, '{}')::text[], l.lanname::text, p.prosrc, rn.nspname::text, r.relname::text,
  ARRAY(SELECT DISTINCT tn.nspname::text || '.' || tc.relname::text FROM pg_catalog.pg_trigger AS t
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

-- name: dependents
-- What depends on columns, on tables or on their indexes, and would stop a DROP. An empty column stands for the table.
SELECT DISTINCT g.schema, g.name, g.part, d.classid::pg_catalog.regclass::text,
  CASE WHEN w.oid IS NOT NULL AND v.relkind::text IN ('v', 'm')
    THEN pg_catalog.format('%%s %%s.%%s', CASE v.relkind::text WHEN 'v' THEN 'view' ELSE 'materialized view' END, vn.nspname, v.relname)
    ELSE pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) END,
  coalesce(t.tgname, o.polname, con.conname)::text, coalesce(an.nspname, '')::text, coalesce(a.relname, '')::text
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]),
  pg_catalog.unnest(%(parts)s::text[])) AS g (schema, name, part)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = g.schema
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = g.name
LEFT JOIN pg_catalog.pg_attribute AS k ON k.attrelid = c.oid AND k.attname = g.part
JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = c.oid
  AND d.deptype::text = 'n' AND (g.part = '' OR d.refobjsubid = k.attnum)
LEFT JOIN pg_catalog.pg_rewrite AS w ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objid
LEFT JOIN pg_catalog.pg_class AS v ON v.oid = w.ev_class
LEFT JOIN pg_catalog.pg_namespace AS vn ON vn.oid = v.relnamespace
LEFT JOIN pg_catalog.pg_trigger AS t ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND t.oid = d.objid
LEFT JOIN pg_catalog.pg_policy AS o ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND o.oid = d.objid
LEFT JOIN pg_catalog.pg_constraint AS con
  ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND con.oid = d.objid
LEFT JOIN pg_catalog.pg_class AS a ON a.oid = coalesce(t.tgrelid, o.polrelid, con.conrelid)
LEFT JOIN pg_catalog.pg_namespace AS an ON an.oid = a.relnamespace
ORDER BY 1, 2, 3, 4, 5
