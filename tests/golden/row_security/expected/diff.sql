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
-- add tenant to public.users, empty
ALTER TABLE "public"."users" ADD COLUMN "tenant" integer;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'users', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via org_id \\u2192 public.orgs"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."users"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."users"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.users: writers that leave tenant out get it filled in (via org_id → public.orgs)
CREATE FUNCTION "public"."users_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant integer;
  planner_found integer;
  planner_given boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."org_id" IS NOT NULL THEN
    SELECT "p"."id" INTO planner_found FROM "public"."orgs" AS p WHERE "p"."id" OPERATOR(pg_catalog.=) "new"."org_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'org_id', ROW
        ("new"."org_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'org_id', ROW ("new"."org_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."users_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."users_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."users_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
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
      "pg_catalog"."to_regclass"('"public"."Chat"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."Chat" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
        ("t"."tenant" IS NULL OR "t"."tenant" OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."events"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."events" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
        ("t"."tenant" IS NULL OR "t"."tenant" OPERATOR(pg_catalog.=) "old"."tenant");
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
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."users" FOR EACH ROW EXECUTE FUNCTION "public"."users_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."users" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."users_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."users" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."users_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."users" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."users_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'users', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 3, add, transaction
-- add tenant to public.Chat, empty
ALTER TABLE "public"."Chat" ADD COLUMN "tenant" integer;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'Chat', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."Chat"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."Chat"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.Chat: writers that leave tenant out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."Chat_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant integer;
  planner_found integer;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."user_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'user_id',
        ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."tenant" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'user_id', ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."Chat_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."Chat_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."Chat_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."Chat" FOR EACH ROW EXECUTE FUNCTION "public"."Chat_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."Chat" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."Chat_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'Chat', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add tenant to public.events, empty
ALTER TABLE "public"."events" ADD COLUMN "tenant" integer;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'events', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."events"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."events"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.events: writers that leave tenant out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."events_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant integer;
  planner_found integer;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."user_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'user_id',
        ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."tenant" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'user_id', ROW ("new"."user_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."events_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."events_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."events_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."events" FOR EACH ROW EXECUTE FUNCTION "public"."events_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."events" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."events_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'events', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, backfill, batches
-- fill tenant of public.users where it is NULL: via org_id → public.orgs
UPDATE ONLY "public"."users" AS "t" SET "tenant" = "p"."id" FROM "public"."orgs" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."org_id" AND "p"."id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, backfill, batches
-- fill tenant of public.Chat where it is NULL: via user_id → public.users
UPDATE ONLY "public"."Chat" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'Chat', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, backfill, batches
-- fill tenant of public.events where it is NULL: via user_id → public.users
UPDATE ONLY "public"."events_2024" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'events', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, tighten, transaction
-- create function public.planner_current_tenant(), the tenant that app.tenant names
CREATE FUNCTION "public"."planner_current_tenant" () RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $planner$SELECT CAST(NULLIF("pg_catalog"."current_setting"('app.tenant', TRUE), '') AS integer)$planner$;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('tenant_function', 'public', 'orgs', 'planner_current_tenant', 'tighten', 'confirmed', '{"format":2,"content":{"setting":"app.tenant"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, tighten, transaction
-- add foreign key users_tenant_fkey to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'users', 'users_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint users_tenant_not_null to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'users', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 10, tighten, alone
-- validate foreign key users_tenant_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_fkey";

-- segment 11, tighten, alone
-- build index users_tenant_idx on public.users (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_tenant_idx";
CREATE INDEX CONCURRENTLY "users_tenant_idx" ON "public"."users" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 12, tighten, alone
-- validate users_tenant_not_null of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_not_null";

-- segment 13, tighten, transaction
-- add foreign key Chat_tenant_fkey to public.Chat, NOT VALID
ALTER TABLE "public"."Chat" ADD CONSTRAINT "Chat_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'Chat', 'Chat_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint Chat_tenant_not_null to public.Chat, NOT VALID
ALTER TABLE "public"."Chat" ADD CONSTRAINT "Chat_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'Chat', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 14, tighten, alone
-- validate foreign key Chat_tenant_fkey of public.Chat
ALTER TABLE "public"."Chat" VALIDATE CONSTRAINT "Chat_tenant_fkey";

-- segment 15, tighten, alone
-- build index Chat_tenant_idx on public.Chat (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'Chat', 'Chat_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."Chat_tenant_idx";
CREATE INDEX CONCURRENTLY "Chat_tenant_idx" ON "public"."Chat" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'Chat', 'Chat_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 16, tighten, alone
-- validate Chat_tenant_not_null of public.Chat
ALTER TABLE "public"."Chat" VALIDATE CONSTRAINT "Chat_tenant_not_null";

-- segment 17, tighten, transaction
-- add foreign key events_tenant_fkey to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'events', 'events_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- declare index events_tenant_idx on public.events, without its partitions
CREATE INDEX "events_tenant_idx" ON ONLY "public"."events" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events', 'events_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint events_tenant_not_null to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'events', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 18, tighten, alone
-- validate foreign key events_tenant_fkey of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_fkey";

-- segment 19, tighten, alone
-- build index events_2024_tenant_idx on public.events_2024 (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."events_2024_tenant_idx";
CREATE INDEX CONCURRENTLY "events_2024_tenant_idx" ON "public"."events_2024" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 20, tighten, transaction
-- attach the indexes of the partitions to events_tenant_idx
ALTER INDEX "public"."events_tenant_idx" ATTACH PARTITION "public"."events_2024_tenant_idx";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events', 'events_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 21, tighten, alone
-- validate events_tenant_not_null of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_not_null";

-- segment 22, tighten, transaction
-- enable row level security on public.users: a row is seen when app.tenant names its tenant, also by the owner
CREATE POLICY "users_tenant_isolation" ON "public"."users" AS RESTRICTIVE FOR ALL TO PUBLIC USING ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()) WITH CHECK ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"());
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('policy', 'public', 'users', 'users_tenant_isolation', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
CREATE POLICY "users_tenant_access" ON "public"."users" AS PERMISSIVE FOR ALL TO "golden_app" USING ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()) WITH CHECK ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"());
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('policy', 'public', 'users', 'users_tenant_access', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
ALTER TABLE "public"."users" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "public"."users" FORCE ROW LEVEL SECURITY;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('rls', 'public', 'users', 'row security', 'tighten', 'confirmed', '{"format":2,"content":{"enabled":false,"forced":false}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 23, tighten, transaction
-- enable row level security on public.Chat: a row is seen when app.tenant names its tenant, also by the owner
CREATE POLICY "Chat_tenant_isolation" ON "public"."Chat" AS RESTRICTIVE FOR ALL TO PUBLIC USING ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()) WITH CHECK ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"());
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('policy', 'public', 'Chat', 'Chat_tenant_isolation', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
ALTER TABLE "public"."Chat" FORCE ROW LEVEL SECURITY;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('rls', 'public', 'Chat', 'row security', 'tighten', 'confirmed', '{"format":2,"content":{"enabled":true,"forced":false}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 24, tighten, transaction
-- enable row level security on public.events: a row is seen when app.tenant names its tenant, also by the owner
CREATE POLICY "events_tenant_isolation" ON "public"."events" AS RESTRICTIVE FOR ALL TO PUBLIC USING ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()) WITH CHECK ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"());
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('policy', 'public', 'events', 'events_tenant_isolation', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
CREATE POLICY "events_tenant_access" ON "public"."events" AS PERMISSIVE FOR ALL TO "golden_app" USING ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()) WITH CHECK ("tenant" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"());
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('policy', 'public', 'events', 'events_tenant_access', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
ALTER TABLE "public"."events" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "public"."events" FORCE ROW LEVEL SECURITY;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('rls', 'public', 'events', 'row security', 'tighten', 'confirmed', '{"format":2,"content":{"enabled":false,"forced":false}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 25, tighten, transaction
-- enable row level security on public.orgs: a row is seen when app.tenant names its id, also by the owner
CREATE POLICY "orgs_id_isolation" ON "public"."orgs" AS RESTRICTIVE FOR ALL TO PUBLIC USING ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()) WITH CHECK ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"());
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('policy', 'public', 'orgs', 'orgs_id_isolation', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
CREATE POLICY "orgs_id_access" ON "public"."orgs" AS PERMISSIVE FOR ALL TO "golden_app" USING ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()) WITH CHECK ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"());
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('policy', 'public', 'orgs', 'orgs_id_access', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
ALTER TABLE "public"."orgs" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "public"."orgs" FORCE ROW LEVEL SECURITY;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('rls', 'public', 'orgs', 'row security', 'tighten', 'confirmed', '{"format":2,"content":{"enabled":false,"forced":false}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

