-- segment 1, distribute, transaction
-- drop foreign key users_client_id_fkey of public.users, which comes back when the tables are plain again
SELECT "pg_catalog"."set_config"('citus.multi_shard_modify_mode', 'sequential', TRUE);
ALTER TABLE "public"."users" DROP CONSTRAINT "users_client_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('dropped_foreign_key', 'public', 'users', 'users_client_id_fkey', 'distribute', 'intent', '{"format":2,"content":{"key":{"name":"users_client_id_fkey","columns":["client_id"],"references":["public","clients"],"referenced_columns":["id"]},"replaced_by":"users_client_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'users' AND "object_name" OPERATOR(pg_catalog.=) 'users_client_id_fkey';
-- drop foreign key users_country_fkey of public.users, which comes back when the tables are plain again
SELECT "pg_catalog"."set_config"('citus.multi_shard_modify_mode', 'sequential', TRUE);
ALTER TABLE "public"."users" DROP CONSTRAINT "users_country_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('dropped_foreign_key', 'public', 'users', 'users_country_fkey', 'distribute', 'intent', '{"format":2,"content":{"key":{"name":"users_country_fkey","columns":["country"],"references":["public","country"],"referenced_columns":["id"]},"replaced_by":"users_country_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'users' AND "object_name" OPERATOR(pg_catalog.=) 'users_country_fkey';

-- segment 2, distribute, transaction
-- drop foreign key chats_client_id_user_id_fkey of public.chats, which comes back when the tables are plain again
SELECT "pg_catalog"."set_config"('citus.multi_shard_modify_mode', 'sequential', TRUE);
ALTER TABLE "public"."chats" DROP CONSTRAINT "chats_client_id_user_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('dropped_foreign_key', 'public', 'chats', 'chats_client_id_user_id_fkey', 'distribute', 'intent', '{"format":2,"content":{"key":{"name":"chats_client_id_user_id_fkey","columns":["client_id","user_id"],"references":["public","users"],"referenced_columns":["client_id","id"],"on_update":"CASCADE"},"replaced_by":"chats_client_id_user_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'chats' AND "object_name" OPERATOR(pg_catalog.=) 'chats_client_id_user_id_fkey';
-- drop foreign key chats_client_id_fkey of public.chats, which comes back when the tables are plain again
SELECT "pg_catalog"."set_config"('citus.multi_shard_modify_mode', 'sequential', TRUE);
ALTER TABLE "public"."chats" DROP CONSTRAINT "chats_client_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('dropped_foreign_key', 'public', 'chats', 'chats_client_id_fkey', 'distribute', 'intent', '{"format":2,"content":{"key":{"name":"chats_client_id_fkey","columns":["client_id"],"references":["public","clients"],"referenced_columns":["id"]},"replaced_by":"chats_client_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'chats' AND "object_name" OPERATOR(pg_catalog.=) 'chats_client_id_fkey';

-- segment 3, distribute, transaction
-- make public.chats a plain table again
DO $planner$
DECLARE
  planner_table CONSTANT pg_catalog.text := '"public"."chats"';
  planner_parts pg_catalog.oid[];
  planner_views pg_catalog.oid[];
  planner_rights pg_catalog.text[];
  planner_again pg_catalog.text[];
  planner_names pg_catalog.text[];
  planner_one pg_catalog.text;
  planner_row pg_catalog.record;
