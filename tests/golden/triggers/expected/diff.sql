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
-- add client_id to public.users, every row reads 'default' at once
ALTER TABLE "public"."users" ADD COLUMN "client_id" text DEFAULT CAST('default' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'users', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"source":"constant default"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."users"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."users"') AND "attname" OPERATOR(pg_catalog.=) 'client_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.users: writers that leave client_id out get it filled in (constant default)
CREATE FUNCTION "public"."users_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."client_id" := CAST('default' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."users_planner_guard" () FROM PUBLIC;
CREATE FUNCTION "public"."users_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."users" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."users_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."users_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."users_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."users_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."event"') AND "attname" OPERATOR(pg_catalog.=) 'client_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."event" AS t SET "client_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
        ("t"."client_id" IS NULL OR "t"."client_id" OPERATOR(pg_catalog.=) "old"."client_id");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."orders"') AND "attname" OPERATOR(pg_catalog.=) 'client_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."orders" AS t SET "client_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
        ("t"."client_id" IS NULL OR "t"."client_id" OPERATOR(pg_catalog.=) "old"."client_id");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."users_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."users_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."users_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."users" FOR EACH ROW WHEN ("new"."client_id" IS NULL) EXECUTE FUNCTION "public"."users_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."users" FOR EACH ROW WHEN ("old"."client_id" IS NOT NULL AND "new"."client_id" IS DISTINCT FROM "old"."client_id") EXECUTE FUNCTION "public"."users_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."users" FOR EACH ROW WHEN ("old"."client_id" IS NOT NULL AND "new"."client_id" IS DISTINCT FROM "old"."client_id") EXECUTE FUNCTION "public"."users_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'users', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key users_client_id_fkey to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'users', 'users_client_id_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add client_id to public.orders, empty
ALTER TABLE "public"."orders" ADD COLUMN "client_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'orders', 'client_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."orders"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "attname" OPERATOR(pg_catalog.=) 'client_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.orders: writers that leave client_id out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."orders_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."client_id" IS NOT NULL;
  ELSE
    planner_given := NEW."client_id" IS NOT NULL AND NEW."client_id" IS DISTINCT FROM OLD."client_id";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."client_id" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."user_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'user_id',
        ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."client_id" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."client_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."client_id", 'user_id', ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."client_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."orders_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."orders_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."orders_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."orders" FOR EACH ROW EXECUTE FUNCTION "public"."orders_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."orders" FOR EACH ROW WHEN ("new"."client_id" IS NULL OR ("new"."client_id" IS DISTINCT FROM "old"."client_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."orders_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'orders', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, add, transaction
-- add client_id to public.event, empty
ALTER TABLE "public"."event" ADD COLUMN "client_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'event', 'client_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."event"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event"') AND "attname" OPERATOR(pg_catalog.=) 'client_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.event: writers that leave client_id out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."event_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."client_id" IS NOT NULL;
  ELSE
    planner_given := NEW."client_id" IS NOT NULL AND NEW."client_id" IS DISTINCT FROM OLD."client_id";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."client_id" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."user_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'user_id',
        ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."client_id" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."client_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."client_id", 'user_id', ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."client_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."event_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."event_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."event_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."event" FOR EACH ROW EXECUTE FUNCTION "public"."event_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."event" FOR EACH ROW WHEN ("new"."client_id" IS NULL OR ("new"."client_id" IS DISTINCT FROM "old"."client_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."event_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'event', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, backfill, transaction
-- suppress trigger Audit when of public.orders: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'Audit when') OPERATOR(pg_catalog.=) E'CREATE TRIGGER "Audit when" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW WHEN (((new.id > 0) AND ((new.state)::text IS DISTINCT FROM ''it''''s''::text))) EXECUTE FUNCTION public.audit('' execute function'', ''\\'')', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger Audit when of public.orders is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER "Audit when" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on') AND (((new.id > 0) AND ((new.state)::text IS DISTINCT FROM 'it''s'::text))
)) EXECUTE FUNCTION public.audit(' execute function', '\');
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'orders', 'Audit when', 'backfill', 'confirmed', E'{"format":2,"content":{"definition":"CREATE TRIGGER \\"Audit when\\" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW WHEN (((new.id > 0) AND ((new.state)::text IS DISTINCT FROM ''it''''s''::text))) EXECUTE FUNCTION public.audit('' execute function'', ''\\\\'')"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'Audit when')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- suppress trigger orders_always of public.orders: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_always') OPERATOR(pg_catalog.=) 'CREATE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_always of public.orders is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) EXECUTE FUNCTION public.touch();
ALTER TABLE "public"."orders" ENABLE ALWAYS TRIGGER "orders_always";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'orders', 'orders_always', 'backfill', 'confirmed', '{"format":2,"content":{"definition":"CREATE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_always')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- suppress trigger orders_changes of public.orders: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_changes') OPERATOR(pg_catalog.=) 'CREATE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''')', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_changes of public.orders is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) EXECUTE FUNCTION public.audit('');
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'orders', 'orders_changes', 'backfill', 'confirmed', '{"format":2,"content":{"definition":"CREATE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''')"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_changes')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- suppress trigger orders_late of public.orders: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_late') OPERATOR(pg_catalog.=) 'CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit('''')', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_late of public.orders is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
DROP TRIGGER "orders_late" ON "public"."orders";
CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) EXECUTE FUNCTION public.audit('');
COMMENT ON TRIGGER "orders_late" ON "public"."orders" IS 'at commit';
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'orders', 'orders_late', 'backfill', 'confirmed', '{"format":2,"content":{"definition":"CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit('''')"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_late')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- suppress trigger orders_touch of public.orders: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_touch') OPERATOR(pg_catalog.=) 'CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_touch of public.orders is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) EXECUTE FUNCTION public.touch();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'orders', 'orders_touch', 'backfill', 'confirmed', '{"format":2,"content":{"definition":"CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_touch')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, backfill, transaction
-- suppress trigger event_touch of public.event: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event"') AND "tgname" OPERATOR(pg_catalog.=) 'event_touch') OPERATOR(pg_catalog.=) 'CREATE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.touch()', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger event_touch of public.event is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) EXECUTE FUNCTION public.touch();
ALTER TABLE "public"."event" ENABLE ALWAYS TRIGGER "event_touch";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'event', 'event_touch', 'backfill', 'confirmed', '{"format":2,"content":{"definition":"CREATE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.touch()"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event"') AND "tgname" OPERATOR(pg_catalog.=) 'event_touch')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- suppress trigger event_1_audit of public.event_1: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event_1"') AND "tgname" OPERATOR(pg_catalog.=) 'event_1_audit') OPERATOR(pg_catalog.=) 'CREATE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW EXECUTE FUNCTION public.audit('''')', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger event_1_audit of public.event_1 is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) EXECUTE FUNCTION public.audit('');
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'event_1', 'event_1_audit', 'backfill', 'confirmed', '{"format":2,"content":{"definition":"CREATE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW EXECUTE FUNCTION public.audit('''')"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event_1"') AND "tgname" OPERATOR(pg_catalog.=) 'event_1_audit')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- suppress trigger event_2_3_statement of public.event_2_3: planner's updates no longer fire it, all others do
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event_2_3"') AND "tgname" OPERATOR(pg_catalog.=) 'event_2_3_statement') OPERATOR(pg_catalog.=) 'CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''')', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger event_2_3_statement of public.event_2_3 is not the one that planner has looked at', HINT = 'somebody changed it meanwhile: run planner apply again, or render the files again', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT
 WHEN (("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) EXECUTE FUNCTION public.audit('');
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('trigger', 'public', 'event_2_3', 'event_2_3_statement', 'backfill', 'confirmed', '{"format":2,"content":{"definition":"CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''')"}}', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event_2_3"') AND "tgname" OPERATOR(pg_catalog.=) 'event_2_3_statement')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, backfill, batches
-- fill client_id of public.orders where it is NULL: via user_id → public.users
UPDATE ONLY "public"."orders" AS "t" SET "client_id" = "p"."client_id" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."client_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."client_id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'orders', 'client_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, backfill, batches
-- fill client_id of public.event where it is NULL: via user_id → public.users
UPDATE ONLY "public"."event_1" AS "t" SET "client_id" = "p"."client_id" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."client_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."client_id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'event', 'client_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 10, backfill, transaction
-- restore trigger Audit when of public.orders
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'Audit when' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'Audit when'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger Audit when of public.orders is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER "Audit when" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW
 WHEN (((new.id > 0) AND ((new.state)::text IS DISTINCT FROM 'it''s'::text))
) EXECUTE FUNCTION public.audit(' execute function', '\');
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'Audit when';
-- restore trigger orders_always of public.orders
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_always' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_always'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_always of public.orders is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW
 EXECUTE FUNCTION public.touch();
ALTER TABLE "public"."orders" ENABLE ALWAYS TRIGGER "orders_always";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_always';
-- restore trigger orders_changes of public.orders
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_changes' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_changes'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_changes of public.orders is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT
 EXECUTE FUNCTION public.audit('');
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_changes';
-- restore trigger orders_late of public.orders
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_late' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_late'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_late of public.orders is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
DROP TRIGGER "orders_late" ON "public"."orders";
CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
 EXECUTE FUNCTION public.audit('');
COMMENT ON TRIGGER "orders_late" ON "public"."orders" IS 'at commit';
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_late';
-- restore trigger orders_touch of public.orders
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_touch' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "tgname" OPERATOR(pg_catalog.=) 'orders_touch'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger orders_touch of public.orders is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW
 EXECUTE FUNCTION public.touch();
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'orders' AND "object_name" OPERATOR(pg_catalog.=) 'orders_touch';

-- segment 11, backfill, transaction
-- restore trigger event_touch of public.event
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'event' AND "object_name" OPERATOR(pg_catalog.=) 'event_touch' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event"') AND "tgname" OPERATOR(pg_catalog.=) 'event_touch'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger event_touch of public.event is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW
 EXECUTE FUNCTION public.touch();
ALTER TABLE "public"."event" ENABLE ALWAYS TRIGGER "event_touch";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'event' AND "object_name" OPERATOR(pg_catalog.=) 'event_touch';
-- restore trigger event_1_audit of public.event_1
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'event_1' AND "object_name" OPERATOR(pg_catalog.=) 'event_1_audit' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event_1"') AND "tgname" OPERATOR(pg_catalog.=) 'event_1_audit'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger event_1_audit of public.event_1 is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW
 EXECUTE FUNCTION public.audit('');
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'event_1' AND "object_name" OPERATOR(pg_catalog.=) 'event_1_audit';
-- restore trigger event_2_3_statement of public.event_2_3
DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
             ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
             ('extra_float_digits', '1'), ('lc_monetary', 'C')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner's look at the catalog

  IF NOT (EXISTS(SELECT 1 FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'event_2_3' AND "object_name" OPERATOR(pg_catalog.=) 'event_2_3_statement' AND "detail" OPERATOR(pg_catalog.=) (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event_2_3"') AND "tgname" OPERATOR(pg_catalog.=) 'event_2_3_statement'))) THEN
    RAISE EXCEPTION USING MESSAGE = 'trigger event_2_3_statement of public.event_2_3 is not as planner left it', HINT = 'somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew', ERRCODE = 'object_not_in_prerequisite_state';
  END IF;

END
$planner$;
CREATE OR REPLACE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT
 EXECUTE FUNCTION public.audit('');
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'trigger' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'event_2_3' AND "object_name" OPERATOR(pg_catalog.=) 'event_2_3_statement';

-- segment 12, tighten, transaction
-- add NOT NULL constraint users_client_id_not_null to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_client_id_not_null" NOT NULL "client_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'users', 'client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, tighten, alone
-- validate foreign key users_client_id_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_client_id_fkey";

-- segment 14, tighten, alone
-- build index users_client_id_idx on public.users (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_client_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_client_id_idx";
CREATE INDEX CONCURRENTLY "users_client_id_idx" ON "public"."users" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_client_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 15, tighten, alone
-- validate users_client_id_not_null of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_client_id_not_null";

-- segment 16, tighten, transaction
-- add foreign key orders_client_id_fkey to public.orders, NOT VALID
ALTER TABLE "public"."orders" ADD CONSTRAINT "orders_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'orders', 'orders_client_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint orders_client_id_not_null to public.orders, NOT VALID
ALTER TABLE "public"."orders" ADD CONSTRAINT "orders_client_id_not_null" NOT NULL "client_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'orders', 'client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 17, tighten, alone
-- validate foreign key orders_client_id_fkey of public.orders
ALTER TABLE "public"."orders" VALIDATE CONSTRAINT "orders_client_id_fkey";

-- segment 18, tighten, alone
-- build index orders_client_id_idx on public.orders (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'orders', 'orders_client_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."orders_client_id_idx";
CREATE INDEX CONCURRENTLY "orders_client_id_idx" ON "public"."orders" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'orders', 'orders_client_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 19, tighten, alone
-- validate orders_client_id_not_null of public.orders
ALTER TABLE "public"."orders" VALIDATE CONSTRAINT "orders_client_id_not_null";

-- segment 20, tighten, transaction
-- add foreign key event_client_id_fkey to public.event, NOT VALID
ALTER TABLE "public"."event" ADD CONSTRAINT "event_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'event', 'event_client_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- declare index event_client_id_idx on public.event, without its partitions
CREATE INDEX "event_client_id_idx" ON ONLY "public"."event" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event', 'event_client_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
CREATE INDEX "event_2_client_id_idx" ON ONLY "public"."event_2" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_2', 'event_2_client_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint event_client_id_not_null to public.event, NOT VALID
ALTER TABLE "public"."event" ADD CONSTRAINT "event_client_id_not_null" NOT NULL "client_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'event', 'client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 21, tighten, alone
-- validate foreign key event_client_id_fkey of public.event
ALTER TABLE "public"."event" VALIDATE CONSTRAINT "event_client_id_fkey";

-- segment 22, tighten, alone
-- build index event_1_client_id_idx on public.event_1 (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_1', 'event_1_client_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."event_1_client_id_idx";
CREATE INDEX CONCURRENTLY "event_1_client_id_idx" ON "public"."event_1" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_1', 'event_1_client_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 23, tighten, alone
-- build index event_2_2_client_id_idx on public.event_2_2 (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_2_2', 'event_2_2_client_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."event_2_2_client_id_idx";
CREATE INDEX CONCURRENTLY "event_2_2_client_id_idx" ON "public"."event_2_2" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_2_2', 'event_2_2_client_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 24, tighten, alone
-- build index event_2_3_client_id_idx on public.event_2_3 (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_2_3', 'event_2_3_client_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."event_2_3_client_id_idx";
CREATE INDEX CONCURRENTLY "event_2_3_client_id_idx" ON "public"."event_2_3" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_2_3', 'event_2_3_client_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 25, tighten, transaction
-- attach the indexes of the partitions to event_client_id_idx
ALTER INDEX "public"."event_2_client_id_idx" ATTACH PARTITION "public"."event_2_3_client_id_idx";
ALTER INDEX "public"."event_2_client_id_idx" ATTACH PARTITION "public"."event_2_2_client_id_idx";
ALTER INDEX "public"."event_client_id_idx" ATTACH PARTITION "public"."event_2_client_id_idx";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event_2', 'event_2_client_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
ALTER INDEX "public"."event_client_id_idx" ATTACH PARTITION "public"."event_1_client_id_idx";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event', 'event_client_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 26, tighten, alone
-- validate event_client_id_not_null of public.event
ALTER TABLE "public"."event" VALIDATE CONSTRAINT "event_client_id_not_null";

