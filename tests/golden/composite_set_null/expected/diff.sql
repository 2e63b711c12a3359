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
      "pg_catalog"."to_regclass"('"public"."shifts"') AND "attname" OPERATOR(pg_catalog.=) 'tenant' AND NOT
      "attisdropped") THEN
    UPDATE "public"."shifts" AS t SET "tenant" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND
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
-- add tenant to public.shifts, empty
ALTER TABLE "public"."shifts" ADD COLUMN "tenant" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'shifts', 'tenant', 'add', 'confirmed', E'{"format":2,"content":{"source":"via user_id \\u2192 public.users"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."shifts"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."shifts"') AND "attname" OPERATOR(pg_catalog.=) 'tenant'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.shifts: writers that leave tenant out get it filled in (via user_id → public.users)
CREATE FUNCTION "public"."shifts_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
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
REVOKE ALL ON FUNCTION "public"."shifts_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."shifts_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."shifts_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."shifts" FOR EACH ROW EXECUTE FUNCTION "public"."shifts_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."shifts" FOR EACH ROW WHEN ("new"."tenant" IS NULL OR ("new"."tenant" IS DISTINCT FROM "old"."tenant" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."user_id" IS DISTINCT FROM "old"."user_id") EXECUTE FUNCTION "public"."shifts_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'shifts', 'tenant', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, backfill, batches
-- fill tenant of public.users where it is NULL: via org_id → public.orgs
UPDATE ONLY "public"."users" AS "t" SET "tenant" = "p"."id" FROM "public"."orgs" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."org_id" AND "p"."id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, backfill, batches
-- fill tenant of public.shifts where it is NULL: via user_id → public.users
UPDATE ONLY "public"."shifts" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."tenant" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."user_id" AND "p"."tenant" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'shifts', 'tenant', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, tighten, transaction
-- add foreign key users_tenant_fkey to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'users', 'users_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint users_tenant_not_null to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'users', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, tighten, alone
-- validate foreign key users_tenant_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_fkey";

-- segment 8, tighten, alone
-- build index users_tenant_idx on public.users (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_tenant_idx";
CREATE INDEX CONCURRENTLY "users_tenant_idx" ON "public"."users" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'users', 'users_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, tighten, alone
-- validate users_tenant_not_null of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_not_null";

-- segment 10, tighten, transaction
-- add foreign key shifts_tenant_fkey to public.shifts, NOT VALID
ALTER TABLE "public"."shifts" ADD CONSTRAINT "shifts_tenant_fkey" FOREIGN KEY ("tenant") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'shifts', 'shifts_tenant_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint shifts_tenant_not_null to public.shifts, NOT VALID
ALTER TABLE "public"."shifts" ADD CONSTRAINT "shifts_tenant_not_null" NOT NULL "tenant" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'shifts', 'tenant', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 11, tighten, alone
-- validate foreign key shifts_tenant_fkey of public.shifts
ALTER TABLE "public"."shifts" VALIDATE CONSTRAINT "shifts_tenant_fkey";

-- segment 12, tighten, alone
-- build index shifts_tenant_idx on public.shifts (tenant)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'shifts', 'shifts_tenant_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."shifts_tenant_idx";
CREATE INDEX CONCURRENTLY "shifts_tenant_idx" ON "public"."shifts" ("tenant");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'shifts', 'shifts_tenant_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, tighten, alone
-- validate shifts_tenant_not_null of public.shifts
ALTER TABLE "public"."shifts" VALIDATE CONSTRAINT "shifts_tenant_not_null";

-- segment 14, tighten, alone
-- build unique index users_tenant_id_key on public.users (tenant, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_id_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."users_tenant_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "users_tenant_id_key" ON "public"."users" ("tenant", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'users', 'users_tenant_id_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 15, tighten, transaction
-- add foreign key users_tenant_boss_id_fkey (tenant, boss_id) to public.users, NOT VALID
ALTER TABLE "public"."users" ADD CONSTRAINT "users_tenant_boss_id_fkey" FOREIGN KEY ("tenant", "boss_id") REFERENCES "public"."users" ("tenant", "id") ON DELETE SET NULL ("boss_id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'users', 'users_tenant_boss_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 16, tighten, alone
-- validate foreign key users_tenant_boss_id_fkey of public.users
ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_tenant_boss_id_fkey";

-- segment 17, tighten, transaction
-- drop foreign key users_boss_id_fkey of public.users, which users_tenant_boss_id_fkey replaces
ALTER TABLE "public"."users" DROP CONSTRAINT "users_boss_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'users', 'users_boss_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"users_boss_id_fkey","columns":["boss_id"],"references":["public","users"],"referenced_columns":["id"],"on_delete":"SET NULL"},"replaced_by":"users_tenant_boss_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 18, tighten, transaction
-- add foreign key shifts_tenant_user_id_fkey (tenant, user_id) to public.shifts, NOT VALID
ALTER TABLE "public"."shifts" ADD CONSTRAINT "shifts_tenant_user_id_fkey" FOREIGN KEY ("tenant", "user_id") REFERENCES "public"."users" ("tenant", "id") ON DELETE SET DEFAULT ("user_id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'shifts', 'shifts_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 19, tighten, alone
-- validate foreign key shifts_tenant_user_id_fkey of public.shifts
ALTER TABLE "public"."shifts" VALIDATE CONSTRAINT "shifts_tenant_user_id_fkey";

-- segment 20, tighten, transaction
-- drop foreign key shifts_user_id_fkey of public.shifts, which shifts_tenant_user_id_fkey replaces
ALTER TABLE "public"."shifts" DROP CONSTRAINT "shifts_user_id_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'shifts', 'shifts_user_id_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"shifts_user_id_fkey","columns":["user_id"],"references":["public","users"],"referenced_columns":["id"],"on_delete":"SET DEFAULT"},"replaced_by":"shifts_tenant_user_id_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

