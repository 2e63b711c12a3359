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
      "pg_catalog"."to_regclass"('"public"."events"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."events" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
        ("t"."tenant" IS NULL OR "t"."tenant" OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."likes"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."likes" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
        ("t"."tenant" IS NULL OR "t"."tenant" OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."posts"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."posts" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."author_id" AND
        ("t"."tenant" IS NULL OR "t"."tenant" OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."ranks"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."ranks" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
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
-- add tenant to public.posts, empty
ALTER TABLE "public"."posts" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'posts', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via author_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."posts"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."posts"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.posts: writers that leave tenant out get it filled in (via author_id → public.users)
CREATE FUNCTION "public"."posts_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
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
  IF "new"."author_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."author_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1 FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=) "new"."author_id" AND
          "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME,
          'public.users'
        USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Send the tenant of the row.';
    END IF;
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'author_id',
        ROW ("new"."author_id")
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
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'author_id', ROW ("new"."author_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."posts_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."posts_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."posts_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."posts_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."posts" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."posts_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."posts_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."posts_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."posts_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."comments"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."comments" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."post_id" AND
        ("t"."tenant" IS NULL OR "t"."tenant" OPERATOR(pg_catalog.=) "old"."tenant");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."posts_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."posts_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."posts_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."posts" FOR EACH ROW EXECUTE FUNCTION "public"."posts_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."posts" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."author_id" IS DISTINCT FROM "old"."author_id") EXECUTE FUNCTION "public"."posts_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."posts" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."posts_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."posts" FOR EACH ROW WHEN ("old"."tenant" IS NOT NULL AND "new"."tenant" IS DISTINCT FROM "old"."tenant") EXECUTE FUNCTION "public"."posts_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'posts', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add tenant to public.ranks, empty
ALTER TABLE "public"."ranks" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'ranks', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."ranks"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."ranks"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.ranks: writers that leave tenant out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."ranks_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
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
        "new"."user_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1 FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=) "new"."user_id" AND
          "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME,
          'public.users'
        USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Send the tenant of the row.';
    END IF;
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
REVOKE ALL ON FUNCTION "public"."ranks_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."ranks_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."ranks_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."ranks" FOR EACH ROW EXECUTE FUNCTION "public"."ranks_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."ranks" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."ranks_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'ranks', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, add, transaction
-- add tenant to public.likes, empty
ALTER TABLE "public"."likes" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'likes', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."likes"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."likes"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.likes: writers that leave tenant out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."likes_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
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
        "new"."user_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1 FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=) "new"."user_id" AND
          "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME,
          'public.users'
        USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Send the tenant of the row.';
    END IF;
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
REVOKE ALL ON FUNCTION "public"."likes_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."likes_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."likes_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."likes" FOR EACH ROW EXECUTE FUNCTION "public"."likes_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."likes" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."likes_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'likes', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, add, transaction
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
        "new"."user_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1 FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" OPERATOR(pg_catalog.=) "new"."user_id" AND
          "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME,
          'public.users'
        USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Send the tenant of the row.';
    END IF;
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

-- segment 7, add, transaction
-- add tenant to public.comments, empty
ALTER TABLE "public"."comments" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'comments', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via post_id \\u2192 public.posts"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."comments"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."comments"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.comments: writers that leave tenant out get it filled in (via post_id → public.posts)
CREATE FUNCTION "public"."comments_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
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
  IF "new"."post_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."posts" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."post_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1 FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."posts" AS p WHERE "p"."id" OPERATOR(pg_catalog.=) "new"."post_id" AND
          "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME,
          'public.posts'
        USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Send the tenant of the row.';
    END IF;
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'post_id',
        ROW ("new"."post_id")
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
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."tenant", 'post_id', ROW ("new"."post_id")
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."comments_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."comments_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."comments_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."comments" FOR EACH ROW EXECUTE FUNCTION "public"."comments_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."comments" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."post_id" IS DISTINCT FROM "old"."post_id") EXECUTE FUNCTION "public"."comments_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'comments', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, backfill, batches
-- fill tenant of public.users where it is NULL: via org_id → public.orgs
UPDATE ONLY "public"."users" AS "t" SET "tenant" = "p"."id" FROM "public"."orgs" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."org_id" AND "p"."id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, backfill, batches
-- fill tenant of public.posts where it is NULL: via author_id → public.users
UPDATE ONLY "public"."posts" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."author_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'posts', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 10, backfill, batches
-- fill tenant of public.ranks where it is NULL: via user_id → public.users
UPDATE ONLY "public"."ranks" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'ranks', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 11, backfill, batches
-- fill tenant of public.likes where it is NULL: via user_id → public.users
UPDATE ONLY "public"."likes" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'likes', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 12, backfill, batches
-- fill tenant of public.events where it is NULL: via user_id → public.users
UPDATE ONLY "public"."events_2024" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'events', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, backfill, batches
-- fill tenant of public.comments where it is NULL: via post_id → public.posts
UPDATE ONLY "public"."comments" AS "t" SET "tenant" = "p"."tenant" FROM "public"."posts" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."post_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'comments', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

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
-- add foreign key posts_tenant_fkey to public.posts, NOT VALID
ALTER TABLE "public"."posts" ADD CONSTRAINT "posts_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'posts', 'posts_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint posts_tenant_not_null to public.posts, NOT VALID
ALTER TABLE "public"."posts" ADD CONSTRAINT "posts_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'posts', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 19, tighten, alone
-- validate foreign key posts_tenant_fkey of public.posts
ALTER TABLE "public"."posts" VALIDATE CONSTRAINT "posts_tenant_fkey";

-- segment 20, tighten, alone
-- build index posts_tenant_idx on public.posts (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'posts', 'posts_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."posts_tenant_idx";
CREATE INDEX CONCURRENTLY "posts_tenant_idx" ON "public"."posts" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'posts', 'posts_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 21, tighten, alone
-- validate posts_tenant_not_null of public.posts
ALTER TABLE "public"."posts" VALIDATE CONSTRAINT "posts_tenant_not_null";

-- segment 22, tighten, transaction
-- add foreign key ranks_tenant_fkey to public.ranks, NOT VALID
ALTER TABLE "public"."ranks" ADD CONSTRAINT "ranks_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'ranks', 'ranks_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint ranks_tenant_not_null to public.ranks, NOT VALID
ALTER TABLE "public"."ranks" ADD CONSTRAINT "ranks_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'ranks', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 23, tighten, alone
-- validate foreign key ranks_tenant_fkey of public.ranks
ALTER TABLE "public"."ranks" VALIDATE CONSTRAINT "ranks_tenant_fkey";

-- segment 24, tighten, alone
-- build index ranks_tenant_idx on public.ranks (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'ranks', 'ranks_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ranks_tenant_idx";
CREATE INDEX CONCURRENTLY "ranks_tenant_idx" ON "public"."ranks" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'ranks', 'ranks_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 25, tighten, alone
-- validate ranks_tenant_not_null of public.ranks
ALTER TABLE "public"."ranks" VALIDATE CONSTRAINT "ranks_tenant_not_null";

-- segment 26, tighten, transaction
-- add foreign key likes_tenant_fkey to public.likes, NOT VALID
ALTER TABLE "public"."likes" ADD CONSTRAINT "likes_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'likes', 'likes_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint likes_tenant_not_null to public.likes, NOT VALID
ALTER TABLE "public"."likes" ADD CONSTRAINT "likes_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'likes', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 27, tighten, alone
-- validate foreign key likes_tenant_fkey of public.likes
ALTER TABLE "public"."likes" VALIDATE CONSTRAINT "likes_tenant_fkey";

-- segment 28, tighten, alone
-- build index likes_tenant_idx on public.likes (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'likes', 'likes_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."likes_tenant_idx";
CREATE INDEX CONCURRENTLY "likes_tenant_idx" ON "public"."likes" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'likes', 'likes_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 29, tighten, alone
-- validate likes_tenant_not_null of public.likes
ALTER TABLE "public"."likes" VALIDATE CONSTRAINT "likes_tenant_not_null";

-- segment 30, tighten, transaction
-- add foreign key events_tenant_fkey to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'events', 'events_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- declare index events_tenant_idx on public.events, without its partitions
CREATE INDEX "events_tenant_idx" ON ONLY "public"."events" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events', 'events_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint events_tenant_not_null to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'events', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 31, tighten, alone
-- validate foreign key events_tenant_fkey of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_fkey";

-- segment 32, tighten, alone
-- build index events_2024_tenant_idx on public.events_2024 (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."events_2024_tenant_idx";
CREATE INDEX CONCURRENTLY "events_2024_tenant_idx" ON "public"."events_2024" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 33, tighten, transaction
-- attach the indexes of the partitions to events_tenant_idx
ALTER INDEX "public"."events_tenant_idx" ATTACH PARTITION "public"."events_2024_tenant_idx";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'events', 'events_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 34, tighten, alone
-- validate events_tenant_not_null of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_not_null";

-- segment 35, tighten, transaction
-- add foreign key comments_tenant_fkey to public.comments, NOT VALID
ALTER TABLE "public"."comments" ADD CONSTRAINT "comments_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'comments', 'comments_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint comments_tenant_not_null to public.comments, NOT VALID
ALTER TABLE "public"."comments" ADD CONSTRAINT "comments_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'comments', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 36, tighten, alone
-- validate foreign key comments_tenant_fkey of public.comments
ALTER TABLE "public"."comments" VALIDATE CONSTRAINT "comments_tenant_fkey";

-- segment 37, tighten, alone
-- build index comments_tenant_idx on public.comments (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'comments', 'comments_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."comments_tenant_idx";
CREATE INDEX CONCURRENTLY "comments_tenant_idx" ON "public"."comments" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'comments', 'comments_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 38, tighten, alone
-- validate comments_tenant_not_null of public.comments
ALTER TABLE "public"."comments" VALIDATE CONSTRAINT "comments_tenant_not_null";

-- segment 39, tighten, alone
-- build unique index users_tenant_id_key on public.users (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_tenant_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "users_tenant_id_key" ON "public"."users" ("tenant", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 40, tighten, transaction
-- add foreign key users_tenant_boss_id_fkey (tenant, boss_id) to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_boss_id_fkey" FOREIGN KEY ("tenant", "boss_id") REFERENCES "public"."users" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'users', 'users_tenant_boss_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 41, tighten, alone
-- validate foreign key users_tenant_boss_id_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_boss_id_fkey";

-- segment 42, tighten, transaction
-- drop foreign key users_boss_id_fkey of public.users, which users_tenant_boss_id_fkey replaces
ALTER TABLE "public"."users" DROP CONSTRAINT "users_boss_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'users', 'users_boss_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"users_boss_id_fkey","columns":["boss_id"],"references":["public","users"],"referenced_columns":["id"]},"replaced_by":"users_tenant_boss_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 43, tighten, transaction
-- add foreign key posts_tenant_author_id_fkey (tenant, author_id) to public.posts, NOT VALID
ALTER TABLE "public"."posts" ADD CONSTRAINT "posts_tenant_author_id_fkey" FOREIGN KEY ("tenant", "author_id") REFERENCES "public"."users" ("tenant", "id") ON DELETE CASCADE NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'posts', 'posts_tenant_author_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 44, tighten, alone
-- validate foreign key posts_tenant_author_id_fkey of public.posts
ALTER TABLE "public"."posts" VALIDATE CONSTRAINT "posts_tenant_author_id_fkey";

-- segment 45, tighten, transaction
-- drop foreign key posts_author_id_fkey of public.posts, which posts_tenant_author_id_fkey replaces
ALTER TABLE "public"."posts" DROP CONSTRAINT "posts_author_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'posts', 'posts_author_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"posts_author_id_fkey","columns":["author_id"],"references":["public","users"],"referenced_columns":["id"],"on_delete":"CASCADE"},"replaced_by":"posts_tenant_author_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 46, tighten, transaction
-- add foreign key ranks_tenant_user_id_fkey (tenant, user_id) to public.ranks, NOT VALID
ALTER TABLE "public"."ranks" ADD CONSTRAINT "ranks_tenant_user_id_fkey" FOREIGN KEY ("tenant", "user_id") REFERENCES "public"."users" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'ranks', 'ranks_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 47, tighten, alone
-- validate foreign key ranks_tenant_user_id_fkey of public.ranks
ALTER TABLE "public"."ranks" VALIDATE CONSTRAINT "ranks_tenant_user_id_fkey";

-- segment 48, tighten, transaction
-- drop foreign key ranks_user_id_fkey of public.ranks, which ranks_tenant_user_id_fkey replaces
ALTER TABLE "public"."ranks" DROP CONSTRAINT "ranks_user_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'ranks', 'ranks_user_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"ranks_user_id_fkey","columns":["user_id"],"references":["public","users"],"referenced_columns":["id"]},"replaced_by":"ranks_tenant_user_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 49, tighten, alone
-- build unique index posts_tenant_id_key on public.posts (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'posts', 'posts_tenant_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."posts_tenant_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "posts_tenant_id_key" ON "public"."posts" ("tenant", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'posts', 'posts_tenant_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 50, tighten, transaction
-- add foreign key likes_tenant_post_id_fkey (tenant, post_id) to public.likes, NOT VALID
ALTER TABLE "public"."likes" ADD CONSTRAINT "likes_tenant_post_id_fkey" FOREIGN KEY ("tenant", "post_id") REFERENCES "public"."posts" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'likes', 'likes_tenant_post_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 51, tighten, alone
-- validate foreign key likes_tenant_post_id_fkey of public.likes
ALTER TABLE "public"."likes" VALIDATE CONSTRAINT "likes_tenant_post_id_fkey";

-- segment 52, tighten, transaction
-- drop foreign key likes_post_id_fkey of public.likes, which likes_tenant_post_id_fkey replaces
ALTER TABLE "public"."likes" DROP CONSTRAINT "likes_post_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'likes', 'likes_post_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"likes_post_id_fkey","columns":["post_id"],"references":["public","posts"],"referenced_columns":["id"]},"replaced_by":"likes_tenant_post_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key likes_tenant_user_id_fkey (tenant, user_id) to public.likes, NOT VALID
ALTER TABLE "public"."likes" ADD CONSTRAINT "likes_tenant_user_id_fkey" FOREIGN KEY ("tenant", "user_id") REFERENCES "public"."users" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'likes', 'likes_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 53, tighten, alone
-- validate foreign key likes_tenant_user_id_fkey of public.likes
ALTER TABLE "public"."likes" VALIDATE CONSTRAINT "likes_tenant_user_id_fkey";

-- segment 54, tighten, transaction
-- drop foreign key likes_user_id_fkey of public.likes, which likes_tenant_user_id_fkey replaces
ALTER TABLE "public"."likes" DROP CONSTRAINT "likes_user_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'likes', 'likes_user_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"likes_user_id_fkey","columns":["user_id"],"references":["public","users"],"referenced_columns":["id"]},"replaced_by":"likes_tenant_user_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 55, tighten, transaction
-- add foreign key events_tenant_user_id_fkey (tenant, user_id) to public.events, NOT VALID
ALTER TABLE "public"."events" ADD CONSTRAINT "events_tenant_user_id_fkey" FOREIGN KEY ("tenant", "user_id") REFERENCES "public"."users" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'events', 'events_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 56, tighten, alone
-- validate foreign key events_tenant_user_id_fkey of public.events
ALTER TABLE "public"."events" VALIDATE CONSTRAINT "events_tenant_user_id_fkey";

-- segment 57, tighten, transaction
-- drop foreign key events_user_id_fkey of public.events, which events_tenant_user_id_fkey replaces
ALTER TABLE "public"."events" DROP CONSTRAINT "events_user_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'events', 'events_user_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"events_user_id_fkey","columns":["user_id"],"references":["public","users"],"referenced_columns":["id"]},"replaced_by":"events_tenant_user_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 58, tighten, transaction
-- add foreign key comments_tenant_post_id_fkey (tenant, post_id) to public.comments, NOT VALID
ALTER TABLE "public"."comments" ADD CONSTRAINT "comments_tenant_post_id_fkey" FOREIGN KEY ("tenant", "post_id") REFERENCES "public"."posts" ("tenant", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'comments', 'comments_tenant_post_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 59, tighten, alone
-- validate foreign key comments_tenant_post_id_fkey of public.comments
ALTER TABLE "public"."comments" VALIDATE CONSTRAINT "comments_tenant_post_id_fkey";

-- segment 60, tighten, transaction
-- drop foreign key comments_post_id_fkey of public.comments, which comments_tenant_post_id_fkey replaces
ALTER TABLE "public"."comments" DROP CONSTRAINT "comments_post_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'comments', 'comments_post_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"comments_post_id_fkey","columns":["post_id"],"references":["public","posts"],"referenced_columns":["id"]},"replaced_by":"comments_tenant_post_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 61, tighten, transaction
-- make (tenant, id) the primary key users_pkey of public.users, instead of (id)
ALTER TABLE "public"."users" DROP CONSTRAINT "users_pkey";
ALTER TABLE "public"."users" ADD CONSTRAINT "users_pkey" PRIMARY KEY USING INDEX "users_tenant_id_key";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'users' AND "object_name" OPERATOR(pg_catalog.=) 'users_tenant_id_key';
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('primary_key', 'public', 'users', 'users_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"users_pkey","columns":[{"column":"id"}],"method":"btree","primary":true,"constraint":"users_pkey"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_primary_key', 'public', 'users', 'users_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"users_pkey","columns":[{"column":"id"}],"method":"btree","primary":true,"constraint":"users_pkey"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 62, tighten, alone
-- build unique index posts_tenant_id_key1 on public.posts (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'posts', 'posts_tenant_id_key1', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."posts_tenant_id_key1";
CREATE UNIQUE INDEX CONCURRENTLY "posts_tenant_id_key1" ON "public"."posts" ("tenant", "id") INCLUDE ("author_id") WITH ("fillfactor" = '70');
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'posts', 'posts_tenant_id_key1', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 63, tighten, transaction
-- make (tenant, id) the primary key Posts PK of public.posts, instead of (id)
ALTER TABLE "public"."posts" DROP CONSTRAINT "Posts PK";
ALTER TABLE "public"."posts" ADD CONSTRAINT "Posts PK" PRIMARY KEY USING INDEX "posts_tenant_id_key1";
ALTER TABLE "public"."posts" REPLICA IDENTITY USING INDEX "Posts PK";
ALTER TABLE "public"."posts" CLUSTER ON "Posts PK";
COMMENT ON INDEX "public"."Posts PK" IS 'its index';
COMMENT ON CONSTRAINT "Posts PK" ON "public"."posts" IS 'the key';
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'posts' AND "object_name" OPERATOR(pg_catalog.=) 'posts_tenant_id_key1';
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('primary_key', 'public', 'posts', 'Posts PK', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"Posts PK","columns":[{"column":"id"}],"include":[{"column":"author_id"}],"method":"btree","replica_identity":true,"primary":true,"constraint":"Posts PK","options":["fillfactor=70"],"clustered":true,"comment":"its index","constraint_comment":"the key"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_primary_key', 'public', 'posts', 'Posts PK', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"Posts PK","columns":[{"column":"id"}],"include":[{"column":"author_id"}],"method":"btree","replica_identity":true,"primary":true,"constraint":"Posts PK","options":["fillfactor=70"],"clustered":true,"comment":"its index","constraint_comment":"the key"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 64, tighten, alone
-- build unique index ranks_tenant_id_key on public.ranks (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'ranks', 'ranks_tenant_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ranks_tenant_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "ranks_tenant_id_key" ON "public"."ranks" ("tenant", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'ranks', 'ranks_tenant_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 65, tighten, transaction
-- make (tenant, id) the primary key ranks_pkey of public.ranks, instead of (id)
ALTER TABLE "public"."ranks" DROP CONSTRAINT "ranks_pkey";
ALTER TABLE "public"."ranks" ADD CONSTRAINT "ranks_pkey" PRIMARY KEY USING INDEX "ranks_tenant_id_key" DEFERRABLE INITIALLY DEFERRED;
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'ranks' AND "object_name" OPERATOR(pg_catalog.=) 'ranks_tenant_id_key';
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('primary_key', 'public', 'ranks', 'ranks_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"ranks_pkey","columns":[{"column":"id"}],"method":"btree","primary":true,"constraint":"ranks_pkey","deferrable":true,"deferred":true},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_primary_key', 'public', 'ranks', 'ranks_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"ranks_pkey","columns":[{"column":"id"}],"method":"btree","primary":true,"constraint":"ranks_pkey","deferrable":true,"deferred":true},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 66, tighten, alone
-- build unique index likes_tenant_user_id_post_id_key on public.likes (tenant, user_id, post_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'likes', 'likes_tenant_user_id_post_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."likes_tenant_user_id_post_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "likes_tenant_user_id_post_id_key" ON "public"."likes" ("tenant", "user_id", "post_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'likes', 'likes_tenant_user_id_post_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 67, tighten, transaction
-- make (tenant, user_id, post_id) the primary key likes_pkey of public.likes, instead of (user_id, post_id)
ALTER TABLE "public"."likes" DROP CONSTRAINT "likes_pkey";
ALTER TABLE "public"."likes" ADD CONSTRAINT "likes_pkey" PRIMARY KEY USING INDEX "likes_tenant_user_id_post_id_key";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'likes' AND "object_name" OPERATOR(pg_catalog.=) 'likes_tenant_user_id_post_id_key';
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('primary_key', 'public', 'likes', 'likes_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"likes_pkey","columns":[{"column":"user_id"},{"column":"post_id"}],"method":"btree","primary":true,"constraint":"likes_pkey"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_primary_key', 'public', 'likes', 'likes_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"likes_pkey","columns":[{"column":"user_id"},{"column":"post_id"}],"method":"btree","primary":true,"constraint":"likes_pkey"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 68, tighten, alone
-- build unique index comments_tenant_id_key on public.comments (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'comments', 'comments_tenant_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."comments_tenant_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "comments_tenant_id_key" ON "public"."comments" ("tenant", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'comments', 'comments_tenant_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 69, tighten, transaction
-- make (tenant, id) the primary key comments_pkey of public.comments, instead of (id)
ALTER TABLE "public"."comments" DROP CONSTRAINT "comments_pkey";
ALTER TABLE "public"."comments" ADD CONSTRAINT "comments_pkey" PRIMARY KEY USING INDEX "comments_tenant_id_key";
DELETE FROM "planner"."owned" WHERE "kind" OPERATOR(pg_catalog.=) 'key' AND "schema_name" OPERATOR(pg_catalog.=) 'public' AND "relation_name" OPERATOR(pg_catalog.=) 'comments' AND "object_name" OPERATOR(pg_catalog.=) 'comments_tenant_id_key';
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('primary_key', 'public', 'comments', 'comments_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"comments_pkey","columns":[{"column":"id"}],"method":"btree","primary":true,"constraint":"comments_pkey"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_primary_key', 'public', 'comments', 'comments_pkey', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"comments_pkey","columns":[{"column":"id"}],"method":"btree","primary":true,"constraint":"comments_pkey"},"replaced_by":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

