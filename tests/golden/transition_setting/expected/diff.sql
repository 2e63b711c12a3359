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
-- add org_id to public.item, every row reads 'default' at once
ALTER TABLE "public"."item" ADD COLUMN "org_id" character varying(8) DEFAULT CAST('default' AS character varying(8));
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'item', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"source":"constant default"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."item"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."item"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.item: writers that leave org_id out get it filled in (constant default)
CREATE FUNCTION "public"."item_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."org_id" := COALESCE(CASE WHEN CAST(CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS
      character varying(8)) AS pg_catalog.text) OPERATOR(pg_catalog.=)
      NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') THEN
      CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) WHEN
      CAST("pg_catalog"."textcat"(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), ''),
      ' (app.org_id) is no character varying(8)') AS boolean) THEN NULL END, CAST('default' AS character varying(8)));
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."item_planner_guard" () FROM PUBLIC;
CREATE FUNCTION "public"."item_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."item" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."item_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."item_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."item_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."item_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."part"') AND "attname" OPERATOR(pg_catalog.=) 'org_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."part" AS t SET "org_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."item_id" AND
        ("t"."org_id" IS NULL OR "t"."org_id" OPERATOR(pg_catalog.=) "old"."org_id");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."item_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."item_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."item_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."item" FOR EACH ROW WHEN ("new"."org_id" IS NULL) EXECUTE FUNCTION "public"."item_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."item" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."item_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."item" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."item_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'item', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- the default of org_id of public.item is the session's tenant, from app.org_id
