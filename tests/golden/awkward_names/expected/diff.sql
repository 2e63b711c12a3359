-- segment 1, add, transaction
-- create schema planner, the record of what planner changes and its journal
CREATE SCHEMA "planner";
COMMENT ON SCHEMA "planner" IS 'planner record, format 2: what planner changed, and its journal. Kept until planner rollback --to none.';
CREATE TABLE "planner"."owned" ("seq" bigint GENERATED ALWAYS AS IDENTITY, "kind" text NOT NULL, "schema_name" text NOT NULL, "relation_name" text NOT NULL, "object_name" text NOT NULL, "phase" text NOT NULL, "state" text NOT NULL, "before" text, "detail" text, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "recorded_by" text DEFAULT SESSION_USER NOT NULL, PRIMARY KEY ("kind", "schema_name", "relation_name", "object_name"));
CREATE TABLE "planner"."backfill" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "leaf_schema" text NOT NULL, "leaf_name" text NOT NULL, "first_page" bigint NOT NULL, "next_page" bigint NOT NULL, "end_page" bigint NOT NULL, "rows_filled" bigint NOT NULL, "updated_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, PRIMARY KEY ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"));
CREATE TABLE "planner"."run" ("run" bigint GENERATED ALWAYS AS IDENTITY, "command" text NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "finished_at" timestamp with time zone, "outcome" text, "role" text NOT NULL, "client" text NOT NULL, "planner_version" text NOT NULL, "fingerprint" text, PRIMARY KEY ("run"));
CREATE TABLE "planner"."step" ("run" bigint NOT NULL, "segment" integer NOT NULL, "step" text NOT NULL, "statement" text NOT NULL, "started_at" timestamp with time zone NOT NULL, "duration_ms" double precision NOT NULL, "locks_predicted" text, "locks_held" text, "lock_wait_ms" double precision, "lock_hold_ms" double precision, "rows" bigint, "wal_bytes" bigint, "attempt" integer NOT NULL, "error" text);
CREATE TABLE "planner"."lease" ("holder" bigint NOT NULL, "run" bigint, "command" text NOT NULL, "client" text NOT NULL, "backend_pid" integer NOT NULL, "backend_start" timestamp with time zone NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "heartbeat_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "state" text NOT NULL, "step" text, "reason" text, "paused_by" text, PRIMARY KEY ("holder"));
CREATE TABLE "planner"."quarantine" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "row_key" jsonb NOT NULL, "reason" text NOT NULL, "candidates" text[] NOT NULL, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "tenant" text, "decided_at" timestamp with time zone, "decided_by" text, PRIMARY KEY ("schema_name", "relation_name", "row_key"));
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  EXECUTE 'REVOKE ALL ON SCHEMA planner FROM PUBLIC';
  EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA planner FROM PUBLIC';
  EXECUTE 'REVOKE ALL ON ALL SEQUENCES IN SCHEMA planner FROM PUBLIC';
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_namespace AS n
    JOIN pg_catalog.pg_class AS c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid
    CROSS JOIN LATERAL (
      SELECT grantee FROM pg_catalog.aclexplode(c.relacl)
      UNION SELECT grantee FROM pg_catalog.aclexplode(n.nspacl)
    ) AS a
    WHERE n.nspname OPERATOR(pg_catalog.=) 'planner' AND a.grantee OPERATOR(pg_catalog.<>) n.nspowner
      AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA planner FROM %s', planner_grantee);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL TABLES IN SCHEMA planner FROM %s', planner_grantee);
    EXECUTE pg_catalog.format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA planner FROM %s', planner_grantee);
  END LOOP;
