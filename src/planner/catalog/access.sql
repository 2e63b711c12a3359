-- Who may reach rows. read.py sends these queries together with those of queries.sql, in the same transaction.
-- {braces} as there.

-- name: roles
-- Each role, with the roles that it is a member of, directly or not, and those of them whose rights it has at once
-- (has_privs_of_role in src/backend/utils/adt/acl.c: NOINHERIT of the role, from 16 on of the membership).
-- `acts`: the role can SET ROLE to the other (from 16 on an option of each membership), or ADMIN OPTION lets it grant that.
-- A membership without INHERIT, SET and ADMIN gives nothing.
SELECT r.rolname::text, r.rolsuper, r.rolbypassrls, r.rolcanlogin, m.above, m.inherited, m.becomes, r.rolreplication,
       r.rolcreaterole
FROM pg_roles r
CROSS JOIN LATERAL (
  WITH RECURSIVE above (oid, acts) AS (
    SELECT m.roleid, {set_option} OR m.admin_option
    FROM pg_auth_members m
    WHERE m.member = r.oid AND ({inherit_option} OR {set_option} OR m.admin_option)
    UNION SELECT m.roleid, a.acts AND {set_option} OR m.admin_option
    FROM pg_auth_members m JOIN above a ON m.member = a.oid
    WHERE {inherit_option} OR a.acts AND {set_option} OR m.admin_option)
  SELECT coalesce(array_agg(n.name ORDER BY n.name), '{}'::text[]),
         coalesce(array_agg(n.name ORDER BY n.name) FILTER (WHERE n.inherits), '{}'::text[]),
         coalesce(array_agg(n.name ORDER BY n.name) FILTER (WHERE n.acts), '{}'::text[])
  FROM (SELECT pg_get_userbyid(a.oid)::text, pg_has_role(r.oid, a.oid, 'USAGE'), bool_or(a.acts)
        FROM above a GROUP BY a.oid) AS n (name, inherits, acts)
) AS m (above, inherited, becomes)
WHERE r.rolname !~ '^pg_'
ORDER BY r.rolname

-- name: functions
-- The functions that run with their owner's rights, planner's own, and those that they may call. Of the members of
-- extensions only the first: ALTER EXTENSION … ADD makes a member of any function.
-- Since 14 a body can be SQL: prosrc is empty, prosqlbody has the tree, and pg_depend has the relations. The tree is read
-- as the server stores it: pg_get_function_sqlbody waits behind ACCESS EXCLUSIVE (measured on 15 and 18).
-- An aggregate's functions run with the aggregate's EXECUTE: its callers need none on them (src/backend/executor/nodeAgg.c).
SELECT p.oid::int8, n.nspname::text, p.proname::text, pg_get_function_identity_arguments(p.oid), pg_get_userbyid(p.proowner)::text,
       p.prosrc, p.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype), p.prosecdef, p.provolatile::text,
       ARRAY(SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END
             FROM (SELECT p.proacl, p.proowner
                   UNION ALL
                   SELECT u.proacl, u.proowner FROM pg_aggregate g JOIN pg_proc u ON u.oid = g.aggfnoid
                   WHERE p.oid IN (g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggmtransfn, g.aggminvtransfn, g.aggmfinalfn)
                  ) AS f (acl, owner), aclexplode(coalesce(f.acl, acldefault('f', f.owner))) a
             WHERE a.privilege_type = 'EXECUTE' AND a.grantee <> p.proowner ORDER BY 1),
       {prosqlbody}, l.lanname::text, p.proleakproof, coalesce(p.proconfig, '{}'), p.proparallel::text, p.proisstrict,
       n.nspname = ANY (%(schemas)s::text[]), oidvectortypes(p.proargtypes), {body_runs_text},
       EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prokind IN ('f', 'p', 'w')
  AND (p.prosecdef OR p.proname = 'planner_current_tenant' AND n.nspname = ANY (%(schemas)s::text[])
       OR (p.proleakproof OR p.proconfig IS NOT NULL OR p.prorettype = 'event_trigger'::regtype
           OR EXISTS (SELECT FROM pg_proc o JOIN pg_namespace s ON s.oid = o.pronamespace
                      WHERE o.prosecdef AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema')
           OR EXISTS (SELECT FROM pg_rewrite w JOIN pg_class v ON v.oid = w.ev_class AND v.relkind = 'm'
                      JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
                        AND d.refclassid = 'pg_proc'::regclass))
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))
ORDER BY 2, 3, 4

-- name: function_reads
-- The relations that SQL bodies name. A body that is a string has no such rows.
SELECT DISTINCT p.oid::int8, rn.nspname::text, r.relname::text
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class r ON r.oid = d.refobjid
JOIN pg_namespace rn ON rn.oid = r.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND r.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY 1, 2, 3

