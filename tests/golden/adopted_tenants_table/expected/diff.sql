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
-- insert the default tenant '42' into public.Organisation
INSERT INTO "public"."Organisation" ("id", "slug", "displayName") VALUES (CAST('42' AS bigint), 'default', 'Default') ON CONFLICT("id") DO NOTHING;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('row', 'public', 'Organisation', '42', 'add', 'confirmed', '{"format":2,"content":{"key_column":"id"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 3, add, transaction
-- add organisation_id to public.project, every row reads '42' at once
ALTER TABLE "public"."project" ADD COLUMN "organisation_id" bigint DEFAULT CAST('42' AS bigint);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'project', 'organisation_id', 'add', 'confirmed', '{"format":2,"content":{"source":"constant 42"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."project"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."project"') AND "attname" OPERATOR(pg_catalog.=) 'organisation_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.project: writers that leave organisation_id out get it filled in (constant 42)
CREATE FUNCTION "public"."project_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."organisation_id" := CAST('42' AS bigint);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."project_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."project" FOR EACH ROW WHEN ("new"."organisation_id" IS NULL) EXECUTE FUNCTION "public"."project_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'project', 'organisation_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key project_organisation_id_fkey to public.project, NOT VALID
ALTER TABLE "public"."project" ADD CONSTRAINT "project_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "public"."Organisation" ("id") ON DELETE CASCADE NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'project', 'project_organisation_id_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, tighten, transaction
-- add NOT NULL constraint project_organisation_id_not_null to public.project, NOT VALID
ALTER TABLE "public"."project" ADD CONSTRAINT "project_organisation_id_not_null" NOT NULL "organisation_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'project', 'organisation_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, tighten, alone
-- validate foreign key project_organisation_id_fkey of public.project
ALTER TABLE "public"."project" VALIDATE CONSTRAINT "project_organisation_id_fkey";

-- segment 6, tighten, alone
-- build index project_organisation_id_idx on public.project (organisation_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'project', 'project_organisation_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."project_organisation_id_idx";
CREATE INDEX CONCURRENTLY "project_organisation_id_idx" ON "public"."project" ("organisation_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'project', 'project_organisation_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, tighten, alone
-- validate project_organisation_id_not_null of public.project
ALTER TABLE "public"."project" VALIDATE CONSTRAINT "project_organisation_id_not_null";