END
$planner$;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 2, add, transaction
-- create the tenants table My Schema."Order ""by"""
CREATE TABLE "My Schema"."Order ""by""" ("Key's" text NOT NULL, "näme" text NOT NULL, CONSTRAINT "Order ""by""_pkey" PRIMARY KEY ("Key's"));
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('table', 'My Schema', 'Order "by"', 'Order "by"', 'add', 'confirmed', NULL, CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."Order ""by"""') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."Order ""by"""') AND "attname" OPERATOR(pg_catalog.=) 'Key''s'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- insert the default tenant 'it\'s "default" \\ 数' into My Schema."Order ""by"""
INSERT INTO "My Schema"."Order ""by""" ("Key's", "näme") VALUES (CAST(E'it''s "default" \\ 数' AS text), 'O''Neil') ON CONFLICT("Key's") DO NOTHING;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('row', 'My Schema', 'Order "by"', E'it''s "default" \\ 数', 'add', 'confirmed', '{"format":2,"content":{"key_column":"Key''s"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 3, add, transaction
-- add tenant "id" to My Schema.select, every row reads 'it\'s "default" \\ 数' at once
ALTER TABLE "My Schema"."select" ADD COLUMN "tenant ""id""" text DEFAULT CAST(E'it''s "default" \\ 数' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', 'select', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"constant it''s \\"default\\" \\\\ \\u6570"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."select"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."select"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema.select: writers that leave tenant "id" out get it filled in (constant it's "default" \ 数)
CREATE FUNCTION "My Schema"."select_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."tenant ""id""" := CAST(E'it''s "default" \\ 数' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."select_planner_guard" () FROM PUBLIC;
CREATE FUNCTION "My Schema"."select_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "My Schema"."select" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."select_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."select_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."select_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "My Schema"."select_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"My Schema"."User''s ""table"""') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'
      AND NOT "attisdropped") THEN
    UPDATE "My Schema"."User's ""table""" AS t SET "tenant ""id""" = NULL WHERE "new"."from" OPERATOR(pg_catalog.=)
        "t"."from""x" AND ("t"."tenant ""id""" IS NULL OR "t"."tenant ""id""" OPERATOR(pg_catalog.=)
        "old"."tenant ""id""");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax"') AND
      "attname" OPERATOR(pg_catalog.=) 'tenant "id"' AND NOT "attisdropped") THEN
    UPDATE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" AS t SET "tenant ""id""" = NULL
        WHERE "new"."from" OPERATOR(pg_catalog.=) "t"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay"
        AND ("t"."tenant ""id""" IS NULL OR "t"."tenant ""id""" OPERATOR(pg_catalog.=) "old"."tenant ""id""");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."select_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."select_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."select_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "My Schema"."select" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL) EXECUTE FUNCTION "My Schema"."select_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "My Schema"."select" FOR EACH ROW WHEN ("old"."tenant ""id""" IS NOT NULL AND "new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""") EXECUTE FUNCTION "My Schema"."select_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "My Schema"."select" FOR EACH ROW WHEN ("old"."tenant ""id""" IS NOT NULL AND "new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""") EXECUTE FUNCTION "My Schema"."select_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', 'select', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key select_tenant "id"_fkey to My Schema.select, NOT VALID