BEGIN
  planner_parts := ARRAY(
    SELECT planner_table::pg_catalog.regclass::pg_catalog.oid
    UNION SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(planner_table::pg_catalog.regclass) AS p
  );
  planner_views := ARRAY(
    WITH RECURSIVE below(oid, depth) AS (
      SELECT one, 0 FROM pg_catalog.unnest(planner_parts) AS one
      UNION
      SELECT w.ev_class, b.depth OPERATOR(pg_catalog.+) 1
      FROM below AS b
      JOIN pg_catalog.pg_depend AS d
        ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjid OPERATOR(pg_catalog.=) b.oid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      JOIN pg_catalog.pg_rewrite AS w ON w.oid OPERATOR(pg_catalog.=) d.objid
        AND w.ev_class OPERATOR(pg_catalog.<>) b.oid
      JOIN pg_catalog.pg_class AS v ON v.oid OPERATOR(pg_catalog.=) w.ev_class
        AND (v.relkind OPERATOR(pg_catalog.=) 'v' OR v.relkind OPERATOR(pg_catalog.=) 'm')
    )
    SELECT oid FROM below WHERE depth OPERATOR(pg_catalog.>) 0 GROUP BY oid ORDER BY pg_catalog.max(depth), oid
  );
  planner_names := ARRAY(
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.unnest(planner_views) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  );
  planner_rights := ARRAY(
    SELECT pg_catalog.format('GRANT %s%s ON TABLE %I.%I TO %s%s', a.privilege_type, said.columns, n.nspname, c.relname,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END,
      CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL (
      SELECT c.relacl AS acl, '' AS columns
      UNION ALL
      SELECT t.attacl, pg_catalog.format(' (%I)', t.attname) FROM pg_catalog.pg_attribute AS t
      WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attacl IS NOT NULL
    ) AS said
    CROSS JOIN LATERAL pg_catalog.aclexplode(said.acl) AS a
    WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views)
      AND (a.grantee OPERATOR(pg_catalog.<>) c.relowner OR said.columns OPERATOR(pg_catalog.<>) '')
  );
  planner_again := ARRAY(
    SELECT statement FROM (
      SELECT 1 AS turn, pg_catalog.array_position(planner_views, c.oid) AS place,
        pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname) AS statement
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views) AND c.relkind OPERATOR(pg_catalog.=) 'm' AND c.relispopulated
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_indexdef(i.indexrelid)
      FROM pg_catalog.pg_index AS i WHERE i.indrelid OPERATOR(pg_catalog.=) ANY (planner_views)
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_triggerdef(t.oid, false)
      FROM pg_catalog.pg_trigger AS t
      WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (planner_views) AND NOT t.tgisinternal
      UNION ALL
      SELECT 3, d.objsubid, CASE
          WHEN d.objsubid OPERATOR(pg_catalog.<>) 0 THEN pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L',
            n.nspname, c.relname, (SELECT t.attname FROM pg_catalog.pg_attribute AS t
              WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attnum OPERATOR(pg_catalog.=) d.objsubid), d.description)
          ELSE pg_catalog.format('COMMENT ON %s %I.%I IS %L', CASE
              WHEN c.relkind OPERATOR(pg_catalog.=) 'v' THEN 'VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'm' THEN 'MATERIALIZED VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'i' OR c.relkind OPERATOR(pg_catalog.=) 'I' THEN 'INDEX'
              ELSE 'TABLE' END, n.nspname, c.relname, d.description) END
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND coalesce(i.indrelid, c.oid) OPERATOR(pg_catalog.=) ANY (planner_parts OPERATOR(pg_catalog.||) planner_views)
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', o.conname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_constraint AS o ON o.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) o.conrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts) AND o.contype OPERATOR(pg_catalog.<>) 'n'
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON POLICY %I ON %I.%I IS %L', p.polname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_policy AS p ON p.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) p.polrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_policy'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts)
    ) AS said
    ORDER BY turn, place, statement
  );
  PERFORM "pg_catalog"."undistribute_table"('"public"."chats"');
  FOR planner_row IN
    SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname) AS view,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END AS role
    FROM pg_catalog.unnest(planner_names) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one::pg_catalog.regclass
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
    WHERE a.grantee OPERATOR(pg_catalog.<>) c.relowner
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TABLE %s FROM %s', planner_row.view, planner_row.role);
  END LOOP;
  FOREACH planner_one IN ARRAY planner_rights OPERATOR(pg_catalog.||) planner_again LOOP
    EXECUTE planner_one;
  END LOOP;
  
  FOR planner_one IN
    SELECT o.conname FROM pg_catalog.pg_constraint AS o
    JOIN pg_catalog.pg_attribute AS t ON t.attrelid OPERATOR(pg_catalog.=) o.conrelid
      AND o.conkey OPERATOR(pg_catalog.=) ARRAY[t.attnum]
    WHERE o.conrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass('"public"."chats"') AND o.contype OPERATOR(pg_catalog.=) 'n'
      AND t.attname OPERATOR(pg_catalog.=) 'client_id' AND o.conname OPERATOR(pg_catalog.<>) 'chats_client_id_not_null'
      AND o.coninhcount OPERATOR(pg_catalog.=) 0
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', '"public"."chats"', planner_one, 'chats_client_id_not_null');
  END LOOP;