ALTER TABLE "public"."item" ALTER COLUMN "org_id" SET DEFAULT CASE WHEN CAST(CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) AS pg_catalog.text) OPERATOR(pg_catalog.=) NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') THEN CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) WHEN CAST("pg_catalog"."textcat"(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), ''), ' (app.org_id) is no character varying(8)') AS boolean) THEN NULL END;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('session_default', 'public', 'item', 'org_id', 'add', 'confirmed', '{"format":2,"content":{}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key item_org_id_fkey to public.item, NOT VALID
ALTER TABLE "public"."item" ADD CONSTRAINT "item_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."org" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'item', 'item_org_id_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 3, add, transaction
-- add org_id to public.visit, every row reads 'default' at once
ALTER TABLE "public"."visit" ADD COLUMN "org_id" character varying(8) DEFAULT CAST('default' AS character varying(8));
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'visit', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"source":"constant default"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."visit"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."visit"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.visit: writers that leave org_id out get it filled in (constant default)
CREATE FUNCTION "public"."visit_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."org_id" := COALESCE(CASE WHEN CAST(CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS
      character varying(8)) AS pg_catalog.text) OPERATOR(pg_catalog.=)
      NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') THEN
      CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) WHEN
      CAST("pg_catalog"."textcat"(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), ''),
      ' (app.org_id) is no character varying(8)') AS boolean) THEN NULL END, CAST('default' AS character varying(8)));
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."visit_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."visit" FOR EACH ROW WHEN ("new"."org_id" IS NULL) EXECUTE FUNCTION "public"."visit_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'visit', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- the default of org_id of public.visit is the session's tenant, from app.org_id
ALTER TABLE "public"."visit" ALTER COLUMN "org_id" SET DEFAULT CASE WHEN CAST(CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) AS pg_catalog.text) OPERATOR(pg_catalog.=) NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') THEN CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) WHEN CAST("pg_catalog"."textcat"(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), ''), ' (app.org_id) is no character varying(8)') AS boolean) THEN NULL END;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('session_default', 'public', 'visit', 'org_id', 'add', 'confirmed', '{"format":2,"content":{}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key visit_org_id_fkey to public.visit, NOT VALID
ALTER TABLE "public"."visit" ADD CONSTRAINT "visit_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."org" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'visit', 'visit_org_id_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add org_id to public.part, empty
ALTER TABLE "public"."part" ADD COLUMN "org_id" character varying(8);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'part', 'org_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via item_id \\u2192 public.item"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."part"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."part"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.part: writers that leave org_id out get it filled in (via item_id → public.item)
CREATE FUNCTION "public"."part_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant character varying(8);
  planner_found character varying(8);
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."item_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."item" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."item_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'item_id',
        ROW ("new"."item_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."org_id" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."org_id", 'item_id', ROW ("new"."item_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."part_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."part_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."part_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."part_planner_guard_hold" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  PERFORM 1 FROM "public"."part" AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."part_planner_guard_hold" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."part_planner_guard_hold"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."part_planner_guard_hold"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE FUNCTION "public"."part_planner_guard_follow" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  IF EXISTS(SELECT 1 FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=)
      "pg_catalog"."to_regclass"('"public"."part_label"') AND "attname" OPERATOR(pg_catalog.=) 'org_id' AND NOT
      "attisdropped") THEN
    UPDATE "public"."part_label" AS t SET "org_id" = NULL WHERE "new"."id" OPERATOR(pg_catalog.=) "t"."part_id" AND
        ("t"."org_id" IS NULL OR "t"."org_id" OPERATOR(pg_catalog.=) "old"."org_id");
  END IF;

  RETURN NULL;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."part_planner_guard_follow" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."part_planner_guard_follow"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."part_planner_guard_follow"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."part" FOR EACH ROW EXECUTE FUNCTION "public"."part_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."part" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."item_id" IS DISTINCT FROM "old"."item_id") EXECUTE FUNCTION "public"."part_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_zhold" BEFORE UPDATE ON "public"."part" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."part_planner_guard_hold" ();
CREATE TRIGGER "A_planner_guard_follow" AFTER UPDATE ON "public"."part" FOR EACH ROW WHEN ("old"."org_id" IS NOT NULL AND "new"."org_id" IS DISTINCT FROM "old"."org_id") EXECUTE FUNCTION "public"."part_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'part', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- the default of org_id of public.part is the session's tenant, from app.org_id
ALTER TABLE "public"."part" ALTER COLUMN "org_id" SET DEFAULT CASE WHEN CAST(CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) AS pg_catalog.text) OPERATOR(pg_catalog.=) NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') THEN CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) WHEN CAST("pg_catalog"."textcat"(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), ''), ' (app.org_id) is no character varying(8)') AS boolean) THEN NULL END;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('session_default', 'public', 'part', 'org_id', 'add', 'confirmed', '{"format":2,"content":{}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, add, transaction
-- add org_id to public.part_label, empty
ALTER TABLE "public"."part_label" ADD COLUMN "org_id" character varying(8);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'part_label', 'org_id', 'add', 'confirmed', E'{"format":2,"content":{"source":"via part_id \\u2192 public.part"}}', CAST("pg_catalog"."jsonb_build_object"('format', 2, 'content', "pg_catalog"."jsonb_build_object"('relation', CAST(CAST("pg_catalog"."to_regclass"('"public"."part_label"') AS oid) AS bigint), 'column', (SELECT "attnum" FROM "pg_catalog"."pg_attribute" WHERE "attrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."part_label"') AND "attname" OPERATOR(pg_catalog.=) 'org_id'), 'record', CAST(CAST("pg_catalog"."to_regclass"('"planner"."owned"') AS oid) AS bigint))) AS text)) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.part_label: writers that leave org_id out get it filled in (via part_id → public.part)
CREATE FUNCTION "public"."part_label_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant character varying(8);
  planner_found character varying(8);
  planner_given boolean;
  planner_waits boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."part_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."part" AS p WHERE "p"."id" OPERATOR(pg_catalog.=)
        "new"."part_id" FOR KEY SHARE;
    planner_waits := planner_waits OR (FOUND AND planner_found IS NULL);

  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants: (%) = %', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'part_id',
        ROW ("new"."part_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF planner_waits THEN NEW."org_id" := NULL; END IF;

    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to another tenant than %, which was given: (%) = %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW."org_id", 'part_id', ROW ("new"."part_id")
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT =
          'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."part_label_planner_guard" () FROM PUBLIC;
DO $planner$
DECLARE
  planner_grantee pg_catalog.regrole;
BEGIN
  FOR planner_grantee IN
    SELECT DISTINCT a.grantee
    FROM pg_catalog.pg_proc AS p CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS a
    WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure('"public"."part_label_planner_guard"()')
      AND a.grantee OPERATOR(pg_catalog.<>) p.proowner AND a.grantee OPERATOR(pg_catalog.<>) 0
  LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM %s', '"public"."part_label_planner_guard"()', planner_grantee);
  END LOOP;
END
$planner$;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."part_label" FOR EACH ROW EXECUTE FUNCTION "public"."part_label_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."part_label" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."part_id" IS DISTINCT FROM "old"."part_id") EXECUTE FUNCTION "public"."part_label_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'part_label', 'org_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, backfill, batches
-- fill org_id of public.part where it is NULL: via item_id → public.item
UPDATE ONLY "public"."part" AS "t" SET "org_id" = "p"."org_id" FROM "public"."item" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."item_id" AND "p"."org_id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'part', 'org_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, backfill, batches
-- fill org_id of public.part_label where it is NULL: via part_id → public.part
UPDATE ONLY "public"."part_label" AS "t" SET "org_id" = "p"."org_id" FROM "public"."part" AS "p" WHERE ("t"."ctid" OPERATOR(pg_catalog.>=) CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" OPERATOR(pg_catalog.<) CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" OPERATOR(pg_catalog.=) ("passes" OPERATOR(pg_catalog.-) 1) OR ("pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) OPERATOR(pg_catalog.%) "passes") OPERATOR(pg_catalog.=) "remainder")) AND "t"."org_id" IS NULL AND "p"."id" OPERATOR(pg_catalog.=) "t"."part_id" AND "p"."org_id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'part_label', 'org_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, tighten, transaction
-- add NOT NULL constraint item_org_id_not_null to public.item, NOT VALID
ALTER TABLE "public"."item" ADD CONSTRAINT "item_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'item', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, tighten, alone
-- validate foreign key item_org_id_fkey of public.item
ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_org_id_fkey";

-- segment 10, tighten, alone
-- build index item_org_id_idx on public.item (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'item', 'item_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."item_org_id_idx";
CREATE INDEX CONCURRENTLY "item_org_id_idx" ON "public"."item" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'item', 'item_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 11, tighten, alone
-- validate item_org_id_not_null of public.item
ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_org_id_not_null";

-- segment 12, tighten, transaction
-- add NOT NULL constraint note_org_id_not_null to public.note, NOT VALID
ALTER TABLE "public"."note" ADD CONSTRAINT "note_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'note', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, tighten, alone
-- build index note_org_id_idx on public.note (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'note', 'note_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."note_org_id_idx";
CREATE INDEX CONCURRENTLY "note_org_id_idx" ON "public"."note" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'note', 'note_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 14, tighten, alone
-- validate note_org_id_not_null of public.note
ALTER TABLE "public"."note" VALIDATE CONSTRAINT "note_org_id_not_null";

-- segment 15, tighten, transaction
-- declare index visit_org_id_idx on public.visit, without its partitions
CREATE INDEX "visit_org_id_idx" ON ONLY "public"."visit" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit', 'visit_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint visit_org_id_not_null to public.visit, NOT VALID
ALTER TABLE "public"."visit" ADD CONSTRAINT "visit_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'visit', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 16, tighten, alone
-- validate foreign key visit_org_id_fkey of public.visit
ALTER TABLE "public"."visit" VALIDATE CONSTRAINT "visit_org_id_fkey";

-- segment 17, tighten, alone
-- build index visit_2025_org_id_idx on public.visit_2025 (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit_2025', 'visit_2025_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."visit_2025_org_id_idx";
CREATE INDEX CONCURRENTLY "visit_2025_org_id_idx" ON "public"."visit_2025" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit_2025', 'visit_2025_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 18, tighten, transaction
-- attach the indexes of the partitions to visit_org_id_idx
ALTER INDEX "public"."visit_org_id_idx" ATTACH PARTITION "public"."visit_2025_org_id_idx";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit', 'visit_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 19, tighten, alone
-- validate visit_org_id_not_null of public.visit
ALTER TABLE "public"."visit" VALIDATE CONSTRAINT "visit_org_id_not_null";

-- segment 20, tighten, transaction
-- add foreign key part_org_id_fkey to public.part, NOT VALID
ALTER TABLE "public"."part" ADD CONSTRAINT "part_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."org" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'part', 'part_org_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint part_org_id_not_null to public.part, NOT VALID
ALTER TABLE "public"."part" ADD CONSTRAINT "part_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'part', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 21, tighten, alone
-- validate foreign key part_org_id_fkey of public.part
ALTER TABLE "public"."part" VALIDATE CONSTRAINT "part_org_id_fkey";

-- segment 22, tighten, alone
-- build index part_org_id_idx on public.part (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'part', 'part_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."part_org_id_idx";
CREATE INDEX CONCURRENTLY "part_org_id_idx" ON "public"."part" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'part', 'part_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 23, tighten, alone
-- validate part_org_id_not_null of public.part
ALTER TABLE "public"."part" VALIDATE CONSTRAINT "part_org_id_not_null";

-- segment 24, tighten, transaction
-- add foreign key part_label_org_id_fkey to public.part_label, NOT VALID
ALTER TABLE "public"."part_label" ADD CONSTRAINT "part_label_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "public"."org" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'part_label', 'part_label_org_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint part_label_org_id_not_null to public.part_label, NOT VALID
ALTER TABLE "public"."part_label" ADD CONSTRAINT "part_label_org_id_not_null" NOT NULL "org_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'part_label', 'org_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 25, tighten, alone
-- validate foreign key part_label_org_id_fkey of public.part_label
ALTER TABLE "public"."part_label" VALIDATE CONSTRAINT "part_label_org_id_fkey";

-- segment 26, tighten, alone
-- build index part_label_org_id_idx on public.part_label (org_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'part_label', 'part_label_org_id_idx', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."part_label_org_id_idx";
CREATE INDEX CONCURRENTLY "part_label_org_id_idx" ON "public"."part_label" ("org_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'part_label', 'part_label_org_id_idx', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 27, tighten, alone
-- validate part_label_org_id_not_null of public.part_label
ALTER TABLE "public"."part_label" VALIDATE CONSTRAINT "part_label_org_id_not_null";

-- segment 28, tighten, transaction
-- the default of org_id of public.note is the session's tenant, from app.org_id
ALTER TABLE "public"."note" ALTER COLUMN "org_id" SET DEFAULT CASE WHEN CAST(CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) AS pg_catalog.text) OPERATOR(pg_catalog.=) NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') THEN CAST(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), '') AS character varying(8)) WHEN CAST("pg_catalog"."textcat"(NULLIF("pg_catalog"."current_setting"('app.org_id', TRUE), ''), ' (app.org_id) is no character varying(8)') AS boolean) THEN NULL END;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('session_default', 'public', 'note', 'org_id', 'tighten', 'confirmed', '{"format":2,"content":{"default":"''default''::character varying"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 29, tighten, transaction
-- take the write guard off public.item: every writer sends org_id (transition.drop: tighten)
DROP TRIGGER "zzz_planner_guard" ON "public"."item";
DROP TRIGGER "zzz_planner_guard_zhold" ON "public"."item";
DROP TRIGGER "A_planner_guard_follow" ON "public"."item";
DROP FUNCTION "public"."item_planner_guard" ();
DROP FUNCTION "public"."item_planner_guard_hold" ();
DROP FUNCTION "public"."item_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'item', 'org_id', 'add', 'released', NULL, '{"format":2,"content":{"function":["public","item_planner_guard"],"triggers":[{"name":"zzz_planner_guard","events":["INSERT","UPDATE"]}],"type":"character varying(8)","tenants":["public","org"],"key":"id","default_tenant":"default","constant":"default","setting":"app.org_id","children":[{"relation":["public","part"],"column":"org_id","path":{"parent":["public","item"],"pairs":[["item_id","id"]],"tenant":"org_id","constraint":"part_item_id_fkey"}}]}}') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 30, tighten, transaction
-- take the write guard off public.visit: every writer sends org_id (transition.drop: tighten)
DROP TRIGGER "zzz_planner_guard" ON "public"."visit";
DROP FUNCTION "public"."visit_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'visit', 'org_id', 'add', 'released', NULL, '{"format":2,"content":{"function":["public","visit_planner_guard"],"triggers":[{"name":"zzz_planner_guard","events":["INSERT","UPDATE"]}],"type":"character varying(8)","tenants":["public","org"],"key":"id","default_tenant":"default","constant":"default","setting":"app.org_id"}}') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 31, tighten, transaction
-- take the write guard off public.part: every writer sends org_id (transition.drop: tighten)
DROP TRIGGER "zzz_planner_guard_insert" ON "public"."part";
DROP TRIGGER "zzz_planner_guard_update" ON "public"."part";
DROP TRIGGER "zzz_planner_guard_zhold" ON "public"."part";
DROP TRIGGER "A_planner_guard_follow" ON "public"."part";
DROP FUNCTION "public"."part_planner_guard" ();
DROP FUNCTION "public"."part_planner_guard_hold" ();
DROP FUNCTION "public"."part_planner_guard_follow" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'part', 'org_id', 'add', 'released', NULL, '{"format":2,"content":{"function":["public","part_planner_guard"],"triggers":[{"name":"zzz_planner_guard_insert","events":["INSERT"]},{"name":"zzz_planner_guard_update","events":["UPDATE"]}],"type":"character varying(8)","tenants":["public","org"],"key":"id","default_tenant":"default","paths":[{"parent":["public","item"],"pairs":[["item_id","id"]],"tenant":"org_id","constraint":"part_item_id_fkey"}],"children":[{"relation":["public","part_label"],"column":"org_id","path":{"parent":["public","part"],"pairs":[["part_id","id"]],"tenant":"org_id","constraint":"part_label_part_id_fkey"}}]}}') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

