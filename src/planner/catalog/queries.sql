-- The live catalog as set queries: each query reads all managed schemas at once. queries.py loads the blocks.
-- %(schemas)s is a text array. Names in {braces} are columns that older servers lack (queries.py).
-- A deparsing function waits behind ACCESS EXCLUSIVE as soon as it needs the relation's column names. Measured on 13 to
-- 18: pg_get_expr with a relation, pg_get_indexdef, pg_get_partkeydef, and CHECKs in pg_get_constraintdef wait; so does
-- pg_total_relation_size. The queries call deparsing functions for expressions only; everything else is catalog rows.

-- name: settings
-- Deparsed text depends on these settings. A role or a database may have set other values.
SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)

-- name: server
-- Only members of pg_read_all_settings may read unix_socket_directories; for other roles current_setting raises.
SELECT current_setting('server_version_num')::int, current_setting('server_version'), pg_is_in_recovery(),
       current_database()::text, r.rolname::text, r.rolsuper, r.rolbypassrls,
       has_database_privilege(current_database(), 'CREATE'), current_setting('server_encoding'),
       host(inet_server_addr()), inet_server_port(),
       CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE')
            THEN current_setting('unix_socket_directories', true) END,
       r.rolinherit
FROM pg_roles r
WHERE r.rolname = current_user