END
$planner$;
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'chats' AND "object_name" OPERATOR(pg_catalog.=) 'chats';

-- segment 4, distribute, transaction
-- make public.users a plain table again
DO $planner$
DECLARE
  planner_table CONSTANT pg_catalog.text := '"public"."users"';
  planner_parts pg_catalog.oid[];
  planner_views pg_catalog.oid[];
  planner_rights pg_catalog.text[];
  planner_again pg_catalog.text[];
  planner_names pg_catalog.text[];
  planner_one pg_catalog.text;
  planner_row pg_catalog.record;
BEGIN
  planner_parts := ARRAY(
    SELECT planner_table::pg_catalog.regclass::pg_catalog.oid
    UNION SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(planner_table::pg_catalog.regclass) AS p
  );
  planner_views := ARRAY(
    WITH RECURSIVE below(oid, depth) AS (
      SELECT one, 0 FROM pg_catalog.unnest(planner_parts) AS one
      UNION
      SELECT w.ev_class, b.depth OPERATOR(pg_catalog.+) 1
      FROM below AS b
      JOIN pg_catalog.pg_depend AS d
        ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjid OPERATOR(pg_catalog.=) b.oid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      JOIN pg_catalog.pg_rewrite AS w ON w.oid OPERATOR(pg_catalog.=) d.objid
        AND w.ev_class OPERATOR(pg_catalog.<>) b.oid
      JOIN pg_catalog.pg_class AS v ON v.oid OPERATOR(pg_catalog.=) w.ev_class
        AND (v.relkind OPERATOR(pg_catalog.=) 'v' OR v.relkind OPERATOR(pg_catalog.=) 'm')
    )
    SELECT oid FROM below WHERE depth OPERATOR(pg_catalog.>) 0 GROUP BY oid ORDER BY pg_catalog.max(depth), oid
  );
  planner_names := ARRAY(
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.unnest(planner_views) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  );
  planner_rights := ARRAY(
    SELECT pg_catalog.format('GRANT %s%s ON TABLE %I.%I TO %s%s', a.privilege_type, said.columns, n.nspname, c.relname,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END,
      CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL (
      SELECT c.relacl AS acl, '' AS columns
      UNION ALL
      SELECT t.attacl, pg_catalog.format(' (%I)', t.attname) FROM pg_catalog.pg_attribute AS t
      WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attacl IS NOT NULL
    ) AS said
    CROSS JOIN LATERAL pg_catalog.aclexplode(said.acl) AS a
    WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views)
      AND (a.grantee OPERATOR(pg_catalog.<>) c.relowner OR said.columns OPERATOR(pg_catalog.<>) '')
  );
  planner_again := ARRAY(
    SELECT statement FROM (
      SELECT 1 AS turn, pg_catalog.array_position(planner_views, c.oid) AS place,
        pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname) AS statement
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views) AND c.relkind OPERATOR(pg_catalog.=) 'm' AND c.relispopulated
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_indexdef(i.indexrelid)
      FROM pg_catalog.pg_index AS i WHERE i.indrelid OPERATOR(pg_catalog.=) ANY (planner_views)
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_triggerdef(t.oid, false)
      FROM pg_catalog.pg_trigger AS t
      WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (planner_views) AND NOT t.tgisinternal
      UNION ALL
      SELECT 3, d.objsubid, CASE
          WHEN d.objsubid OPERATOR(pg_catalog.<>) 0 THEN pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L',
            n.nspname, c.relname, (SELECT t.attname FROM pg_catalog.pg_attribute AS t
              WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attnum OPERATOR(pg_catalog.=) d.objsubid), d.description)
          ELSE pg_catalog.format('COMMENT ON %s %I.%I IS %L', CASE
              WHEN c.relkind OPERATOR(pg_catalog.=) 'v' THEN 'VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'm' THEN 'MATERIALIZED VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'i' OR c.relkind OPERATOR(pg_catalog.=) 'I' THEN 'INDEX'
              ELSE 'TABLE' END, n.nspname, c.relname, d.description) END
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND coalesce(i.indrelid, c.oid) OPERATOR(pg_catalog.=) ANY (planner_parts OPERATOR(pg_catalog.||) planner_views)
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', o.conname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_constraint AS o ON o.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) o.conrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts) AND o.contype OPERATOR(pg_catalog.<>) 'n'
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON POLICY %I ON %I.%I IS %L', p.polname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_policy AS p ON p.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) p.polrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_policy'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts)
    ) AS said
    ORDER BY turn, place, statement
  );
  PERFORM "pg_catalog"."undistribute_table"('"public"."users"');
  FOR planner_row IN
    SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname) AS view,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END AS role
    FROM pg_catalog.unnest(planner_names) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one::pg_catalog.regclass
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
    WHERE a.grantee OPERATOR(pg_catalog.<>) c.relowner
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TABLE %s FROM %s', planner_row.view, planner_row.role);
  END LOOP;
  FOREACH planner_one IN ARRAY planner_rights OPERATOR(pg_catalog.||) planner_again LOOP
    EXECUTE planner_one;
  END LOOP;
  
  FOR planner_one IN
    SELECT o.conname FROM pg_catalog.pg_constraint AS o
    JOIN pg_catalog.pg_attribute AS t ON t.attrelid OPERATOR(pg_catalog.=) o.conrelid
      AND o.conkey OPERATOR(pg_catalog.=) ARRAY[t.attnum]
    WHERE o.conrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass('"public"."users"') AND o.contype OPERATOR(pg_catalog.=) 'n'
      AND t.attname OPERATOR(pg_catalog.=) 'client_id' AND o.conname OPERATOR(pg_catalog.<>) 'users_client_id_not_null'
      AND o.coninhcount OPERATOR(pg_catalog.=) 0
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', '"public"."users"', planner_one, 'users_client_id_not_null');
  END LOOP;

