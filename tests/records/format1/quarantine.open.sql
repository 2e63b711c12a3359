-- PostgreSQL >= 18
-- quarantine, open: left by planner 0.1.0 on PostgreSQL 18.6
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA planner;

COMMENT ON SCHEMA planner IS 'planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none.';

CREATE FUNCTION public.chat_planner_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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
    SELECT "p"."id" INTO planner_found FROM "public"."orgs" AS p WHERE "p"."id" = "new"."org";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."org_id"
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.vote_planner_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_conflict boolean := false;

BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat_id";
  END IF;

  planner_conflict := planner_conflict OR (planner_tenant IS NOT NULL AND planner_found <> planner_tenant);
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."chat2" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat2";
  END IF;

  planner_conflict := planner_conflict OR (planner_tenant IS NOT NULL AND planner_found <> planner_tenant);
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_conflict THEN
    RETURN NEW;
  END IF;

  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."org_id"
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE planner.backfill (
    schema_name text NOT NULL,
    relation_name text NOT NULL,
    leaf_schema text NOT NULL,
    leaf_name text NOT NULL,
    first_page bigint NOT NULL,
    next_page bigint NOT NULL,
    end_page bigint NOT NULL,
    rows_filled bigint NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE planner.lease (
    holder bigint NOT NULL,
    run bigint,
    command text NOT NULL,
    client text NOT NULL,
    backend_pid integer NOT NULL,
    backend_start timestamp with time zone NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    heartbeat_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    state text NOT NULL,
    step text,
    reason text,
    paused_by text
);

CREATE TABLE planner.owned (
    seq bigint NOT NULL,
    kind text NOT NULL,
    schema_name text NOT NULL,
    relation_name text NOT NULL,
    object_name text NOT NULL,
    phase text NOT NULL,
    state text NOT NULL,
    before text,
    detail text,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    recorded_by text DEFAULT SESSION_USER NOT NULL
);

ALTER TABLE planner.owned ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME planner.owned_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE planner.quarantine (
    schema_name text NOT NULL,
    relation_name text NOT NULL,
    row_key jsonb NOT NULL,
    reason text NOT NULL,
    candidates text[] NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    tenant text,
    decided_at timestamp with time zone,
    decided_by text
);

CREATE TABLE planner.run (
    run bigint NOT NULL,
    command text NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    outcome text,
    role text NOT NULL,
    client text NOT NULL,
    planner_version text NOT NULL,
    fingerprint text
);

ALTER TABLE planner.run ALTER COLUMN run ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME planner.run_run_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE planner.step (
    run bigint NOT NULL,
    segment integer NOT NULL,
    step text NOT NULL,
    statement text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    duration_ms double precision NOT NULL,
    locks_predicted text,
    locks_held text,
    lock_wait_ms double precision,
    lock_hold_ms double precision,
    rows bigint,
    wal_bytes bigint,
    attempt integer NOT NULL,
    error text
);

CREATE TABLE public.chat (
    id integer NOT NULL,
    org text,
    org_id text
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.vote (
    chat_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    chat2 integer,
    org_id text
);

INSERT INTO planner.backfill VALUES
	('public', 'chat', 'public', 'chat', 0, 1, 1, 2, '2026-11-25 21:49:08.782478+00'),
	('public', 'vote', 'public', 'vote', 0, 1, 1, 1, '2026-11-25 21:49:08.92797+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:08.555741+00', 'postgres'),
	(2, 'column', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:49:08.608189+00', 'postgres'),
	(3, 'guard', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:08.626306+00', 'postgres'),
	(4, 'column', 'public', 'vote', 'org_id', 'add', 'confirmed', NULL, 'via chat_id → public.chat and chat2 → public.chat', '2026-11-25 21:49:08.651322+00', 'postgres'),
	(5, 'guard', 'public', 'vote', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:08.657968+00', 'postgres'),
	(6, 'backfill', 'public', 'chat', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:08.82956+00', 'postgres'),
	(7, 'backfill', 'public', 'vote', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:08.983826+00', 'postgres');

INSERT INTO planner.quarantine VALUES
	('public', 'vote', '{"at": "2026-01-31T10:00:00", "chat_id": 2}', 'conflict', '{zeta,acme}', '2026-11-25 21:49:08.97129+00', NULL, NULL, NULL),
	('public', 'vote', '{"at": "2026-02-01T00:00:00.5", "chat_id": 3}', 'orphan', '{}', '2026-11-25 21:49:08.971393+00', NULL, NULL, NULL),
	('public', 'chat', '{"id": 3}', 'orphan', '{}', '2026-11-25 21:49:08.82507+00', 'zeta', '2026-11-25 21:49:09.680048+00', 'ann@laptop');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:49:08.578902+00', '2026-11-25 21:49:09.020069+00', 'failed', 'postgres', 'ann@laptop', '0.1.0', '873839fbe63e4d589b4607d94b868a4bcfefa59baa41f898d6a15bd18508452e'),
	(2, 'resolve', '2026-11-25 21:49:09.687164+00', '2026-11-25 21:49:09.688192+00', 'done', 'postgres', 'ann@laptop', '0.1.0', NULL);

INSERT INTO planner.step VALUES
	(1, 1, 'add.record', 'CREATE SCHEMA "planner"', '2026-11-25 21:49:08.444554+00', 9.39377500003502, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'COMMENT ON SCHEMA "planner" IS ''planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none.''', '2026-11-25 21:49:08.453997+00', 0.39835699999457574, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."owned" ("seq" bigint GENERATED ALWAYS AS IDENTITY, "kind" text NOT NULL, "schema_name" text NOT NULL, "relation_name" text NOT NULL, "object_name" text NOT NULL, "phase" text NOT NULL, "state" text NOT NULL, "before" text, "detail" text, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "recorded_by" text DEFAULT SESSION_USER NOT NULL, PRIMARY KEY ("kind", "schema_name", "relation_name", "object_name"))', '2026-11-25 21:49:08.454914+00', 5.011847999867314, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."backfill" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "leaf_schema" text NOT NULL, "leaf_name" text NOT NULL, "first_page" bigint NOT NULL, "next_page" bigint NOT NULL, "end_page" bigint NOT NULL, "rows_filled" bigint NOT NULL, "updated_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, PRIMARY KEY ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"))', '2026-11-25 21:49:08.460374+00', 19.608940000125585, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."run" ("run" bigint GENERATED ALWAYS AS IDENTITY, "command" text NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "finished_at" timestamp with time zone, "outcome" text, "role" text NOT NULL, "client" text NOT NULL, "planner_version" text NOT NULL, "fingerprint" text, PRIMARY KEY ("run"))', '2026-11-25 21:49:08.48049+00', 9.577710000030493, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."step" ("run" bigint NOT NULL, "segment" integer NOT NULL, "step" text NOT NULL, "statement" text NOT NULL, "started_at" timestamp with time zone NOT NULL, "duration_ms" double precision NOT NULL, "locks_predicted" text, "locks_held" text, "lock_wait_ms" double precision, "lock_hold_ms" double precision, "rows" bigint, "wal_bytes" bigint, "attempt" integer NOT NULL, "error" text)', '2026-11-25 21:49:08.490642+00', 12.213422000058927, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."lease" ("holder" bigint NOT NULL, "run" bigint, "command" text NOT NULL, "client" text NOT NULL, "backend_pid" integer NOT NULL, "backend_start" timestamp with time zone NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "heartbeat_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "state" text NOT NULL, "step" text, "reason" text, "paused_by" text, PRIMARY KEY ("holder"))', '2026-11-25 21:49:08.503395+00', 36.551669000118636, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."quarantine" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "row_key" jsonb NOT NULL, "reason" text NOT NULL, "candidates" text[] NOT NULL, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "tenant" text, "decided_at" timestamp with time zone, "decided_by" text, PRIMARY KEY ("schema_name", "relation_name", "row_key"))', '2026-11-25 21:49:08.540471+00', 2.1011999999700492, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''schema'', ''planner'', ''owned'', ''planner'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:08.542852+00', 14.03446599988456, NULL, NULL, 0.011542000038389233, 128.07060899990574, 1, 151016, 1, NULL),
	(1, 2, 'add.tenant_column.public.chat', 'ALTER TABLE "public"."chat" ADD COLUMN "org_id" text', '2026-11-25 21:49:08.606752+00', 0.6222270001217112, 'ACCESS EXCLUSIVE on public.chat', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.tenant_column.public.chat', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''column'', ''public'', ''chat'', ''org_id'', ''add'', ''confirmed'', NULL, ''via org → public.orgs'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:08.607705+00', 0.6378860000495479, 'ACCESS EXCLUSIVE on public.chat', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.write_guard.public.chat', 'CREATE FUNCTION "public"."chat_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
BEGIN
  IF TG_OP = ''INSERT'' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."org" IS NOT NULL THEN
    SELECT "p"."id" INTO planner_found FROM "public"."orgs" AS p WHERE "p"."id" = "new"."org";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION ''a row of %.% points to rows of two tenants, % and %'',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = ''check_violation'', COLUMN = ''org_id'', HINT = ''All parents of a row must belong to the same tenant.'';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION ''a row of %.% belongs to tenant %, and % was given'',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."org_id"
      USING ERRCODE = ''check_violation'', COLUMN = ''org_id'', HINT = ''Leave the column out, or send the tenant of the parent row.'';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$', '2026-11-25 21:49:08.608679+00', 3.601803000037762, 'SHARE ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.write_guard.public.chat', 'REVOKE ALL ON FUNCTION "public"."chat_planner_guard" () FROM PUBLIC', '2026-11-25 21:49:08.612305+00', 4.303428999946846, 'SHARE ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.write_guard.public.chat', 'CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."chat" FOR EACH ROW EXECUTE FUNCTION "public"."chat_planner_guard" ()', '2026-11-25 21:49:08.616637+00', 6.41742399989198, 'SHARE ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.write_guard.public.chat', 'CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."chat" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"(''planner.backfill'', TRUE) IS DISTINCT FROM ''on'')) OR "new"."org" IS DISTINCT FROM "old"."org") EXECUTE FUNCTION "public"."chat_planner_guard" ()', '2026-11-25 21:49:08.623096+00', 0.543398999980127, 'SHARE ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.write_guard.public.chat', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''chat'', ''org_id'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:08.623981+00', 2.417492999938986, 'SHARE ROW EXCLUSIVE on public.chat', 'AccessExclusiveLock on public.chat, ShareRowExclusiveLock on public.chat', 0.4850299999361596, 20.620266000150878, 1, 13552, 1, NULL),
	(1, 3, 'add.tenant_column.public.vote', 'ALTER TABLE "public"."vote" ADD COLUMN "org_id" text', '2026-11-25 21:49:08.641686+00', 0.7885190000251896, 'ACCESS EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_column.public.vote', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''column'', ''public'', ''vote'', ''org_id'', ''add'', ''confirmed'', NULL, ''via chat_id → public.chat and chat2 → public.chat'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:08.642724+00', 13.233204000016485, 'ACCESS EXCLUSIVE on public.vote', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.vote', 'CREATE FUNCTION "public"."vote_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
#variable_conflict use_column
DECLARE
  planner_tenant text;
  planner_found text;
  planner_given boolean;
  planner_conflict boolean := false;

BEGIN
  IF TG_OP = ''INSERT'' THEN
    planner_given := NEW."org_id" IS NOT NULL;
  ELSE
    planner_given := NEW."org_id" IS NOT NULL AND NEW."org_id" IS DISTINCT FROM OLD."org_id";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat_id";
  END IF;

  planner_conflict := planner_conflict OR (planner_tenant IS NOT NULL AND planner_found <> planner_tenant);
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."chat2" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat2";
  END IF;

  planner_conflict := planner_conflict OR (planner_tenant IS NOT NULL AND planner_found <> planner_tenant);
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_conflict THEN
    RETURN NEW;
  END IF;

  IF planner_given AND NEW."org_id" <> planner_tenant THEN
    RAISE EXCEPTION ''a row of %.% belongs to tenant %, and % was given'',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."org_id"
      USING ERRCODE = ''check_violation'', COLUMN = ''org_id'', HINT = ''Leave the column out, or send the tenant of the parent row.'';
  END IF;
  NEW."org_id" := planner_tenant;
  RETURN NEW;
END
$planner$', '2026-11-25 21:49:08.656294+00', 0.5580170000030193, 'SHARE ROW EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.vote', 'REVOKE ALL ON FUNCTION "public"."vote_planner_guard" () FROM PUBLIC', '2026-11-25 21:49:08.656872+00', 0.21931100013716787, 'SHARE ROW EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.vote', 'CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."vote" FOR EACH ROW EXECUTE FUNCTION "public"."vote_planner_guard" ()', '2026-11-25 21:49:08.657103+00', 0.19359300017640635, 'SHARE ROW EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.vote', 'CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."vote" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"(''planner.backfill'', TRUE) IS DISTINCT FROM ''on'')) OR "new"."chat_id" IS DISTINCT FROM "old"."chat_id" OR "new"."chat2" IS DISTINCT FROM "old"."chat2") EXECUTE FUNCTION "public"."vote_planner_guard" ()', '2026-11-25 21:49:08.657307+00', 0.296595999998317, 'SHARE ROW EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.vote', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''vote'', ''org_id'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:08.657808+00', 0.23012200017547002, 'SHARE ROW EXCLUSIVE on public.vote', 'AccessExclusiveLock on public.vote, ShareRowExclusiveLock on public.vote', 0.2940420001777966, 17.240156999832834, 1, 18064, 1, NULL),
	(1, 4, 'backfill.public.chat', 'UPDATE ONLY "public"."chat" AS "t" SET "org_id" = "p"."id" FROM "public"."orgs" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"(''(%s,%s)'', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"(''(%s,%s)'', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."org_id" IS NULL AND "p"."id" = "t"."org" AND "p"."id" IS NOT NULL', '2026-11-25 21:49:08.682241+00', 146.2592749999203, 'ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, 2, 2808, 1, NULL),
	(1, 4, 'backfill.public.chat', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''backfill'', ''public'', ''chat'', ''org_id'', ''backfill'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:08.829309+00', 2.8267610000511922, 'ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 5, 'backfill.public.vote', 'UPDATE ONLY "public"."vote" AS "t" SET "org_id" = "p"."org_id" FROM "public"."chat" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"(''(%s,%s)'', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"(''(%s,%s)'', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."org_id" IS NULL AND "p"."id" = "t"."chat_id" AND "p"."org_id" IS NOT NULL AND NOT EXISTS(SELECT 1 FROM "public"."chat" AS "q" WHERE "q"."id" = "t"."chat2" AND "q"."org_id" <> "p"."org_id"); UPDATE ONLY "public"."vote" AS "t" SET "org_id" = "p"."org_id" FROM "public"."chat" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"(''(%s,%s)'', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"(''(%s,%s)'', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."org_id" IS NULL AND "p"."id" = "t"."chat2" AND "p"."org_id" IS NOT NULL AND NOT EXISTS(SELECT 1 FROM "public"."chat" AS "q" WHERE "q"."id" = "t"."chat_id" AND "q"."org_id" <> "p"."org_id")', '2026-11-25 21:49:08.840022+00', 140.93637399992076, 'ROW EXCLUSIVE on public.vote', NULL, NULL, NULL, 1, 2848, 1, NULL),
	(1, 5, 'backfill.public.vote', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''backfill'', ''public'', ''vote'', ''org_id'', ''backfill'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:08.983552+00', 1.004793999982212, 'ROW EXCLUSIVE on public.vote', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(2, 1, 'resolve.public.chat', 'UPDATE "public"."chat" AS "t" SET "org_id" = CAST(''zeta'' AS text) WHERE "t"."org_id" IS NULL AND "t"."id" = CAST((CAST(''{"id": 3}'' AS jsonb) ->> ''id'') AS integer)', '2026-11-25 21:49:09.671908+00', 12.026, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL);

INSERT INTO public.chat VALUES
	(1, 'acme', 'acme'),
	(2, 'zeta', 'zeta'),
	(3, NULL, 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.vote VALUES
	(2, '2026-01-31 10:00:00+00', 1, NULL),
	(3, '2026-02-01 00:00:00.5+00', NULL, NULL),
	(1, '2026-01-31 10:00:00+00', 1, 'acme');

SELECT pg_catalog.setval('planner.owned_seq_seq', 7, true);

SELECT pg_catalog.setval('planner.run_run_seq', 2, true);

ALTER TABLE ONLY planner.backfill
    ADD CONSTRAINT backfill_pkey PRIMARY KEY (schema_name, relation_name, leaf_schema, leaf_name, first_page);

ALTER TABLE ONLY planner.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (holder);

ALTER TABLE ONLY planner.owned
    ADD CONSTRAINT owned_pkey PRIMARY KEY (kind, schema_name, relation_name, object_name);

ALTER TABLE ONLY planner.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (schema_name, relation_name, row_key);

ALTER TABLE ONLY planner.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (run);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (chat_id, at);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.chat FOR EACH ROW EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.vote FOR EACH ROW EXECUTE FUNCTION public.vote_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.chat FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.vote FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id) OR (new.chat2 IS DISTINCT FROM old.chat2))) EXECUTE FUNCTION public.vote_planner_guard();

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_chat2_fkey FOREIGN KEY (chat2) REFERENCES public.chat(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);

REVOKE ALL ON FUNCTION public.chat_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.vote_planner_guard() FROM PUBLIC;
