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
-- add org_id to public.chat, empty
ALTER TABLE "public"."chat" ADD COLUMN "org_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'chat', 'org_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via org \\u2192 public.orgs"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."chat"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."chat"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.chat: writers that leave org_id out get it filled in (via org → public.orgs)
CREATE FUNCTION "public"."chat_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."org" IS NOT NULL THEN
    SELECT "p"."id" INTO planner_found FROM "public"."orgs" AS p WHERE "p"."id" OPERATOR(pg_catalog.=) "new"."org";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'org', ROW
        ("new"."org")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF NEW."org_id" IS NULL AND "new"."org" IS NULL THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."org_id", 'org', ROW ("new"."org")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."chat_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."chat_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."chat_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."chat_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."chat" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."chat_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."chat_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."chat_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."chat_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."message"') AND "attname" OPERATOR(pg_catalog.=) 'org_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."message" AS t SET "org_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND
        ("t"."org_id" IS NULL OR "t"."org_id" OPERATOR(pg_catalog.=) "old"."org_id");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."page"') AND "attname" OPERATOR(pg_catalog.=) 'org_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."page" AS t SET "org_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND
        ("t"."org_id" IS NULL OR "t"."org_id" OPERATOR(pg_catalog.=) "old"."org_id");
  END IF;

  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."vote"') AND "attname" OPERATOR(pg_catalog.=) 'org_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."vote" AS t SET "org_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND
        ("t"."org_id" IS NULL OR "t"."org_id" OPERATOR(pg_catalog.=) "old"."org_id");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."chat_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."chat_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."chat_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."chat" FOR EACH ROW EXECUTE FUNCTION "public"."chat_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."chat" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."org" IS DISTINCT FROM "old"."org") EXECUTE FUNCTION "public"."chat_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."chat" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."chat_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."chat" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."chat_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'chat', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 3, add, transaction