END
$planner$;
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'users' AND "object_name" OPERATOR(pg_catalog.=) 'users';

-- segment 5, distribute, transaction
-- make public.country a plain table again
DO $planner$
DECLARE
  planner_table CONSTANT pg_catalog.text := '"public"."country"';
  planner_parts pg_catalog.oid[];
  planner_views pg_catalog.oid[];
  planner_rights pg_catalog.text[];
  planner_again pg_catalog.text[];
  planner_names pg_catalog.text[];
  planner_one pg_catalog.text;
  planner_row pg_catalog.record;
BEGIN
  planner_parts := ARRAY(
    SELECT planner_table::pg_catalog.regclass::pg_catalog.oid
    UNION SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(planner_table::pg_catalog.regclass) AS p
  );
  planner_views := ARRAY(
    WITH RECURSIVE below(oid, depth) AS (
      SELECT one, 0 FROM pg_catalog.unnest(planner_parts) AS one
      UNION
      SELECT w.ev_class, b.depth OPERATOR(pg_catalog.+) 1
      FROM below AS b
      JOIN pg_catalog.pg_depend AS d
        ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjid OPERATOR(pg_catalog.=) b.oid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      JOIN pg_catalog.pg_rewrite AS w ON w.oid OPERATOR(pg_catalog.=) d.objid
        AND w.ev_class OPERATOR(pg_catalog.<>) b.oid
      JOIN pg_catalog.pg_class AS v ON v.oid OPERATOR(pg_catalog.=) w.ev_class
        AND (v.relkind OPERATOR(pg_catalog.=) 'v' OR v.relkind OPERATOR(pg_catalog.=) 'm')
    )
    SELECT oid FROM below WHERE depth OPERATOR(pg_catalog.>) 0 GROUP BY oid ORDER BY pg_catalog.max(depth), oid
  );
  planner_names := ARRAY(
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.unnest(planner_views) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  );
  planner_rights := ARRAY(
    SELECT pg_catalog.format('GRANT %s%s ON TABLE %I.%I TO %s%s', a.privilege_type, said.columns, n.nspname, c.relname,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END,
      CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL (
      SELECT c.relacl AS acl, '' AS columns
      UNION ALL
      SELECT t.attacl, pg_catalog.format(' (%I)', t.attname) FROM pg_catalog.pg_attribute AS t
      WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attacl IS NOT NULL
    ) AS said
    CROSS JOIN LATERAL pg_catalog.aclexplode(said.acl) AS a
    WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views)
      AND (a.grantee OPERATOR(pg_catalog.<>) c.relowner OR said.columns OPERATOR(pg_catalog.<>) '')
  );
  planner_again := ARRAY(
    SELECT statement FROM (
      SELECT 1 AS turn, pg_catalog.array_position(planner_views, c.oid) AS place,
        pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname) AS statement
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views) AND c.relkind OPERATOR(pg_catalog.=) 'm' AND c.relispopulated
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_indexdef(i.indexrelid)
      FROM pg_catalog.pg_index AS i WHERE i.indrelid OPERATOR(pg_catalog.=) ANY (planner_views)
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_triggerdef(t.oid, false)
      FROM pg_catalog.pg_trigger AS t
      WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (planner_views) AND NOT t.tgisinternal
      UNION ALL
      SELECT 3, d.objsubid, CASE
          WHEN d.objsubid OPERATOR(pg_catalog.<>) 0 THEN pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L',
            n.nspname, c.relname, (SELECT t.attname FROM pg_catalog.pg_attribute AS t
              WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attnum OPERATOR(pg_catalog.=) d.objsubid), d.description)
          ELSE pg_catalog.format('COMMENT ON %s %I.%I IS %L', CASE
              WHEN c.relkind OPERATOR(pg_catalog.=) 'v' THEN 'VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'm' THEN 'MATERIALIZED VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'i' OR c.relkind OPERATOR(pg_catalog.=) 'I' THEN 'INDEX'
              ELSE 'TABLE' END, n.nspname, c.relname, d.description) END
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND coalesce(i.indrelid, c.oid) OPERATOR(pg_catalog.=) ANY (planner_parts OPERATOR(pg_catalog.||) planner_views)
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', o.conname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_constraint AS o ON o.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) o.conrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts) AND o.contype OPERATOR(pg_catalog.<>) 'n'
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON POLICY %I ON %I.%I IS %L', p.polname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_policy AS p ON p.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) p.polrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_policy'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts)
    ) AS said
    ORDER BY turn, place, statement
  );
  PERFORM "pg_catalog"."undistribute_table"('"public"."country"');
  FOR planner_row IN
    SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname) AS view,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END AS role
    FROM pg_catalog.unnest(planner_names) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one::pg_catalog.regclass
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
    WHERE a.grantee OPERATOR(pg_catalog.<>) c.relowner
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TABLE %s FROM %s', planner_row.view, planner_row.role);
  END LOOP;
  FOREACH planner_one IN ARRAY planner_rights OPERATOR(pg_catalog.||) planner_again LOOP
    EXECUTE planner_one;
  END LOOP;
  