ALTER TABLE "My Schema"."select" ADD CONSTRAINT "select_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', 'select', 'select_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add tenant "id" to My Schema.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz, every row reads 'it\'s "default" \\ 数' at once
ALTER TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" ADD COLUMN "tenant ""id""" text DEFAULT CAST(E'it''s "default" \\ 数' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"constant it''s \\"default\\" \\\\ \\u6570"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz: writers that leave tenant "id" out get it filled in (constant it's "default" \ 数)
CREATE FUNCTION "My Schema"."üüüüüüüüüüüüüüüüüüüü_0bcf95c1_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."tenant ""id""" := CAST(E'it''s "default" \\ 数' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."üüüüüüüüüüüüüüüüüüüü_0bcf95c1_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL) EXECUTE FUNCTION "My Schema"."üüüüüüüüüüüüüüüüüüüü_0bcf95c1_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key üüüüüüüüüüüüüüüüüüüüüüü_tenant "id"_fkey to My Schema.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz, NOT VALID
ALTER TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" ADD CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüü_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'üüüüüüüüüüüüüüüüüüüüüüü_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, add, transaction
-- add tenant "id" to My Schema."a.b", every row reads 'it\'s "default" \\ 数' at once
ALTER TABLE "My Schema"."a.b" ADD COLUMN "tenant ""id""" text DEFAULT CAST(E'it''s "default" \\ 数' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', 'a.b', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"constant it''s \\"default\\" \\\\ \\u6570"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."a.b"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."a.b"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema."a.b": writers that leave tenant "id" out get it filled in (constant it's "default" \ 数)
CREATE FUNCTION "My Schema"."a.b_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."tenant ""id""" := CAST(E'it''s "default" \\ 数' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."a.b_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "My Schema"."a.b" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL) EXECUTE FUNCTION "My Schema"."a.b_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', 'a.b', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key a.b_tenant "id"_fkey to My Schema."a.b", NOT VALID
ALTER TABLE "My Schema"."a.b" ADD CONSTRAINT "a.b_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', 'a.b', 'a.b_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, add, transaction
-- add tenant "id" to My Schema.a$$b\c, every row reads 'it\'s "default" \\ 数' at once
ALTER TABLE "My Schema"."a$$b\c" ADD COLUMN "tenant ""id""" text DEFAULT CAST(E'it''s "default" \\ 数' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', E'a$$b\\c', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"constant it''s \\"default\\" \\\\ \\u6570"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"(E'"My Schema"."a$$b\\c"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"(E'"My Schema"."a$$b\\c"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema.a$$b\c: writers that leave tenant "id" out get it filled in (constant it's "default" \ 数)
CREATE FUNCTION "My Schema"."a$$b\c_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."tenant ""id""" := CAST(E'it''s "default" \\ 数' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."a$$b\c_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "My Schema"."a$$b\c" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL) EXECUTE FUNCTION "My Schema"."a$$b\c_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', E'a$$b\\c', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key a$$b\c_tenant "id"_fkey to My Schema.a$$b\c, NOT VALID
ALTER TABLE "My Schema"."a$$b\c" ADD CONSTRAINT "a$$b\c_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', E'a$$b\\c', E'a$$b\\c_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, add, transaction
-- add tenant "id" to My Schema."User's ""table""", empty
ALTER TABLE "My Schema"."User's ""table""" ADD COLUMN "tenant ""id""" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', 'User''s "table"', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"via from\\"x \\u2192 My Schema.select"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."User''s ""table"""') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."User''s ""table"""') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema."User's ""table""": writers that leave tenant "id" out get it filled in (via from"x → My Schema.select)
CREATE FUNCTION "My Schema"."User's ""table""_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."from""x" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM "My Schema"."select" AS p WHERE "p"."from" OPERATOR(pg_catalog.=)
        "new"."from""x" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'from"x', ROW
        ("new"."from""x")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."tenant ""id""" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant ""id""", 'from"x', ROW ("new"."from""x")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."User's ""table""_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."User''s ""table""_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."User''s ""table""_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "My Schema"."User's ""table""_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "My Schema"."User's ""table""" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."User's ""table""_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."User''s ""table""_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."User''s ""table""_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "My Schema"."User's ""table""_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"My Schema"."Größe 数 %s"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"' AND NOT
      "attisdropped") THEN
    UPDATE "My Schema"."Größe 数 %s" AS t SET "tenant ""id""" = NULL WHERE "new"."id'" OPERATOR(pg_catalog.=) "t"."ref%"
        AND ("t"."tenant ""id""" IS NULL OR "t"."tenant ""id""" OPERATOR(pg_catalog.=) "old"."tenant ""id""");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."User's ""table""_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."User''s ""table""_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."User''s ""table""_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "My Schema"."User's ""table""" FOR EACH ROW EXECUTE FUNCTION "My Schema"."User's ""table""_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "My Schema"."User's ""table""" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL OR ("new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."from""x" IS DISTINCT FROM "old"."from""x") EXECUTE FUNCTION "My Schema"."User's ""table""_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "My Schema"."User's ""table""" FOR EACH ROW WHEN ("old"."tenant ""id""" IS NOT NULL AND "new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""") EXECUTE FUNCTION "My Schema"."User's ""table""_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "My Schema"."User's ""table""" FOR EACH ROW WHEN ("old"."tenant ""id""" IS NOT NULL AND "new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""") EXECUTE FUNCTION "My Schema"."User's ""table""_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', 'User''s "table"', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, add, transaction
-- add tenant "id" to My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax, empty
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" ADD COLUMN "tenant ""id""" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay \\u2192 My Schema.select"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax: writers that leave tenant "id" out get it filled in (via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay → My Schema.select)
CREATE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM "My Schema"."select" AS p WHERE "p"."from" OPERATOR(pg_catalog.=)
        "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', ROW
        ("new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."tenant ""id""" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant ""id""",
          'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', ROW
          ("new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6ac39059_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" AS t WHERE t.tableoid =
      TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6ac39059_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6ac39059_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6ac39059_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_00842d3a_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay"') AND
      "attname" OPERATOR(pg_catalog.=) 'tenant "id"' AND NOT "attisdropped") THEN
    UPDATE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" AS t SET "tenant ""id""" = NULL
        WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax"
        AND ("t"."tenant ""id""" IS NULL OR "t"."tenant ""id""" OPERATOR(pg_catalog.=) "old"."tenant ""id""");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_00842d3a_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_00842d3a_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_00842d3a_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" FOR EACH ROW EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL OR ("new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" IS DISTINCT FROM "old"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay") EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" FOR EACH ROW WHEN ("old"."tenant ""id""" IS NOT NULL AND "new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""") EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6ac39059_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" FOR EACH ROW WHEN ("old"."tenant ""id""" IS NOT NULL AND "new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""") EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_00842d3a_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, add, transaction