-- name: planner
-- Whether the owner is trusted: a superuser, this role, or a role whose rights this role has. A role that is no superuser
-- may read what any owner has there. The last column lists what somebody else has put there, or may change.
SELECT coalesce(obj_description(n.oid, 'pg_namespace'), ''),
       EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'owned' AND c.relkind = 'r'),
       has_schema_privilege(n.oid, 'USAGE') AND coalesce(
         (SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_class c
          WHERE c.relnamespace = n.oid AND c.relname = 'owned' AND c.relkind = 'r'), false),
       pg_get_userbyid(n.nspowner)::text,
       (SELECT r.rolsuper OR r.rolname = current_user FROM pg_roles r WHERE r.oid = n.nspowner)
         OR (pg_has_role(n.nspowner, 'USAGE') OR current_setting('default_transaction_read_only') = 'on')
            AND NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user),
       ARRAY(
         SELECT format('%s is owned by %s', c.relname, pg_get_userbyid(c.relowner))
         FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
           AND c.relowner <> n.nspowner
         UNION ALL
         SELECT format('trigger %s on %s', t.tgname, c.relname)
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = n.oid AND NOT t.tgisinternal
         UNION ALL
         SELECT format('rule %s on %s', w.rulename, c.relname)
         FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
         UNION ALL
         SELECT format('policy %s on %s', p.polname, c.relname)
         FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = n.oid
         UNION ALL
         SELECT format('inheritance of %s', c.relname)
         FROM pg_inherits i JOIN pg_class c ON c.oid IN (i.inhrelid, i.inhparent)
         WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
         UNION ALL
         SELECT format('%s has %s on %s', coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC'), a.privilege_type, c.relname)
         FROM pg_class c, aclexplode(c.relacl) a
         WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND a.grantee <> c.relowner AND a.privilege_type <> 'SELECT'
         UNION ALL
         SELECT format('%s has %s (%s) on %s', coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC'), a.privilege_type,
                       t.attname, c.relname)
         FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped, aclexplode(t.attacl) a
         WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND a.grantee <> c.relowner AND a.privilege_type <> 'SELECT'
         UNION ALL
         SELECT format('%s has CREATE on the schema', coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC'))
         FROM aclexplode(n.nspacl) a WHERE a.grantee <> n.nspowner AND a.privilege_type = 'CREATE'
         ORDER BY 1
       )::text[]
FROM pg_namespace n
WHERE n.nspname = 'planner'

-- name: owned
SELECT kind, schema_name, relation_name, object_name, phase, state, before, detail
FROM planner.owned
ORDER BY seq

-- name: schemas
SELECT n.nspname::text, has_schema_privilege(n.oid, 'CREATE')
FROM unnest(%(schemas)s::text[]) WITH ORDINALITY AS asked(name, place)
JOIN pg_namespace n ON n.nspname = asked.name
ORDER BY asked.place

-- name: relations
-- relpages counts the pages of the heap; the sum after it counts those of the TOAST table and its index. Both numbers
-- are from the last VACUUM, ANALYZE or index build. {unestimated} is whether the server has none of these numbers yet.
-- Then the size of the heap's file is measured, unless somebody holds a lock that the measuring would wait for; with it
-- come the rows that the statistics collector has counted, and the width of a row by its types.
SELECT c.oid::int8, n.nspname::text, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text,
       pg_has_role(c.relowner, 'USAGE'), c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, 0) END,
       CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
       c.relpersistence::text, c.relreplident::text, greatest(c.reltuples, 0)::int8, c.relpages::int8,
       coalesce(t.relpages, 0)::int8 + coalesce(tic.relpages, 0)::int8, current_setting('block_size')::int, {unestimated},
       CASE WHEN {unestimated} AND c.relkind IN ('r', 'm') AND c.oid NOT IN (
           SELECT l.relation FROM pg_locks l WHERE l.relation IS NOT NULL AND l.mode = 'AccessExclusiveLock')
         THEN pg_relation_size(c.oid) / current_setting('block_size')::int8 END,
       CASE WHEN {unestimated} THEN pg_stat_get_live_tuples(c.oid) END,
       CASE WHEN {unestimated} THEN (
         SELECT sum(CASE WHEN a.attlen > 0 THEN a.attlen ELSE 32 END)
         FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::int8 END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN pg_index ti ON ti.indrelid = t.oid
LEFT JOIN pg_class tic ON tic.oid = ti.indexrelid
WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname

-- name: parents
SELECT i.inhrelid::int8, i.inhparent::int8, pn.nspname::text, p.relname::text
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class p ON p.oid = i.inhparent
JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relkind IN ('r', 'p', 'f')
ORDER BY i.inhrelid, i.inhseqno

-- name: extension_members
SELECT d.objid::int8, e.extname::text
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.refclassid = 'pg_extension'::regclass AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'

-- name: collations
SELECT co.oid::int8, quote_ident(n.nspname) || '.' || quote_ident(co.collname)
FROM pg_collation co
JOIN pg_namespace n ON n.oid = co.collnamespace

-- name: opclasses
-- The operator classes that are not the default of a type.
SELECT o.oid::int8, CASE n.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(o.opcname)
FROM pg_opclass o
JOIN pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault

-- name: default_opclasses
-- The types that a column of a GIN or GiST index may have by default. btree_gin and btree_gist add the scalar types.
SELECT am.amname::text, format_type(o.opcintype, NULL)
FROM pg_opclass o
JOIN pg_am am ON am.oid = o.opcmethod
WHERE o.opcdefault AND am.amname IN ('gin', 'gist')

-- name: leaky_opclasses
-- The operator classes without a leakproof operator for conditions on their type. Under row level security, the server
-- keeps such conditions out of an index (restriction_is_securely_promotable, src/backend/optimizer/util/restrictinfo.c).
-- A class that can order rows by an operator (purpose o) stays useful, because ORDER BY is no condition.
SELECT o.oid::int8, array_agg(DISTINCT op.oprname::text ORDER BY op.oprname::text)
FROM pg_opclass o
JOIN pg_amop a ON a.amopfamily = o.opcfamily AND a.amoplefttype = o.opcintype
JOIN pg_operator op ON op.oid = a.amopopr
JOIN pg_proc p ON p.oid = op.oprcode
GROUP BY o.oid
HAVING NOT bool_or(p.proleakproof OR a.amoppurpose = 'o')

-- name: leaky_functions
-- The functions in the expressions of indexes that are not leakproof.
SELECT DISTINCT p.oid::int8, p.proname::text
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL regexp_matches(i.indexprs::text, ':(?:funcid|opfuncid) (\d+)', 'g') AS called(oid)
JOIN pg_proc p ON p.oid = called.oid[1]::oid
WHERE i.indexprs IS NOT NULL AND n.nspname = ANY (%(schemas)s::text[]) AND NOT p.proleakproof

-- name: operators
-- The operators that PostgreSQL does not bring along, for the equality of foreign keys.
SELECT o.oid::int8, n.nspname::text, o.oprname::text
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE n.nspname <> 'pg_catalog' AND o.oprresult = 'bool'::regtype

-- name: equalities
-- The types that PostgreSQL does not bring along: whether = of pg_catalog compares them, else the operator of their
-- default operator class, and a domain's own collation. A type whose base is an enum, an array, a range or a row has the
-- = of pg_catalog, unless it has a class of its own.
WITH RECURSIVE own AS (
  SELECT DISTINCT ON (c.opcintype) c.opcintype AS type, n.nspname, o.oprname
  FROM pg_opclass c
  JOIN pg_am m ON m.oid = c.opcmethod AND m.amname IN ('btree', 'hash')
  JOIN pg_amop a ON a.amopfamily = c.opcfamily AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype
    AND a.amopstrategy = CASE m.amname WHEN 'btree' THEN 3 ELSE 1 END
  JOIN pg_operator o ON o.oid = a.amopopr
  JOIN pg_namespace n ON n.oid = o.oprnamespace
  WHERE c.opcdefault
  ORDER BY c.opcintype, m.amname
), below AS (
  SELECT t.oid AS type, t.oid AS base, t.typcollation AS collation
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND (t.typtype = 'd' OR t.typtype = 'b' AND t.typcategory <> 'A' OR t.oid IN (SELECT type FROM own))
  UNION ALL
  SELECT b.type, t.typbasetype, b.collation
  FROM below b JOIN pg_type t ON t.oid = b.base WHERE t.typtype = 'd'
)
SELECT format_type(b.type, NULL), o.type IS NULL AND (t.typtype <> 'b' OR t.typcategory = 'A' OR n.nspname = 'pg_catalog')
         OR o.nspname = 'pg_catalog' AND o.oprname = '=',
       o.nspname::text, o.oprname::text, CASE WHEN b.collation <> 'pg_catalog."default"'::regcollation THEN b.collation::int8 END
FROM below b
JOIN pg_type t ON t.oid = b.base AND t.typtype <> 'd'
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN own o ON o.type = t.oid

-- name: columns
-- An ordinary default names no column, so it is deparsed without its relation, which takes no lock.
SELECT a.attrelid::int8, a.attnum, a.attname::text, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
       a.attnotnull, pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0::oid ELSE d.adrelid END),
       a.attcollation::int8, t.typcollation::int8, a.attidentity::text, a.attgenerated::text,
       said.description
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_description said
  ON said.objoid = a.attrelid AND said.objsubid = a.attnum AND said.classoid = 'pg_class'::regclass
WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum

-- name: constraints
-- A foreign key to a partitioned table has a clone on the same relation for each partition of that table. The query
-- leaves the clone out: it only carries triggers. Referenced columns are named only outside the managed schemas.
SELECT con.conrelid::int8, con.conname::text, con.contype::text, con.conkey, pg_get_constraintdef(con.oid),
       con.convalidated, con.condeferrable, con.condeferred,
       con.conparentid <> 0 OR (con.coninhcount > 0 AND NOT con.conislocal),
       rn.nspname::text, r.relname::text, con.confrelid::int8, con.confkey,
       CASE WHEN rn.nspname <> ALL (%(schemas)s::text[]) THEN ARRAY(
           SELECT a.attname::text FROM unnest(con.confkey) WITH ORDINALITY AS k(attnum, place)
           JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.attnum ORDER BY k.place) END,
       con.confdeltype::text, con.confupdtype::text, con.confmatchtype::text, {conenforced},
       {confdelsetcols}, {conperiod}, obj_description(con.oid, 'pg_constraint'), con.conpfeqop::int8[]
FROM pg_constraint con
JOIN pg_class c ON c.oid = con.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class r ON r.oid = con.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN pg_constraint up ON up.oid = con.conparentid
WHERE n.nspname = ANY (%(schemas)s::text[]) AND up.conrelid IS DISTINCT FROM con.conrelid
ORDER BY con.conrelid, con.conname

-- name: indexes
SELECT i.indrelid::int8, ic.relname::text, i.indisunique, i.indisprimary,
       i.indisvalid AND i.indisready AND i.indislive, am.amname::text, pg_get_expr(i.indpred, i.indrelid),
       {indnullsnotdistinct}, i.indimmediate, i.indisreplident, pn.nspname::text, pc.relname::text, con.conname::text,
       i.indnkeyatts::int, i.indkey::int2[], i.indclass::int8[], i.indcollation::int8[], i.indoption::int2[],
       CASE WHEN 0 = ANY (i.indkey::int2[]) THEN ARRAY(
           SELECT pg_get_indexdef(i.indexrelid, place, false) FROM generate_series(1, i.indnkeyatts::int) AS place
           ORDER BY place) END,
       CASE WHEN 0 = ANY (i.indkey::int2[]) THEN ARRAY(
           SELECT nullif(a.attstattarget, -1)::int FROM pg_attribute a WHERE a.attrelid = i.indexrelid
           ORDER BY a.attnum) END,
       i.indexprs::text, coalesce(ic.reloptions, '{}')::text[], ts.spcname::text, i.indisclustered, obj_description(ic.oid, 'pg_class'),
       ic.relpages::int8
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN pg_inherits inh ON inh.inhrelid = i.indexrelid
LEFT JOIN pg_class pc ON pc.oid = inh.inhparent
LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace
LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
WHERE n.nspname = ANY (%(schemas)s::text[])
ORDER BY i.indrelid, ic.relname

-- name: triggers
-- Before 15 a partition's clone of a row trigger is marked internal. The triggers of foreign keys are always internal.
SELECT t.tgrelid::int8, t.tgname::text, pg_get_triggerdef(t.oid, false), t.tgtype::int, t.tgattr::int2[],
       t.tgenabled::text, pn.nspname::text, p.proname::text, p.prosrc, t.tgparentid <> 0,
       obj_description(t.oid, 'pg_trigger'),
       (SELECT e.extname::text FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
        WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.refclassid = 'pg_extension'::regclass
          AND d.deptype IN ('e', 'x') ORDER BY e.extname LIMIT 1),
       l.lanname::text, p.prosecdef, pg_get_userbyid(p.proowner)::text, coalesce(p.proconfig, '{}')
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace pn ON pn.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_constraint con ON con.oid = t.tgconstraint
WHERE n.nspname = ANY (%(schemas)s::text[])
  AND (NOT t.tgisinternal OR (t.tgparentid <> 0 AND coalesce(con.contype, 't') = 't'))
ORDER BY t.tgrelid, t.tgname

-- name: publications
-- The publications that publish UPDATEs of each relation: by its name, by its schema (15) or by FOR ALL TABLES.
SELECT c.oid::int8, p.pubname::text
FROM pg_publication p
JOIN pg_class c ON c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND p.pubupdate
  AND (p.puballtables OR {schema_published}
       OR EXISTS (SELECT FROM pg_publication_rel r WHERE r.prpubid = p.oid AND r.prrelid = c.oid))
ORDER BY c.oid, p.pubname

-- name: slots
SELECT slot_name::text, active
FROM pg_replication_slots
WHERE slot_type = 'logical' AND database = current_database()
ORDER BY slot_name

-- name: policies
SELECT p.polrelid::int8, p.polname::text, p.polpermissive, p.polcmd::text,
       ARRAY(SELECT CASE r.oid WHEN 0 THEN 'public' ELSE pg_get_userbyid(r.oid)::text END
             FROM unnest(p.polroles) AS r(oid) ORDER BY 1),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[])
