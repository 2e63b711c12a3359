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
ALTER TABLE "public"."users" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'users', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via org_id \\u2192 public.orgs"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."users"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."users"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.users: writers that leave tenant out get it filled in (via org_id → public.orgs)
CREATE FUNCTION "public"."users_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
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
      "pg_catalog"."to_regclass"('"public"."chats"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."chats" AS t SET "tenant" = NULL WHERE "new"."email" OPERATOR(pg_catalog.=) "t"."owner_email" AND
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
-- add tenant to public.chats, empty
ALTER TABLE "public"."chats" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'chats', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via owner_email \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."chats"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."chats"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.chats: writers that leave tenant out get it filled in (via owner_email → public.users)
CREATE FUNCTION "public"."chats_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."owner_email" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."email" OPERATOR(pg_catalog.=)
        "new"."owner_email"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1 FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."email" OPERATOR(pg_catalog.=) "new"."owner_email" AND
          "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME,
          'public.users'
        USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Send the tenant of the row.';
    END IF;
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        'owner_email', ROW ("new"."owner_email")
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
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'owner_email', ROW ("new"."owner_email")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."chats_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."chats_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."chats_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."chats_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."chats" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."chats_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."chats_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."chats_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."chats_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."parts"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."parts" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND
        ("t"."tenant" IS NULL OR "t"."tenant" OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."chats_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."chats_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."chats_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."chats" FOR EACH ROW EXECUTE FUNCTION "public"."chats_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."chats" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."owner_email" IS DISTINCT FROM "old"."owner_email") EXECUTE FUNCTION "public"."chats_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."chats" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."chats_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."chats" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."chats_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'chats', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add tenant to public.events, empty
ALTER TABLE "public"."events" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'events', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."events"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."events"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.events: writers that leave tenant out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."events_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
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
CREATE FUNCTION "public"."events_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."events" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."events_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."events_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."events_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."events_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."marks"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."marks" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."event_id" AND
        "new"."at" OPERATOR(pg_catalog.=) "t"."event_at" AND ("t"."tenant" IS NULL OR "t"."tenant"
        OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."events_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."events_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."events_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."events" FOR EACH ROW EXECUTE FUNCTION "public"."events_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."events" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."events_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."events" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."events_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."events" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."events_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'events', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, add, transaction
-- add tenant to public.parts, empty
ALTER TABLE "public"."parts" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'parts', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via chat_id \\u2192 public.chats"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."parts"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."parts"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.parts: writers that leave tenant out get it filled in (via chat_id → public.chats)
CREATE FUNCTION "public"."parts_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."chats" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."chat_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'chat_id',
        ROW ("new"."chat_id")
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
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'chat_id', ROW ("new"."chat_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."parts_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."parts_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."parts_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."parts_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."parts" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."parts_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."parts_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."parts_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."parts_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."notes"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."notes" AS t SET "tenant" = NULL WHERE "new"."chat_id" OPERATOR(pg_catalog.=) "t"."chat_id" AND
        "new"."number" OPERATOR(pg_catalog.=) "t"."number" AND ("t"."tenant" IS NULL OR "t"."tenant"
        OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."parts_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."parts_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."parts_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."parts" FOR EACH ROW EXECUTE FUNCTION "public"."parts_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."parts" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."chat_id" IS DISTINCT FROM "old"."chat_id") EXECUTE FUNCTION "public"."parts_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."parts" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."parts_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."parts" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."parts_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'parts', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, add, transaction
-- add tenant to public.marks, empty
ALTER TABLE "public"."marks" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'marks', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via event_id, event_at \\u2192 public.events"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."marks"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."marks"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.marks: writers that leave tenant out get it filled in (via event_id, event_at → public.events)
CREATE FUNCTION "public"."marks_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."event_id" IS NOT NULL AND "new"."event_at" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."events" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."event_id" AND "p"."at" OPERATOR(pg_catalog.=) "new"."event_at" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        'event_id, event_at', ROW ("new"."event_id", "new"."event_at")
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
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'event_id, event_at', ROW ("new"."event_id", "new"."event_at")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."marks_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."marks_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."marks_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."marks" FOR EACH ROW EXECUTE FUNCTION "public"."marks_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."marks" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."event_id" IS DISTINCT FROM "old"."event_id" OR "new"."event_at" IS DISTINCT FROM "old"."event_at") EXECUTE FUNCTION "public"."marks_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'marks', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, add, transaction
-- add tenant to public.notes, empty
ALTER TABLE "public"."notes" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'notes', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via chat_id, number \\u2192 public.parts"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."notes"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."notes"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.notes: writers that leave tenant out get it filled in (via chat_id, number → public.parts)
CREATE FUNCTION "public"."notes_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL AND "new"."number" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."parts" AS p WHERE "p"."chat_id" OPERATOR(pg_catalog.=)
        "new"."chat_id" AND "p"."number" OPERATOR(pg_catalog.=) "new"."number" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        'chat_id, number', ROW ("new"."chat_id", "new"."number")
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
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'chat_id, number', ROW ("new"."chat_id", "new"."number")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."notes_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."notes_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."notes_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."notes" FOR EACH ROW EXECUTE FUNCTION "public"."notes_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."notes" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."chat_id" IS DISTINCT FROM "old"."chat_id" OR "new"."number" IS DISTINCT FROM "old"."number") EXECUTE FUNCTION "public"."notes_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'notes', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, backfill, batches
-- fill tenant of public.users where it is NULL: via org_id → public.orgs
UPDATE ONLY "public"."users" AS "t" SET "tenant" = "p"."id" FROM "public"."orgs" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."org_id" AND "p"."id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, backfill, batches
-- fill tenant of public.chats where it is NULL: via owner_email → public.users
UPDATE ONLY "public"."chats" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."email" OPERATOR(pg_catalog.=) "t"."owner_email" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'chats', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 10, backfill, batches
-- fill tenant of public.events where it is NULL: via user_id → public.users
UPDATE ONLY "public"."events_2024" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'events', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 11, backfill, batches
-- fill tenant of public.parts where it is NULL: via chat_id → public.chats
UPDATE ONLY "public"."parts" AS "t" SET "tenant" = "p"."tenant" FROM "public"."chats" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'parts', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 12, backfill, batches
-- fill tenant of public.marks where it is NULL: via event_id, event_at → public.events
UPDATE ONLY "public"."marks" AS "t" SET "tenant" = "p"."tenant" FROM "public"."events" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."event_id" AND "p"."at" OPERATOR(pg_catalog.=) "t"."event_at" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'marks', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, backfill, batches
-- fill tenant of public.notes where it is NULL: via chat_id, number → public.parts
UPDATE ONLY "public"."notes" AS "t" SET "tenant" = "p"."tenant" FROM "public"."parts" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."chat_id" OPERATOR(pg_catalog.=) "t"."chat_id" AND "p"."number" OPERATOR(pg_catalog.=) "t"."number" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'notes', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 14, tighten, transaction
-- add foreign key users_tenant_fkey to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'users', 'users_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint users_tenant_not_null to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'users', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 15, tighten, alone
-- validate foreign key users_tenant_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_fkey";

-- segment 16, tighten, alone
-- build index users_tenant_idx on public.users (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_tenant_idx";
CREATE INDEX CONCURRENTLY "users_tenant_idx" ON "public"."users" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 17, tighten, alone
-- validate users_tenant_not_null of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_not_null";

-- segment 18, tighten, transaction
-- add foreign key chats_tenant_fkey to public.chats, NOT VALID
ALTER TABLE "public"."chats" ADD CONSTRAINT "chats_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'chats', 'chats_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint chats_tenant_not_null to public.chats, NOT VALID
ALTER TABLE "public"."chats" ADD CONSTRAINT "chats_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'chats', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 19, tighten, alone
-- validate foreign key chats_tenant_fkey of public.chats
ALTER TABLE "public"."chats" VALIDATE CONSTRAINT "chats_tenant_fkey";

-- segment 20, tighten, alone
-- build index chats_tenant_idx on public.chats (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'chats', 'chats_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."chats_tenant_idx";
CREATE INDEX CONCURRENTLY "chats_tenant_idx" ON "public"."chats" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'chats', 'chats_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 21, tighten, alone
-- validate chats_tenant_not_null of public.chats
ALTER TABLE "public"."chats" VALIDATE CONSTRAINT "chats_tenant_not_null";

-- segment 22, tighten, transaction
-- add foreign key events_tenant_fkey to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'events', 'events_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- declare index events_tenant_idx on public.events, without its partitions
CREATE INDEX "events_tenant_idx" ON ONLY "public"."events" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events', 'events_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint events_tenant_not_null to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'events', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 23, tighten, alone
-- validate foreign key events_tenant_fkey of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_fkey";

-- segment 24, tighten, alone
-- build index events_2024_tenant_idx on public.events_2024 (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."events_2024_tenant_idx";
CREATE INDEX CONCURRENTLY "events_2024_tenant_idx" ON "public"."events_2024" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 25, tighten, alone
-- build index events_2025_tenant_idx on public.events_2025 (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2025', 'events_2025_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."events_2025_tenant_idx";
CREATE INDEX CONCURRENTLY "events_2025_tenant_idx" ON "public"."events_2025" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2025', 'events_2025_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 26, tighten, transaction
-- attach the indexes of the partitions to events_tenant_idx
ALTER INDEX "public"."events_tenant_idx" ATTACH PARTITION "public"."events_2025_tenant_idx";
ALTER INDEX "public"."events_tenant_idx" ATTACH PARTITION "public"."events_2024_tenant_idx";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events', 'events_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 27, tighten, alone
-- validate events_tenant_not_null of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_not_null";

-- segment 28, tighten, transaction
-- add foreign key parts_tenant_fkey to public.parts, NOT VALID
ALTER TABLE "public"."parts" ADD CONSTRAINT "parts_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'parts', 'parts_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint parts_tenant_not_null to public.parts, NOT VALID
ALTER TABLE "public"."parts" ADD CONSTRAINT "parts_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'parts', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 29, tighten, alone
-- validate foreign key parts_tenant_fkey of public.parts
ALTER TABLE "public"."parts" VALIDATE CONSTRAINT "parts_tenant_fkey";

-- segment 30, tighten, alone
-- build index parts_tenant_idx on public.parts (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'parts', 'parts_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."parts_tenant_idx";
CREATE INDEX CONCURRENTLY "parts_tenant_idx" ON "public"."parts" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'parts', 'parts_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 31, tighten, alone
-- validate parts_tenant_not_null of public.parts
ALTER TABLE "public"."parts" VALIDATE CONSTRAINT "parts_tenant_not_null";

-- segment 32, tighten, transaction
-- add foreign key marks_tenant_fkey to public.marks, NOT VALID
ALTER TABLE "public"."marks" ADD CONSTRAINT "marks_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'marks', 'marks_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint marks_tenant_not_null to public.marks, NOT VALID
ALTER TABLE "public"."marks" ADD CONSTRAINT "marks_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'marks', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 33, tighten, alone
-- validate foreign key marks_tenant_fkey of public.marks
ALTER TABLE "public"."marks" VALIDATE CONSTRAINT "marks_tenant_fkey";

-- segment 34, tighten, alone
-- build index marks_tenant_idx on public.marks (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'marks', 'marks_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."marks_tenant_idx";
CREATE INDEX CONCURRENTLY "marks_tenant_idx" ON "public"."marks" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'marks', 'marks_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 35, tighten, alone
-- validate marks_tenant_not_null of public.marks
ALTER TABLE "public"."marks" VALIDATE CONSTRAINT "marks_tenant_not_null";

-- segment 36, tighten, transaction
-- add foreign key notes_tenant_fkey to public.notes, NOT VALID
ALTER TABLE "public"."notes" ADD CONSTRAINT "notes_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'notes', 'notes_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint notes_tenant_not_null to public.notes, NOT VALID
ALTER TABLE "public"."notes" ADD CONSTRAINT "notes_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'notes', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 37, tighten, alone
-- validate foreign key notes_tenant_fkey of public.notes
ALTER TABLE "public"."notes" VALIDATE CONSTRAINT "notes_tenant_fkey";

-- segment 38, tighten, alone
-- build index notes_tenant_idx on public.notes (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'notes', 'notes_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."notes_tenant_idx";
CREATE INDEX CONCURRENTLY "notes_tenant_idx" ON "public"."notes" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'notes', 'notes_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 39, tighten, alone
-- validate notes_tenant_not_null of public.notes
ALTER TABLE "public"."notes" VALIDATE CONSTRAINT "notes_tenant_not_null";

-- segment 40, tighten, alone
-- build unique index users_tenant_id_key on public.users (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_tenant_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "users_tenant_id_key" ON "public"."users" ("tenant", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 41, tighten, transaction
-- add foreign key users_tenant_boss_id_fkey (tenant, boss_id) to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_boss_id_fkey" FOREIGN KEY ("tenant", "boss_id") REFERENCES "public"."users" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'users', 'users_tenant_boss_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 42, tighten, alone
-- validate foreign key users_tenant_boss_id_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_boss_id_fkey";

-- segment 43, tighten, transaction
-- drop foreign key users_boss_id_fkey of public.users, which users_tenant_boss_id_fkey replaces
ALTER TABLE "public"."users" DROP CONSTRAINT "users_boss_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'users', 'users_boss_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"users_boss_id_fkey","columns":["boss_id"],"references":["public","users"],"referenced_columns":["id"]},"replaced_by":"users_tenant_boss_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 44, tighten, alone
-- build unique index users_tenant_email_key on public.users (tenant, email)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_email_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_tenant_email_key";
CREATE UNIQUE INDEX CONCURRENTLY "users_tenant_email_key" ON "public"."users" ("tenant", "email");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_email_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 45, tighten, transaction
-- add foreign key chats_tenant_owner_email_fkey (tenant, owner_email) to public.chats, NOT VALID
ALTER TABLE "public"."chats" ADD CONSTRAINT "chats_tenant_owner_email_fkey" FOREIGN KEY ("tenant", "owner_email") REFERENCES "public"."users" ("tenant", "email") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'chats', 'chats_tenant_owner_email_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 46, tighten, alone
-- validate foreign key chats_tenant_owner_email_fkey of public.chats
ALTER TABLE "public"."chats" VALIDATE CONSTRAINT "chats_tenant_owner_email_fkey";

-- segment 47, tighten, transaction
-- drop foreign key chats_owner_email_fkey of public.chats, which chats_tenant_owner_email_fkey replaces
ALTER TABLE "public"."chats" DROP CONSTRAINT "chats_owner_email_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'chats', 'chats_owner_email_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"chats_owner_email_fkey","columns":["owner_email"],"references":["public","users"],"referenced_columns":["email"]},"replaced_by":"chats_tenant_owner_email_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key chats_tenant_user_id_fkey (tenant, user_id) to public.chats, NOT VALID
ALTER TABLE "public"."chats" ADD CONSTRAINT "chats_tenant_user_id_fkey" FOREIGN KEY ("tenant", "user_id") REFERENCES "public"."users" ("tenant", "id") ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'chats', 'chats_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 48, tighten, alone
-- validate foreign key chats_tenant_user_id_fkey of public.chats
ALTER TABLE "public"."chats" VALIDATE CONSTRAINT "chats_tenant_user_id_fkey";

-- segment 49, tighten, transaction
-- drop foreign key chats_user_id_fkey of public.chats, which chats_tenant_user_id_fkey replaces
ALTER TABLE "public"."chats" DROP CONSTRAINT "chats_user_id_fkey";
COMMENT ON CONSTRAINT "chats_tenant_user_id_fkey" ON "public"."chats" IS 'whose it is';
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'chats', 'chats_user_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"chats_user_id_fkey","columns":["user_id"],"references":["public","users"],"referenced_columns":["id"],"on_delete":"CASCADE","on_update":"CASCADE","deferrable":true,"comment":"whose it is"},"replaced_by":"chats_tenant_user_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 50, tighten, transaction
-- add foreign key events_tenant_user_id_fkey (tenant, user_id) to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_user_id_fkey" FOREIGN KEY ("tenant", "user_id") REFERENCES "public"."users" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'events', 'events_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 51, tighten, alone
-- validate foreign key events_tenant_user_id_fkey of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_user_id_fkey";

-- segment 52, tighten, transaction
-- drop foreign key events_user_id_fkey of public.events, which events_tenant_user_id_fkey replaces
ALTER TABLE "public"."events" DROP CONSTRAINT "events_user_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'events', 'events_user_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"events_user_id_fkey","columns":["user_id"],"references":["public","users"],"referenced_columns":["id"]},"replaced_by":"events_tenant_user_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 53, tighten, alone
-- build unique index chats_tenant_id_key on public.chats (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'chats', 'chats_tenant_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."chats_tenant_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "chats_tenant_id_key" ON "public"."chats" ("tenant", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'chats', 'chats_tenant_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 54, tighten, transaction
-- add foreign key parts_tenant_chat_id_fkey (tenant, chat_id) to public.parts, NOT VALID
ALTER TABLE "public"."parts" ADD CONSTRAINT "parts_tenant_chat_id_fkey" FOREIGN KEY ("tenant", "chat_id") REFERENCES "public"."chats" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'parts', 'parts_tenant_chat_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 55, tighten, alone
-- validate foreign key parts_tenant_chat_id_fkey of public.parts
ALTER TABLE "public"."parts" VALIDATE CONSTRAINT "parts_tenant_chat_id_fkey";

-- segment 56, tighten, transaction
-- drop foreign key parts_chat_id_fkey of public.parts, which parts_tenant_chat_id_fkey replaces
ALTER TABLE "public"."parts" DROP CONSTRAINT "parts_chat_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'parts', 'parts_chat_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"parts_chat_id_fkey","columns":["chat_id"],"references":["public","chats"],"referenced_columns":["id"]},"replaced_by":"parts_tenant_chat_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 57, tighten, transaction
-- declare index events_tenant_id_at_key on public.events, without its partitions
CREATE UNIQUE INDEX "events_tenant_id_at_key" ON ONLY "public"."events" ("tenant", "id", "at");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'events', 'events_tenant_id_at_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 58, tighten, alone
-- build unique index events_2024_tenant_id_at_key on public.events_2024 (tenant, id, at)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'events_2024', 'events_2024_tenant_id_at_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."events_2024_tenant_id_at_key";
CREATE UNIQUE INDEX CONCURRENTLY "events_2024_tenant_id_at_key" ON "public"."events_2024" ("tenant", "id", "at");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'events_2024', 'events_2024_tenant_id_at_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 59, tighten, alone
-- build unique index events_2025_tenant_id_at_key on public.events_2025 (tenant, id, at)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'events_2025', 'events_2025_tenant_id_at_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."events_2025_tenant_id_at_key";
CREATE UNIQUE INDEX CONCURRENTLY "events_2025_tenant_id_at_key" ON "public"."events_2025" ("tenant", "id", "at");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'events_2025', 'events_2025_tenant_id_at_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 60, tighten, transaction
-- attach the indexes of the partitions to events_tenant_id_at_key
ALTER INDEX "public"."events_tenant_id_at_key" ATTACH PARTITION "public"."events_2025_tenant_id_at_key";
ALTER INDEX "public"."events_tenant_id_at_key" ATTACH PARTITION "public"."events_2024_tenant_id_at_key";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'events', 'events_tenant_id_at_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 61, tighten, transaction
-- add foreign key marks_tenant_event_id_event_at_fkey (tenant, event_id, event_at) to public.marks, NOT VALID
ALTER TABLE "public"."marks" ADD CONSTRAINT "marks_tenant_event_id_event_at_fkey" FOREIGN KEY ("tenant", "event_id", "event_at") REFERENCES "public"."events" ("tenant", "id", "at") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'marks', 'marks_tenant_event_id_event_at_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 62, tighten, alone
-- validate foreign key marks_tenant_event_id_event_at_fkey of public.marks
ALTER TABLE "public"."marks" VALIDATE CONSTRAINT "marks_tenant_event_id_event_at_fkey";

-- segment 63, tighten, transaction
-- drop foreign key marks_event_id_event_at_fkey of public.marks, which marks_tenant_event_id_event_at_fkey replaces
ALTER TABLE "public"."marks" DROP CONSTRAINT "marks_event_id_event_at_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'marks', 'marks_event_id_event_at_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"marks_event_id_event_at_fkey","columns":["event_id","event_at"],"references":["public","events"],"referenced_columns":["id","at"]},"replaced_by":"marks_tenant_event_id_event_at_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 64, tighten, alone
-- build unique index parts_tenant_chat_id_number_key on public.parts (tenant, chat_id, number)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'parts', 'parts_tenant_chat_id_number_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."parts_tenant_chat_id_number_key";
CREATE UNIQUE INDEX CONCURRENTLY "parts_tenant_chat_id_number_key" ON "public"."parts" ("tenant", "chat_id", "number");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'parts', 'parts_tenant_chat_id_number_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 65, tighten, transaction
-- add foreign key notes_tenant_chat_id_number_fkey (tenant, chat_id, number) to public.notes, NOT VALID
ALTER TABLE "public"."notes" ADD CONSTRAINT "notes_tenant_chat_id_number_fkey" FOREIGN KEY ("tenant", "chat_id", "number") REFERENCES "public"."parts" ("tenant", "chat_id", "number") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'notes', 'notes_tenant_chat_id_number_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- drop foreign key notes_chat_id_number_fkey of public.notes, which notes_tenant_chat_id_number_fkey replaces
ALTER TABLE "public"."notes" DROP CONSTRAINT "notes_chat_id_number_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'notes', 'notes_chat_id_number_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"notes_chat_id_number_fkey","columns":["chat_id","number"],"references":["public","parts"],"referenced_columns":["chat_id","number"],"match":"FULL","validated":false},"replaced_by":"notes_tenant_chat_id_number_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 66, tighten, transaction
-- replace users_email_key (email) by users_tenant_email_key (tenant, email)
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_email_key" UNIQUE USING INDEX "users_tenant_email_key";
ALTER TABLE "public"."users" DROP CONSTRAINT "users_email_key";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_key', 'public', 'users', 'users_email_key', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"users_email_key","columns":[{"column":"email"}],"method":"btree","constraint":"users_email_key"},"replaced_by":"users_tenant_email_key"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