NULL;

END
$planner$;
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'country' AND "object_name" OPERATOR(pg_catalog.=) 'country';

-- segment 6, distribute, transaction
-- make public.clients a plain table again
DO $planner$
DECLARE
  planner_table CONSTANT pg_catalog.text := '"public"."clients"';
  planner_parts pg_catalog.oid[];
  planner_views pg_catalog.oid[];
  planner_rights pg_catalog.text[];
  planner_again pg_catalog.text[];
  planner_names pg_catalog.text[];
  planner_one pg_catalog.text;
  planner_row pg_catalog.record;
BEGIN
  planner_parts := ARRAY(
    SELECT planner_table::pg_catalog.regclass::pg_catalog.oid
    UNION SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(planner_table::pg_catalog.regclass) AS p
  );
  planner_views := ARRAY(
    WITH RECURSIVE below(oid, depth) AS (
      SELECT one, 0 FROM pg_catalog.unnest(planner_parts) AS one
      UNION
      SELECT w.ev_class, b.depth OPERATOR(pg_catalog.+) 1
      FROM below AS b
      JOIN pg_catalog.pg_depend AS d
        ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjid OPERATOR(pg_catalog.=) b.oid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      JOIN pg_catalog.pg_rewrite AS w ON w.oid OPERATOR(pg_catalog.=) d.objid
        AND w.ev_class OPERATOR(pg_catalog.<>) b.oid
      JOIN pg_catalog.pg_class AS v ON v.oid OPERATOR(pg_catalog.=) w.ev_class
        AND (v.relkind OPERATOR(pg_catalog.=) 'v' OR v.relkind OPERATOR(pg_catalog.=) 'm')
    )
    SELECT oid FROM below WHERE depth OPERATOR(pg_catalog.>) 0 GROUP BY oid ORDER BY pg_catalog.max(depth), oid
  );
  planner_names := ARRAY(
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.unnest(planner_views) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  );
  planner_rights := ARRAY(
    SELECT pg_catalog.format('GRANT %s%s ON TABLE %I.%I TO %s%s', a.privilege_type, said.columns, n.nspname, c.relname,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END,
      CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL (
      SELECT c.relacl AS acl, '' AS columns
      UNION ALL
      SELECT t.attacl, pg_catalog.format(' (%I)', t.attname) FROM pg_catalog.pg_attribute AS t
      WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attacl IS NOT NULL
    ) AS said
    CROSS JOIN LATERAL pg_catalog.aclexplode(said.acl) AS a
    WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views)
      AND (a.grantee OPERATOR(pg_catalog.<>) c.relowner OR said.columns OPERATOR(pg_catalog.<>) '')
  );
  planner_again := ARRAY(
    SELECT statement FROM (
      SELECT 1 AS turn, pg_catalog.array_position(planner_views, c.oid) AS place,
        pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname) AS statement
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE c.oid OPERATOR(pg_catalog.=) ANY (planner_views) AND c.relkind OPERATOR(pg_catalog.=) 'm' AND c.relispopulated
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_indexdef(i.indexrelid)
      FROM pg_catalog.pg_index AS i WHERE i.indrelid OPERATOR(pg_catalog.=) ANY (planner_views)
      UNION ALL
      SELECT 2, 0, pg_catalog.pg_get_triggerdef(t.oid, false)
      FROM pg_catalog.pg_trigger AS t
      WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (planner_views) AND NOT t.tgisinternal
      UNION ALL
      SELECT 3, d.objsubid, CASE
          WHEN d.objsubid OPERATOR(pg_catalog.<>) 0 THEN pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L',
            n.nspname, c.relname, (SELECT t.attname FROM pg_catalog.pg_attribute AS t
              WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attnum OPERATOR(pg_catalog.=) d.objsubid), d.description)
          ELSE pg_catalog.format('COMMENT ON %s %I.%I IS %L', CASE
              WHEN c.relkind OPERATOR(pg_catalog.=) 'v' THEN 'VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'm' THEN 'MATERIALIZED VIEW'
              WHEN c.relkind OPERATOR(pg_catalog.=) 'i' OR c.relkind OPERATOR(pg_catalog.=) 'I' THEN 'INDEX'
              ELSE 'TABLE' END, n.nspname, c.relname, d.description) END
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        AND coalesce(i.indrelid, c.oid) OPERATOR(pg_catalog.=) ANY (planner_parts OPERATOR(pg_catalog.||) planner_views)
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', o.conname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_constraint AS o ON o.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) o.conrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts) AND o.contype OPERATOR(pg_catalog.<>) 'n'
      UNION ALL
      SELECT 3, 0, pg_catalog.format('COMMENT ON POLICY %I ON %I.%I IS %L', p.polname, n.nspname, c.relname, d.description)
      FROM pg_catalog.pg_description AS d
      JOIN pg_catalog.pg_policy AS p ON p.oid OPERATOR(pg_catalog.=) d.objoid
      JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) p.polrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_policy'::pg_catalog.regclass
        AND c.oid OPERATOR(pg_catalog.=) ANY (planner_parts)
    ) AS said
    ORDER BY turn, place, statement
  );
  PERFORM "pg_catalog"."undistribute_table"('"public"."clients"');
  FOR planner_row IN
    SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname) AS view,
      CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
        ELSE pg_catalog.format('%I', pg_catalog.pg_get_userbyid(a.grantee)) END AS role
    FROM pg_catalog.unnest(planner_names) AS one
    JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) one::pg_catalog.regclass
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
    WHERE a.grantee OPERATOR(pg_catalog.<>) c.relowner
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TABLE %s FROM %s', planner_row.view, planner_row.role);
  END LOOP;
  FOREACH planner_one IN ARRAY planner_rights OPERATOR(pg_catalog.||) planner_again LOOP
    EXECUTE planner_one;
  END LOOP;
  