-- add tenant "id" to My Schema.Größe 数 %s, empty
ALTER TABLE "My Schema"."Größe 数 %s" ADD COLUMN "tenant ""id""" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"via ref% \\u2192 My Schema.\\"User''s \\"\\"table\\"\\"\\""}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."Größe 数 %s"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."Größe 数 %s"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema.Größe 数 %s: writers that leave tenant "id" out get it filled in (via ref% → My Schema."User's ""table""")
CREATE FUNCTION "My Schema"."Größe 数 %s_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."ref%" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM "My Schema"."User's ""table""" AS p WHERE "p"."id'"
        OPERATOR(pg_catalog.=) "new"."ref%" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'ref%', ROW
        ("new"."ref%")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."tenant ""id""" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant ""id""", 'ref%', ROW ("new"."ref%")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."Größe 数 %s_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."Größe 数 %s_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."Größe 数 %s_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "My Schema"."Größe 数 %s" FOR EACH ROW EXECUTE FUNCTION "My Schema"."Größe 数 %s_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "My Schema"."Größe 数 %s" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL OR ("new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."ref%" IS DISTINCT FROM "old"."ref%") EXECUTE FUNCTION "My Schema"."Größe 数 %s_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 10, add, transaction
-- add tenant "id" to My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay, empty
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" ADD COLUMN "tenant ""id""" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'add', 'confirmed', E'{"format":2,"content":{"source":"via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax \\u2192 My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay"') AND "attname" OPERATOR(pg_catalog.=) 'tenant "id"'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay: writers that leave tenant "id" out get it filled in (via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax → My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax)
CREATE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM
        "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" AS p WHERE "p"."id"
        OPERATOR(pg_catalog.=) "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', ROW
        ("new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."tenant ""id""" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant ""id""",
          'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', ROW
          ("new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" FOR EACH ROW EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL OR ("new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" IS DISTINCT FROM "old"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax") EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 11, backfill, batches
-- fill tenant "id" of My Schema."User's ""table""" where it is NULL: via from"x → My Schema.select
UPDATE ONLY "My Schema"."User's ""table""" AS "t" SET "tenant ""id""" = "p"."tenant ""id""" FROM "My Schema"."select" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant ""id""" IS NULL AND "p"."from" OPERATOR(pg_catalog.=) "t"."from""x" AND "p"."tenant ""id""" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'My Schema', 'User''s "table"', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 12, backfill, batches
-- fill tenant "id" of My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax where it is NULL: via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay → My Schema.select
UPDATE ONLY "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" AS "t" SET "tenant ""id""" = "p"."tenant ""id""" FROM "My Schema"."select" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant ""id""" IS NULL AND "p"."from" OPERATOR(pg_catalog.=) "t"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" AND "p"."tenant ""id""" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, backfill, batches
-- fill tenant "id" of My Schema.Größe 数 %s where it is NULL: via ref% → My Schema."User's ""table"""
UPDATE ONLY "My Schema"."Größe 数 %s" AS "t" SET "tenant ""id""" = "p"."tenant ""id""" FROM "My Schema"."User's ""table""" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant ""id""" IS NULL AND "p"."id'" OPERATOR(pg_catalog.=) "t"."ref%" AND "p"."tenant ""id""" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 14, backfill, batches
-- fill tenant "id" of My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay where it is NULL: via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax → My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
UPDATE ONLY "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" AS "t" SET "tenant ""id""" = "p"."tenant ""id""" FROM "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant ""id""" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" AND "p"."tenant ""id""" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 15, tighten, transaction
-- add NOT NULL constraint select_tenant "id"_not_null to My Schema.select, NOT VALID
ALTER TABLE "My Schema"."select" ADD CONSTRAINT "select_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', 'select', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 16, tighten, alone
-- validate foreign key select_tenant "id"_fkey of My Schema.select
ALTER TABLE "My Schema"."select" VALIDATE CONSTRAINT "select_tenant ""id""_fkey";

-- segment 17, tighten, alone
-- build index select_tenant "id"_idx on My Schema.select (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'select', 'select_tenant "id"_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."select_tenant ""id""_idx";
CREATE INDEX CONCURRENTLY "select_tenant ""id""_idx" ON "My Schema"."select" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'select', 'select_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 18, tighten, alone
-- validate select_tenant "id"_not_null of My Schema.select
ALTER TABLE "My Schema"."select" VALIDATE CONSTRAINT "select_tenant ""id""_not_null";

-- segment 19, tighten, transaction
-- add NOT NULL constraint üüüüüüüüüüüüüüüüüüüüü_tenant "id"_not_null to My Schema.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz, NOT VALID
ALTER TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" ADD CONSTRAINT "üüüüüüüüüüüüüüüüüüüüü_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 20, tighten, alone
-- validate foreign key üüüüüüüüüüüüüüüüüüüüüüü_tenant "id"_fkey of My Schema.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz
ALTER TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" VALIDATE CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüü_tenant ""id""_fkey";

-- segment 21, tighten, alone
-- build index üüüüüüüüüüüüüüüüüüüüüüüüü_9a2ad1cf_idx on My Schema.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'üüüüüüüüüüüüüüüüüüüüüüüüü_9a2ad1cf_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüü_9a2ad1cf_idx";
CREATE INDEX CONCURRENTLY "üüüüüüüüüüüüüüüüüüüüüüüüü_9a2ad1cf_idx" ON "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'üüüüüüüüüüüüüüüüüüüüüüüüü_9a2ad1cf_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 22, tighten, alone
-- validate üüüüüüüüüüüüüüüüüüüüü_tenant "id"_not_null of My Schema.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz
ALTER TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" VALIDATE CONSTRAINT "üüüüüüüüüüüüüüüüüüüüü_tenant ""id""_not_null";

-- segment 23, tighten, transaction
-- add NOT NULL constraint a.b_tenant "id"_not_null to My Schema."a.b", NOT VALID
ALTER TABLE "My Schema"."a.b" ADD CONSTRAINT "a.b_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', 'a.b', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 24, tighten, alone
-- validate foreign key a.b_tenant "id"_fkey of My Schema."a.b"
ALTER TABLE "My Schema"."a.b" VALIDATE CONSTRAINT "a.b_tenant ""id""_fkey";

-- segment 25, tighten, alone
-- build index a.b_tenant "id"_idx on My Schema."a.b" (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'a.b', 'a.b_tenant "id"_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."a.b_tenant ""id""_idx";
CREATE INDEX CONCURRENTLY "a.b_tenant ""id""_idx" ON "My Schema"."a.b" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'a.b', 'a.b_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 26, tighten, alone
-- validate a.b_tenant "id"_not_null of My Schema."a.b"
ALTER TABLE "My Schema"."a.b" VALIDATE CONSTRAINT "a.b_tenant ""id""_not_null";

-- segment 27, tighten, transaction
-- add NOT NULL constraint a$$b\c_tenant "id"_not_null to My Schema.a$$b\c, NOT VALID
ALTER TABLE "My Schema"."a$$b\c" ADD CONSTRAINT "a$$b\c_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', E'a$$b\\c', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 28, tighten, alone
-- validate foreign key a$$b\c_tenant "id"_fkey of My Schema.a$$b\c
ALTER TABLE "My Schema"."a$$b\c" VALIDATE CONSTRAINT "a$$b\c_tenant ""id""_fkey";

-- segment 29, tighten, alone
-- build index a$$b\c_tenant "id"_idx on My Schema.a$$b\c (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', E'a$$b\\c', E'a$$b\\c_tenant "id"_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."a$$b\c_tenant ""id""_idx";
CREATE INDEX CONCURRENTLY "a$$b\c_tenant ""id""_idx" ON "My Schema"."a$$b\c" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', E'a$$b\\c', E'a$$b\\c_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 30, tighten, alone
-- validate a$$b\c_tenant "id"_not_null of My Schema.a$$b\c
ALTER TABLE "My Schema"."a$$b\c" VALIDATE CONSTRAINT "a$$b\c_tenant ""id""_not_null";

-- segment 31, tighten, transaction
-- add foreign key User's "table"_tenant "id"_fkey to My Schema."User's ""table""", NOT VALID
ALTER TABLE "My Schema"."User's ""table""" ADD CONSTRAINT "User's ""table""_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', 'User''s "table"', 'User''s "table"_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint User's "table"_tenant "id"_not_null to My Schema."User's ""table""", NOT VALID
ALTER TABLE "My Schema"."User's ""table""" ADD CONSTRAINT "User's ""table""_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', 'User''s "table"', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 32, tighten, alone
-- validate foreign key User's "table"_tenant "id"_fkey of My Schema."User's ""table"""
ALTER TABLE "My Schema"."User's ""table""" VALIDATE CONSTRAINT "User's ""table""_tenant ""id""_fkey";

-- segment 33, tighten, alone
-- build index User's "table"_tenant "id"_idx on My Schema."User's ""table""" (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'User''s "table"', 'User''s "table"_tenant "id"_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."User's ""table""_tenant ""id""_idx";
CREATE INDEX CONCURRENTLY "User's ""table""_tenant ""id""_idx" ON "My Schema"."User's ""table""" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'User''s "table"', 'User''s "table"_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 34, tighten, alone
-- validate User's "table"_tenant "id"_not_null of My Schema."User's ""table"""
ALTER TABLE "My Schema"."User's ""table""" VALIDATE CONSTRAINT "User's ""table""_tenant ""id""_not_null";

-- segment 35, tighten, transaction
-- add foreign key aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey to My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax, NOT VALID
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" ADD CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_not_null to My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax, NOT VALID
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" ADD CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 36, tighten, alone
-- validate foreign key aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey of My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" VALIDATE CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_fkey";

-- segment 37, tighten, alone
-- build index aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_7a68cfc9_idx on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_7a68cfc9_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_7a68cfc9_idx";
CREATE INDEX CONCURRENTLY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_7a68cfc9_idx" ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_7a68cfc9_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 38, tighten, alone
-- validate aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_not_null of My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" VALIDATE CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_not_null";

-- segment 39, tighten, transaction
-- add foreign key Größe 数 %s_tenant "id"_fkey to My Schema.Größe 数 %s, NOT VALID
ALTER TABLE "My Schema"."Größe 数 %s" ADD CONSTRAINT "Größe 数 %s_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', 'Größe 数 %s', 'Größe 数 %s_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint Größe 数 %s_tenant "id"_not_null to My Schema.Größe 数 %s, NOT VALID
ALTER TABLE "My Schema"."Größe 数 %s" ADD CONSTRAINT "Größe 数 %s_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 40, tighten, alone
-- validate foreign key Größe 数 %s_tenant "id"_fkey of My Schema.Größe 数 %s
ALTER TABLE "My Schema"."Größe 数 %s" VALIDATE CONSTRAINT "Größe 数 %s_tenant ""id""_fkey";

-- segment 41, tighten, alone
-- build index Größe 数 %s_tenant "id"_idx on My Schema.Größe 数 %s (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'Größe 数 %s', 'Größe 数 %s_tenant "id"_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."Größe 数 %s_tenant ""id""_idx";
CREATE INDEX CONCURRENTLY "Größe 数 %s_tenant ""id""_idx" ON "My Schema"."Größe 数 %s" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'Größe 数 %s', 'Größe 数 %s_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 42, tighten, alone
-- validate Größe 数 %s_tenant "id"_not_null of My Schema.Größe 数 %s
ALTER TABLE "My Schema"."Größe 数 %s" VALIDATE CONSTRAINT "Größe 数 %s_tenant ""id""_not_null";

-- segment 43, tighten, transaction
-- add foreign key aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey to My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay, NOT VALID
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" ADD CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by""" ("Key's") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_not_null to My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay, NOT VALID
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" ADD CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_not_null" NOT NULL "tenant ""id""" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 44, tighten, alone
-- validate foreign key aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey of My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" VALIDATE CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_fkey";

-- segment 45, tighten, alone
-- build index aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay (tenant "id")
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx";
CREATE INDEX CONCURRENTLY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx" ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" ("tenant ""id""");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 46, tighten, alone
-- validate aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_not_null of My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" VALIDATE CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_not_null";