-- name: function_calls
-- As above: the functions that SQL bodies name, also by operators.
SELECT DISTINCT p.oid::int8, fn.nspname::text, f.proname::text
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
LEFT JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
JOIN pg_proc f ON f.oid = CASE d.refclassid WHEN 'pg_proc'::regclass THEN d.refobjid ELSE o.oprcode END
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2, 3

-- name: elsewhere
-- Views of the schemas that planner does not manage, foreign tables there, and tables that others than superusers may read.
SELECT c.oid::int8, n.nspname::text, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text, c.relrowsecurity,
       c.relforcerowsecurity,
       CASE WHEN c.relkind IN ('r', 'p', 'f') THEN ARRAY(
           SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
           ORDER BY a.attnum) ELSE '{}' END,
       coalesce((SELECT o.option_value::boolean FROM pg_options_to_table(c.reloptions) o
                 WHERE o.option_name = 'security_invoker'), false)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> ALL (%(schemas)s::text[]) AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'planner')
  AND (c.relkind IN ('v', 'm', 'f') OR c.relkind IN ('r', 'p')
       AND (c.relacl IS NOT NULL OR NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.oid = c.relowner)
            OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)))
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 2, 3

-- name: elsewhere_grants
SELECT g.relation, CASE g.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(g.grantee)::text END, g.privilege_type
FROM (
  SELECT c.oid::int8 AS relation, a.grantee, a.privilege_type, c.relowner
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
  WHERE n.nspname <> ALL (%(schemas)s::text[]) AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'planner')
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION
  SELECT c.oid::int8, a.grantee, a.privilege_type, c.relowner
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
    aclexplode(t.attacl) a
  WHERE n.nspname <> ALL (%(schemas)s::text[]) AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'planner')
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT t.attisdropped
) AS g
WHERE g.grantee <> g.relowner
ORDER BY 1, 2, 3

-- name: elsewhere_reads
SELECT DISTINCT v.oid::int8, n.nspname::text, c.relname::text
FROM pg_rewrite w
JOIN pg_class v ON v.oid = w.ev_class
JOIN pg_namespace vn ON vn.oid = v.relnamespace
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class c ON c.oid = d.refobjid AND c.oid <> v.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE v.relkind IN ('v', 'm') AND vn.nspname <> ALL (%(schemas)s::text[]) AND vn.nspname !~ '^pg_'
  AND vn.nspname NOT IN ('information_schema', 'planner')
ORDER BY 1, 2, 3

-- name: rules
-- Rules on relations of all schemas, each with a relation that the rule names. A rule names its own relation when it has
-- the relation under another name than old and new.
SELECT DISTINCT rn.nspname::text, r.relname::text, w.rulename::text, n.nspname::text, c.relname::text,
       w.ev_enabled::text || ' ' || pg_get_ruledef(w.oid)
FROM pg_rewrite w
JOIN pg_class r ON r.oid = w.ev_class AND r.relkind IN ('r', 'p', 'v')
JOIN pg_namespace rn ON rn.oid = r.relnamespace
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE rn.nspname !~ '^pg_' AND rn.nspname <> 'information_schema' AND w.ev_type <> '1'
  AND (c.oid <> r.oid OR w.ev_action::text ~ format(
    ':eref \{ALIAS :aliasname (?!old |new )[^ ]+ :colnames \([^)]*\)\} :rtekind 0 :relid %s ', r.oid))
ORDER BY 1, 2, 3, 4, 5

-- name: fixed_settings
-- Settings that roles or this database give their sessions. The role is NULL for all roles.
SELECT CASE s.setrole WHEN 0 THEN NULL ELSE pg_get_userbyid(s.setrole)::text END, split_part(c.item, '=', 1),
       substr(c.item, strpos(c.item, '=') + 1), s.setdatabase <> 0
FROM pg_db_role_setting s, unnest(s.setconfig) AS c (item)
WHERE s.setdatabase = 0 OR s.setdatabase = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
ORDER BY 1 NULLS FIRST, 2, 3, 4

-- name: settable
{settable}

-- name: future_rights
-- Rights that default privileges will give on tables to others than the tables' owner.
SELECT pg_get_userbyid(f.defaclrole)::text, n.nspname::text,
       CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type
FROM pg_default_acl f
LEFT JOIN pg_namespace n ON n.oid = f.defaclnamespace
CROSS JOIN LATERAL aclexplode(f.defaclacl) a
WHERE f.defaclobjtype = 'r' AND a.grantee <> f.defaclrole AND (n.oid IS NULL OR n.nspname = ANY (%(schemas)s::text[]))
ORDER BY 1, 2, 3, 4