NULL;

END
$planner$;
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'distributed' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'clients' AND "object_name" OPERATOR(pg_catalog.=) 'clients';

-- segment 7, distribute, transaction
-- make id of public.users an identity column again
ALTER SEQUENCE "public"."users_id_seq" RENAME TO "users_id_seq_planner";
ALTER TABLE "public"."users" ALTER COLUMN "id" DROP DEFAULT;
ALTER TABLE "public"."users" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "public"."users_id_seq" START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 NO CYCLE);
SELECT "pg_catalog"."setval"(CAST('"public"."users_id_seq"' AS regclass), "last_value", "is_called") FROM "public"."users_id_seq_planner" AS "s";
DROP SEQUENCE "public"."users_id_seq_planner";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'identity' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'users' AND "object_name" OPERATOR(pg_catalog.=) 'id';
-- add foreign key users_client_id_fkey of public.users as it was, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."clients" ("id") NOT VALID;
-- add foreign key users_country_fkey of public.users as it was, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_country_fkey" FOREIGN KEY ("country") REFERENCES "public"."country" ("id") NOT VALID;

-- segment 8, distribute, alone
-- validate foreign key users_client_id_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_client_id_fkey";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'dropped_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'users' AND "object_name" OPERATOR(pg_catalog.=) 'users_client_id_fkey';