ORDER BY p.polrelid, p.polname

-- name: types
SELECT n.nspname::text, t.typname::text, CASE t.typtype WHEN 'e' THEN 'enum' ELSE 'domain' END,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
       CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typnotnull,
       pg_get_expr(t.typdefaultbin, 0),
       ARRAY(SELECT pg_get_constraintdef(con.oid) FROM pg_constraint con
             WHERE con.contypid = t.oid AND con.contype = 'c' ORDER BY con.conname)
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND t.typtype IN ('e', 'd')
ORDER BY n.nspname, t.typname

-- name: type_names
-- The domains and enums of all schemas as format_type spells them: the type below a domain, the labels of an enum.
SELECT format_type(t.oid, NULL), CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype IN ('d', 'e') AND n.nspname <> 'information_schema'
ORDER BY n.nspname, t.typname

-- name: inbound_keys
SELECT con.conname::text, cn.nspname::text, c.relname::text, n.nspname::text, r.relname::text,
       ARRAY(SELECT a.attname::text FROM unnest(con.confkey) WITH ORDINALITY AS k(attnum, place)
             JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.attnum ORDER BY k.place)
FROM pg_constraint con
JOIN pg_class r ON r.oid = con.confrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
JOIN pg_class c ON c.oid = con.conrelid
JOIN pg_namespace cn ON cn.oid = c.relnamespace
WHERE con.contype = 'f' AND con.conparentid = 0
  AND n.nspname = ANY (%(schemas)s::text[]) AND cn.nspname <> ALL (%(schemas)s::text[])
