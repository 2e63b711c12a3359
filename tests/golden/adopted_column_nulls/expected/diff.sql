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
-- create the tenants table public.Clients
CREATE TABLE "public"."Clients" ("id" text NOT NULL, "name" text NOT NULL, "created_at" timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT "Clients_pkey" PRIMARY KEY ("id"));
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."Clients"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."Clients"') AND "attname" OPERATOR(pg_catalog.=) 'id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- insert the default tenant 'default' into public.Clients
INSERT INTO "public"."Clients" ("id", "name") VALUES (CAST('default' AS text), 'Default Client') ON CONFLICT("id") DO NOTHING;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('row', 'public', 'Clients', 'default', 'add', 'confirmed', '{"format":2,"content":{"key_column":"id"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 3, add, transaction
-- guard public.ticket: writers that leave owner out get it filled in (constant default)
CREATE FUNCTION "public"."ticket_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."owner" := CAST('default' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."ticket_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."ticket" FOR EACH ROW WHEN ("new"."owner" IS NULL) EXECUTE FUNCTION "public"."ticket_planner_guard" ();
ALTER TABLE "public"."ticket" ALTER COLUMN "owner" SET DEFAULT CAST('default' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'ticket', 'owner', 'add', 'confirmed', '{"format":2,"content":{"default":"''nobody''::text"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key ticket_owner_fkey to public.ticket, NOT VALID
ALTER TABLE "public"."ticket" ADD CONSTRAINT "ticket_owner_fkey" FOREIGN KEY ("owner") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'ticket', 'ticket_owner_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- guard public.note: writers that leave owner out get it filled in (constant default)
CREATE FUNCTION "public"."note_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."owner" := CAST('default' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."note_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."note" FOR EACH ROW WHEN ("new"."owner" IS NULL) EXECUTE FUNCTION "public"."note_planner_guard" ();
ALTER TABLE "public"."note" ALTER COLUMN "owner" SET DEFAULT CAST('default' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'note', 'owner', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key note_owner_fkey to public.note, NOT VALID
ALTER TABLE "public"."note" ADD CONSTRAINT "note_owner_fkey" FOREIGN KEY ("owner") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'note', 'note_owner_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, backfill, batches
-- fill owner of public.ticket where it is NULL: constant default
UPDATE ONLY "public"."ticket" AS "t" SET "owner" = CAST('default' AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."owner" IS NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'ticket', 'owner', 'backfill', 'confirmed', NULL, CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."ticket"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."ticket"') AND "attname" OPERATOR(pg_catalog.=) 'owner'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, backfill, batches
-- fill owner of public.note where it is NULL: constant default
UPDATE ONLY "public"."note" AS "t" SET "owner" = CAST('default' AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."owner" IS NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'note', 'owner', 'backfill', 'confirmed', NULL, CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."note"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."note"') AND "attname" OPERATOR(pg_catalog.=) 'owner'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, tighten, transaction
-- add NOT NULL constraint ticket_owner_not_null to public.ticket, NOT VALID
ALTER TABLE "public"."ticket" ADD CONSTRAINT "ticket_owner_not_null" NOT NULL "owner" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'ticket', 'owner', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, tighten, alone
-- validate foreign key ticket_owner_fkey of public.ticket
ALTER TABLE "public"."ticket" VALIDATE CONSTRAINT "ticket_owner_fkey";

-- segment 9, tighten, alone
-- build index ticket_owner_idx on public.ticket (owner)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'ticket', 'ticket_owner_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ticket_owner_idx";
CREATE INDEX CONCURRENTLY "ticket_owner_idx" ON "public"."ticket" ("owner");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'ticket', 'ticket_owner_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 10, tighten, alone
-- validate ticket_owner_not_null of public.ticket
ALTER TABLE "public"."ticket" VALIDATE CONSTRAINT "ticket_owner_not_null";

-- segment 11, tighten, transaction
-- add NOT NULL constraint note_owner_not_null to public.note, NOT VALID
ALTER TABLE "public"."note" ADD CONSTRAINT "note_owner_not_null" NOT NULL "owner" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'note', 'owner', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 12, tighten, alone
-- validate foreign key note_owner_fkey of public.note
ALTER TABLE "public"."note" VALIDATE CONSTRAINT "note_owner_fkey";

-- segment 13, tighten, alone
-- build index note_owner_idx on public.note (owner)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'note', 'note_owner_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."note_owner_idx";
CREATE INDEX CONCURRENTLY "note_owner_idx" ON "public"."note" ("owner");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'note', 'note_owner_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 14, tighten, alone
-- validate note_owner_not_null of public.note
ALTER TABLE "public"."note" VALIDATE CONSTRAINT "note_owner_not_null";