-- add org_id to public.event, empty
ALTER TABLE "public"."event" ADD COLUMN "org_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'event', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"source":"sql split_part(path, ''/'', 2)"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."event"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."event"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.event: writers that leave org_id out get it filled in (sql split_part(path, '/', 2))
CREATE FUNCTION "public"."event_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  SELECT CAST((split_part(path, '/', 2)
) AS text) INTO planner_found FROM (SELECT NEW.*) AS t;

  IF planner_found IS NOT NULL AND NOT EXISTS(SELECT 1 FROM "public"."orgs" AS "k" WHERE "k"."id" OPERATOR(pg_catalog.=)
      "planner_found") THEN
    planner_found := NULL;
  END IF;

  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF NEW."org_id" IS NULL AND TRUE THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        NEW."org_id"
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'Leave the column out, or send the tenant of the row.';
  END IF;
  NEW."org_id" := planner_tenant;
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
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."event" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."path" IS DISTINCT FROM "old"."path") EXECUTE FUNCTION "public"."event_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'event', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add org_id to public.message, empty
ALTER TABLE "public"."message" ADD COLUMN "org_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'message', 'org_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via chat_id \\u2192 public.chat"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."message"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."message"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.message: writers that leave org_id out get it filled in (via chat_id → public.chat)
CREATE FUNCTION "public"."message_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."chat_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'chat_id',
        ROW ("new"."chat_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."org_id" := NULL; END IF;

    IF NEW."org_id" IS NULL AND TRUE
      AND NOT planner_waits
 THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."org_id", 'chat_id', ROW ("new"."chat_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."message_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."message_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."message_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."message_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."message" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."message_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."message_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."message_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."message_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."vote"') AND "attname" OPERATOR(pg_catalog.=) 'org_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."vote" AS t SET "org_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."message_id" AND
        ("t"."org_id" IS NULL OR "t"."org_id" OPERATOR(pg_catalog.=) "old"."org_id");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."message_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."message_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."message_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."message" FOR EACH ROW EXECUTE FUNCTION "public"."message_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."message" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."chat_id" IS DISTINCT FROM "old"."chat_id") EXECUTE FUNCTION "public"."message_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."message" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."message_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."message" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."message_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'message', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, add, transaction
-- add org_id to public.page, empty
ALTER TABLE "public"."page" ADD COLUMN "org_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'page', 'org_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via parent \\u2192 public.page and chat_id \\u2192 public.chat"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."page"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."page"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.page: writers that leave org_id out get it filled in (via parent → public.page and chat_id → public.chat)
CREATE FUNCTION "public"."page_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."parent" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."page" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."parent" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        'parent, chat_id', ROW ("new"."parent", "new"."chat_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."chat_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME,
        'parent, chat_id', ROW ("new"."parent", "new"."chat_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."org_id" := NULL; END IF;

    IF NEW."org_id" IS NULL AND ("new"."parent" IS NULL OR "new"."chat_id" IS NULL)
      AND NOT planner_waits
 THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."org_id", 'parent, chat_id', ROW ("new"."parent", "new"."chat_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."page_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."page_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."page_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."page_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."page" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."page_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."page_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."page_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."page_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."page"') AND "attname" OPERATOR(pg_catalog.=) 'org_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."page" AS t SET "org_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."parent" AND
        ("t"."org_id" IS NULL OR "t"."org_id" OPERATOR(pg_catalog.=) "old"."org_id");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."page_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."page_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."page_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."page" FOR EACH ROW EXECUTE FUNCTION "public"."page_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."page" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."parent" IS DISTINCT FROM "old"."parent" OR "new"."chat_id" IS DISTINCT FROM "old"."chat_id") EXECUTE FUNCTION "public"."page_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."page" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."page_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."page" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."page_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'page', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, add, transaction
-- add org_id to public.vote, empty
ALTER TABLE "public"."vote" ADD COLUMN "org_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'vote', 'org_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via chat_id \\u2192 public.chat and message_id \\u2192 public.message"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."vote"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."vote"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.vote: writers that leave org_id out get it filled in (via chat_id → public.chat and message_id → public.message)
CREATE FUNCTION "public"."vote_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."chat_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_waits THEN planner_found := NULL; END IF;

  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."message_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."message" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."message_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_waits THEN planner_found := NULL; END IF;

  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."org_id" := NULL; END IF;

    IF NEW."org_id" IS NULL AND TRUE
      AND NOT planner_waits
 THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."org_id", 'chat_id, message_id', ROW ("new"."chat_id", "new"."message_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."vote_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."vote_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."vote_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."vote" FOR EACH ROW EXECUTE FUNCTION "public"."vote_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."vote" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."chat_id" IS DISTINCT FROM "old"."chat_id" OR "new"."message_id" IS DISTINCT FROM "old"."message_id") EXECUTE FUNCTION "public"."vote_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'vote', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, backfill, batches
-- fill org_id of public.chat where it is NULL: via org → public.orgs
UPDATE ONLY "public"."chat" AS "t" SET "org_id" = "p"."id" FROM "public"."orgs" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."org" AND "p"."id" IS NOT NULL;
UPDATE ONLY "public"."chat" AS "t" SET "org_id" = CAST('house' AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "t"."org" IS NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'chat', 'org_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, backfill, batches
-- fill org_id of public.event where it is NULL: sql split_part(path, '/', 2)
UPDATE ONLY "public"."event" AS "t" SET "org_id" = CAST((split_part(path, '/', 2)
) AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND CAST((split_part(path, '/', 2)
) AS text) IS NOT NULL AND EXISTS(SELECT 1 FROM "public"."orgs" AS "k" WHERE "k"."id" OPERATOR(pg_catalog.=) CAST((split_part(path, '/', 2)
) AS text));
UPDATE ONLY "public"."event" AS "t" SET "org_id" = CAST('house' AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'event', 'org_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, backfill, batches
-- fill org_id of public.message where it is NULL: via chat_id → public.chat
UPDATE ONLY "public"."message" AS "t" SET "org_id" = "p"."org_id" FROM "public"."chat" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND "p"."org_id" IS NOT NULL;
UPDATE ONLY "public"."message" AS "t" SET "org_id" = CAST('house' AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'message', 'org_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 10, backfill, batches
-- fill org_id of public.page where it is NULL: via parent → public.page and chat_id → public.chat
UPDATE ONLY "public"."page" AS "t" SET "org_id" = "p"."org_id" FROM "public"."page" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."parent" AND "p"."org_id" IS NOT NULL;
UPDATE ONLY "public"."page" AS "t" SET "org_id" = "p"."org_id" FROM "public"."chat" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND "p"."org_id" IS NOT NULL;
UPDATE ONLY "public"."page" AS "t" SET "org_id" = CAST('house' AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND ("t"."parent" IS NULL OR "t"."chat_id" IS NULL);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'page', 'org_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 11, backfill, batches
-- fill org_id of public.vote where it is NULL: via chat_id → public.chat and message_id → public.message
UPDATE ONLY "public"."vote" AS "t" SET "org_id" = "p"."org_id" FROM "public"."chat" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."chat_id" AND "p"."org_id" IS NOT NULL;
UPDATE ONLY "public"."vote" AS "t" SET "org_id" = "p"."org_id" FROM "public"."message" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."message_id" AND "p"."org_id" IS NOT NULL;
UPDATE ONLY "public"."vote" AS "t" SET "org_id" = CAST('house' AS text) WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'vote', 'org_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 12, tighten, transaction
-- add foreign key chat_org_id_fkey to public.chat, NOT VALID
ALTER TABLE "public"."chat" ADD CONSTRAINT "chat_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'chat', 'chat_org_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint chat_org_id_not_null to public.chat, NOT VALID
ALTER TABLE "public"."chat" ADD CONSTRAINT "chat_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'chat', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, tighten, alone
-- validate foreign key chat_org_id_fkey of public.chat
ALTER TABLE "public"."chat" VALIDATE CONSTRAINT "chat_org_id_fkey";

-- segment 14, tighten, alone
-- build index chat_org_id_idx on public.chat (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'chat', 'chat_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."chat_org_id_idx";
CREATE INDEX CONCURRENTLY "chat_org_id_idx" ON "public"."chat" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'chat', 'chat_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 15, tighten, alone
-- validate chat_org_id_not_null of public.chat
ALTER TABLE "public"."chat" VALIDATE CONSTRAINT "chat_org_id_not_null";

-- segment 16, tighten, transaction
-- add foreign key event_org_id_fkey to public.event, NOT VALID
ALTER TABLE "public"."event" ADD CONSTRAINT "event_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'event', 'event_org_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint event_org_id_not_null to public.event, NOT VALID
ALTER TABLE "public"."event" ADD CONSTRAINT "event_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'event', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 17, tighten, alone
-- validate foreign key event_org_id_fkey of public.event
ALTER TABLE "public"."event" VALIDATE CONSTRAINT "event_org_id_fkey";

-- segment 18, tighten, alone
-- build index event_org_id_idx on public.event (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event', 'event_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."event_org_id_idx";
CREATE INDEX CONCURRENTLY "event_org_id_idx" ON "public"."event" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'event', 'event_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 19, tighten, alone
-- validate event_org_id_not_null of public.event
ALTER TABLE "public"."event" VALIDATE CONSTRAINT "event_org_id_not_null";

-- segment 20, tighten, transaction
-- add foreign key message_org_id_fkey to public.message, NOT VALID
ALTER TABLE "public"."message" ADD CONSTRAINT "message_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'message', 'message_org_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint message_org_id_not_null to public.message, NOT VALID
ALTER TABLE "public"."message" ADD CONSTRAINT "message_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'message', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 21, tighten, alone
-- validate foreign key message_org_id_fkey of public.message
ALTER TABLE "public"."message" VALIDATE CONSTRAINT "message_org_id_fkey";

-- segment 22, tighten, alone
-- build index message_org_id_idx on public.message (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'message', 'message_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."message_org_id_idx";
CREATE INDEX CONCURRENTLY "message_org_id_idx" ON "public"."message" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'message', 'message_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 23, tighten, alone
-- validate message_org_id_not_null of public.message
ALTER TABLE "public"."message" VALIDATE CONSTRAINT "message_org_id_not_null";

-- segment 24, tighten, transaction
-- add foreign key page_org_id_fkey to public.page, NOT VALID
ALTER TABLE "public"."page" ADD CONSTRAINT "page_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'page', 'page_org_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint page_org_id_not_null to public.page, NOT VALID
ALTER TABLE "public"."page" ADD CONSTRAINT "page_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'page', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 25, tighten, alone
-- validate foreign key page_org_id_fkey of public.page
ALTER TABLE "public"."page" VALIDATE CONSTRAINT "page_org_id_fkey";

-- segment 26, tighten, alone
-- build index page_org_id_idx on public.page (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'page', 'page_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."page_org_id_idx";
CREATE INDEX CONCURRENTLY "page_org_id_idx" ON "public"."page" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'page', 'page_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 27, tighten, alone
-- validate page_org_id_not_null of public.page
ALTER TABLE "public"."page" VALIDATE CONSTRAINT "page_org_id_not_null";

-- segment 28, tighten, transaction
-- add foreign key vote_org_id_fkey to public.vote, NOT VALID
ALTER TABLE "public"."vote" ADD CONSTRAINT "vote_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."orgs" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'vote', 'vote_org_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint vote_org_id_not_null to public.vote, NOT VALID
ALTER TABLE "public"."vote" ADD CONSTRAINT "vote_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'vote', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 29, tighten, alone
-- validate foreign key vote_org_id_fkey of public.vote
ALTER TABLE "public"."vote" VALIDATE CONSTRAINT "vote_org_id_fkey";

-- segment 30, tighten, alone
-- build index vote_org_id_idx on public.vote (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'vote', 'vote_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."vote_org_id_idx";
CREATE INDEX CONCURRENTLY "vote_org_id_idx" ON "public"."vote" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'vote', 'vote_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 31, tighten, alone
-- validate vote_org_id_not_null of public.vote
ALTER TABLE "public"."vote" VALIDATE CONSTRAINT "vote_org_id_not_null";