ORDER BY cn.nspname, c.relname, con.conname

-- name: inbound_views
SELECT DISTINCT vn.nspname::text, v.relname::text, n.nspname::text, c.relname::text
FROM pg_rewrite w
JOIN pg_class v ON v.oid = w.ev_class
JOIN pg_namespace vn ON vn.oid = v.relnamespace
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class c ON c.oid = d.refobjid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE v.relkind IN ('v', 'm') AND n.nspname = ANY (%(schemas)s::text[]) AND vn.nspname <> ALL (%(schemas)s::text[])
ORDER BY 1, 2, 3, 4

-- name: key_dependents
-- What depends on a primary or unique constraint itself: a view of any schema that GROUPs BY the key alone, a rule, and
-- since 14 a function whose body is SQL. Foreign keys depend on the index.
SELECT DISTINCT CASE WHEN p.oid IS NOT NULL THEN 'function' WHEN v.relkind IN ('v', 'm') THEN 'view' ELSE 'rule' END,
       CASE WHEN p.oid IS NOT NULL
            THEN format('%%s.%%s(%%s)', pn.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
            WHEN v.relkind IN ('v', 'm') THEN format('%%s.%%s', vn.nspname, v.relname)
            ELSE format('%%s of %%s.%%s', w.rulename, vn.nspname, v.relname) END,
       n.nspname::text, c.relname::text, con.conname::text
FROM pg_depend d
JOIN pg_constraint con ON con.oid = d.refobjid AND con.contype IN ('p', 'u')
JOIN pg_class c ON c.oid = con.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
LEFT JOIN pg_namespace pn ON pn.oid = p.pronamespace
LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
LEFT JOIN pg_class v ON v.oid = w.ev_class
LEFT JOIN pg_namespace vn ON vn.oid = v.relnamespace
WHERE d.refclassid = 'pg_constraint'::regclass AND d.classid IN ('pg_rewrite'::regclass, 'pg_proc'::regclass)
  AND n.nspname = ANY (%(schemas)s::text[])
ORDER BY 1, 2, 3, 4, 5

-- name: views
-- The relations that each view reads. security_invoker needs PostgreSQL 15.
SELECT DISTINCT v.oid::int8, n.nspname::text, c.relname::text,
       coalesce((SELECT o.option_value::boolean FROM pg_options_to_table(v.reloptions) o
                 WHERE o.option_name = 'security_invoker'), false)
FROM pg_rewrite w
JOIN pg_class v ON v.oid = w.ev_class
JOIN pg_namespace vn ON vn.oid = v.relnamespace
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class c ON c.oid = d.refobjid AND c.oid <> v.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE v.relkind IN ('v', 'm') AND vn.nspname = ANY (%(schemas)s::text[])
ORDER BY 1, 2, 3