-- name: keys_off
-- The tables on which triggers of foreign keys do not fire for clients (ALTER TABLE … DISABLE TRIGGER ALL), with the key.
SELECT DISTINCT n.nspname::text, c.relname::text, con.conname::text, kn.nspname::text, k.relname::text
FROM pg_trigger t
JOIN pg_constraint con ON con.oid = t.tgconstraint AND con.contype = 'f'
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class k ON k.oid = con.conrelid
JOIN pg_namespace kn ON kn.oid = k.relnamespace
WHERE t.tgisinternal AND t.tgenabled IN ('D', 'R') AND kn.nspname = ANY (%(schemas)s::text[])
ORDER BY 1, 2, 3, 4, 5

-- name: owners
-- pg_database_owner has the owner of the database as its member, which pg_auth_members does not say.
SELECT format('DATABASE %%I', d.datname), pg_get_userbyid(d.datdba)::text
FROM pg_database d
WHERE d.datname = current_database()
UNION ALL
SELECT format('SCHEMA %%I', n.nspname),
       CASE pg_get_userbyid(n.nspowner) WHEN 'pg_database_owner' THEN pg_get_userbyid(d.datdba) ELSE pg_get_userbyid(n.nspowner) END::text
FROM pg_namespace n, pg_database d
WHERE d.datname = current_database() AND (n.nspname = ANY (%(schemas)s::text[]) OR n.nspname = 'planner')
ORDER BY 1

-- name: creators
-- Who may create objects in each schema, and schemas in the database (NULL). The owner is one of them.
SELECT n.nspname::text, CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END
FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
WHERE a.privilege_type = 'CREATE' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT NULL, CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END
FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
WHERE a.privilege_type = 'CREATE' AND d.datname = current_database()
ORDER BY 1 NULLS FIRST, 2

-- name: record_rights
-- Who may reach the tables of schema planner: USAGE, and each right on a table there.
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type
FROM pg_namespace n, aclexplode(n.nspacl) a
WHERE n.nspname = 'planner' AND a.grantee <> n.nspowner AND a.privilege_type = 'USAGE'
UNION
SELECT CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
WHERE n.nspname = 'planner' AND c.relkind IN ('r', 'p', 'v') AND a.grantee <> c.relowner
ORDER BY 1, 2

-- name: foreign_code
-- The functions, operators and domains that run when a row of a table is written, and that belong to another role, which
-- is no superuser. A cast that an expression calls appears as its function.
WITH part (relation, class, object) AS (
  SELECT tgrelid, 'pg_trigger'::regclass, oid FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT adrelid, 'pg_attrdef'::regclass, oid FROM pg_attrdef
  UNION ALL SELECT conrelid, 'pg_constraint'::regclass, oid FROM pg_constraint WHERE conrelid <> 0
  UNION ALL SELECT indrelid, 'pg_class'::regclass, indexrelid FROM pg_index
  UNION ALL SELECT polrelid, 'pg_policy'::regclass, oid FROM pg_policy
  UNION ALL SELECT ev_class, 'pg_rewrite'::regclass, oid FROM pg_rewrite
), other (oid, name) AS (
  SELECT oid, rolname::text FROM pg_roles WHERE NOT rolsuper AND rolname <> current_user
), code (relation, thing, owner) AS (
  SELECT part.relation, 'function ' || p.oid::regprocedure::text, other.name
  FROM pg_proc p JOIN other ON other.oid = p.proowner
  JOIN pg_depend d ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid
  JOIN part ON part.class = d.classid AND part.object = d.objid
  UNION
  SELECT part.relation, 'operator ' || o.oid::regoperator::text, other.name
  FROM pg_operator o JOIN other ON other.oid = o.oprowner
  JOIN pg_depend d ON d.refclassid = 'pg_operator'::regclass AND d.refobjid = o.oid
  JOIN part ON part.class = d.classid AND part.object = d.objid
  UNION
  SELECT a.attrelid, 'domain ' || t.oid::regtype::text, other.name
  FROM pg_type t JOIN other ON other.oid = t.typowner
  JOIN pg_attribute a ON a.atttypid = t.oid AND NOT a.attisdropped
  WHERE t.typtype = 'd'
)
SELECT n.nspname::text, c.relname::text, code.thing, code.owner
FROM code
JOIN pg_class c ON c.oid = code.relation AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[])
ORDER BY code.owner, n.nspname, c.relname, code.thing

-- name: grants
-- Rights of roles that do not own the relation, also rights on single columns. Grantee 0 is PUBLIC.
SELECT g.relation, CASE g.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(g.grantee)::text END, g.privilege_type
FROM (
  SELECT c.oid::int8 AS relation, a.grantee, a.privilege_type, c.relowner
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
  WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION
  SELECT c.oid::int8, a.grantee, a.privilege_type, c.relowner
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
    aclexplode(t.attacl) a
  WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT t.attisdropped
) AS g
WHERE g.grantee <> g.relowner
ORDER BY 1, 2, 3

-- name: unreadable
-- The relations whose rows the connected role may not read.
SELECT n.nspname::text, c.relname::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))