-- segment 9, distribute, alone
-- validate foreign key users_country_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_country_fkey";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'dropped_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'users' AND "object_name" OPERATOR(pg_catalog.=) 'users_country_fkey';

-- segment 10, distribute, transaction
-- add foreign key chats_client_id_user_id_fkey of public.chats as it was, NOT VALID
ALTER TABLE "public"."chats" ADD CONSTRAINT "chats_client_id_user_id_fkey" FOREIGN KEY ("client_id", "user_id") REFERENCES "public"."users" ("client_id", "id") ON UPDATE CASCADE NOT VALID;
-- add foreign key chats_client_id_fkey of public.chats as it was, NOT VALID
ALTER TABLE "public"."chats" ADD CONSTRAINT "chats_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."clients" ("id") NOT VALID;

-- segment 11, distribute, alone
-- validate foreign key chats_client_id_user_id_fkey of public.chats
ALTER TABLE "public"."chats" VALIDATE CONSTRAINT "chats_client_id_user_id_fkey";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'dropped_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'chats' AND "object_name" OPERATOR(pg_catalog.=) 'chats_client_id_user_id_fkey';

-- segment 12, distribute, alone
-- validate foreign key chats_client_id_fkey of public.chats
ALTER TABLE "public"."chats" VALIDATE CONSTRAINT "chats_client_id_fkey";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'dropped_foreign_key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'chats' AND "object_name" OPERATOR(pg_catalog.=) 'chats_client_id_fkey';

