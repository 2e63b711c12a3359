-- PostgreSQL >= 18
-- awkward_names, add: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE SCHEMA "My Schema";

CREATE SCHEMA planner;

COMMENT ON SCHEMA planner IS 'planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none.';

CREATE FUNCTION "My Schema"."Größe 数 %s_planner_guard"() RETURNS trigger
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
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."ref%" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM "My Schema"."User's ""table""" AS p WHERE "p"."id'" = "new"."ref%";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant ""id"""
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION "My Schema"."User's ""table""_planner_guard"() RETURNS trigger
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
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."from""x" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM "My Schema"."select" AS p WHERE "p"."from" = "new"."from""x";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant ""id"""
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION "My Schema"."a$$b\c_planner_guard"() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."tenant ""id""" := CAST('it''s "default" \ 数' AS text);
  RETURN NEW;
END
$$;

CREATE FUNCTION "My Schema"."a.b_planner_guard"() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."tenant ""id""" := CAST('it''s "default" \ 数' AS text);
  RETURN NEW;
END
$$;

CREATE FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" AS p WHERE "p"."id" = "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant ""id"""
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant ""id""" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant ""id""" IS NOT NULL AND NEW."tenant ""id""" IS DISTINCT FROM OLD."tenant ""id""";
  END IF;

  planner_found := NULL;
  IF "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" IS NOT NULL THEN
    SELECT "p"."tenant ""id""" INTO planner_found FROM "My Schema"."select" AS p WHERE "p"."from" = "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant ""id""" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant ""id"""
      USING ERRCODE = 'check_violation', COLUMN = 'tenant "id"', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant ""id""" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION "My Schema".select_planner_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."tenant ""id""" := CAST('it''s "default" \ 数' AS text);
  RETURN NEW;
END
$$;

CREATE FUNCTION "My Schema"."üüüüüüüüüüüüüüüüüüüü_0bcf95c1_planner_guard"() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."tenant ""id""" := CAST('it''s "default" \ 数' AS text);
  RETURN NEW;
END
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE "My Schema"."Größe 数 %s" (
    "sch lüssel" integer NOT NULL,
    "ref%" integer NOT NULL,
    "tenant ""id""" text
);

CREATE TABLE "My Schema"."Order ""by""" (
    "Key's" text NOT NULL,
    "näme" text NOT NULL
);

CREATE TABLE "My Schema"."User's ""table""" (
    "id'" integer NOT NULL,
    "from""x" integer NOT NULL,
    "tenant ""id""" text
);

CREATE TABLE "My Schema"."a$$b\c" (
    id integer NOT NULL,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text
);

CREATE TABLE "My Schema"."a.b" (
    id integer NOT NULL,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text
);

CREATE TABLE "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax (
    id integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id_not_null NOT NULL,
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaa_not_null NOT NULL,
    "tenant ""id""" text
);

CREATE TABLE "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay (
    id integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id_not_null1 NOT NULL,
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaa_not_null1 NOT NULL,
    "tenant ""id""" text
);

CREATE TABLE "My Schema"."select" (
    "from" integer NOT NULL,
    "Where" text,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text
);

CREATE TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" (
    id integer CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüüüü_id_not_null" NOT NULL,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text
);

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

INSERT INTO "My Schema"."Größe 数 %s" VALUES
	(1, 1, NULL),
	(2, 2, NULL);

INSERT INTO "My Schema"."Order ""by""" VALUES
	('it''s "default" \ 数', 'O''Neil');

INSERT INTO "My Schema"."User's ""table""" VALUES
	(1, 1, NULL),
	(2, 2, NULL);

INSERT INTO "My Schema"."a$$b\c" VALUES
	(1, 'it''s "default" \ 数');

INSERT INTO "My Schema"."a.b" VALUES
	(1, 'it''s "default" \ 数');

INSERT INTO "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax VALUES
	(1, 1, NULL);

INSERT INTO "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay VALUES
	(1, 1, NULL);

INSERT INTO "My Schema"."select" VALUES
	(1, 'x', 'it''s "default" \ 数'),
	(2, 'y', 'it''s "default" \ 数');

INSERT INTO "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" VALUES
	(1, 'it''s "default" \ 数');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.380811+00', 'postgres'),
	(2, 'table', 'My Schema', 'Order "by"', 'Order "by"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.423238+00', 'postgres'),
	(3, 'row', 'My Schema', 'Order "by"', 'it''s "default" \ 数', 'add', 'confirmed', NULL, 'Key''s', '2026-11-25 21:48:09.435734+00', 'postgres'),
	(4, 'column', 'My Schema', 'select', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:48:09.486175+00', 'postgres'),
	(5, 'guard', 'My Schema', 'select', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.503483+00', 'postgres'),
	(6, 'foreign_key', 'My Schema', 'select', 'select_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.516204+00', 'postgres'),
	(7, 'column', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:48:09.573752+00', 'postgres'),
	(8, 'guard', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.589781+00', 'postgres'),
	(9, 'foreign_key', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'üüüüüüüüüüüüüüüüüüüüüüü_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.592195+00', 'postgres'),
	(10, 'column', 'My Schema', 'a.b', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:48:09.648156+00', 'postgres'),
	(11, 'guard', 'My Schema', 'a.b', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.658765+00', 'postgres'),
	(12, 'foreign_key', 'My Schema', 'a.b', 'a.b_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.668466+00', 'postgres'),
	(13, 'column', 'My Schema', 'a$$b\c', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:48:09.727434+00', 'postgres'),
	(14, 'guard', 'My Schema', 'a$$b\c', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.737247+00', 'postgres'),
	(15, 'foreign_key', 'My Schema', 'a$$b\c', 'a$$b\c_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.740307+00', 'postgres'),
	(16, 'column', 'My Schema', 'User''s "table"', 'tenant "id"', 'add', 'confirmed', NULL, 'via from"x → My Schema.select', '2026-11-25 21:48:09.791631+00', 'postgres'),
	(17, 'guard', 'My Schema', 'User''s "table"', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.816182+00', 'postgres'),
	(18, 'column', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'add', 'confirmed', NULL, 'via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay → My Schema.select', '2026-11-25 21:48:09.864306+00', 'postgres'),
	(19, 'guard', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.882556+00', 'postgres'),
	(20, 'column', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'add', 'confirmed', NULL, 'via ref% → My Schema."User''s ""table"""', '2026-11-25 21:48:09.939511+00', 'postgres'),
	(21, 'guard', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:09.954292+00', 'postgres'),
	(22, 'column', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'add', 'confirmed', NULL, 'via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax → My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', '2026-11-25 21:48:10.003622+00', 'postgres'),
	(23, 'guard', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:10.024189+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:48:09.390386+00', '2026-11-25 21:48:10.036566+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'c0fdee2de7ee477bb91a027e3cef6a9175149f1aa00f018cb5c80ddbac943acc');

INSERT INTO planner.step VALUES
	(1, 10, 'add.write_guard.My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" FOR EACH ROW EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard" ()', '2026-11-25 21:48:10.010529+00', 1.7111189999923226, 'SHARE ROW EXCLUSIVE on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 10, 'add.write_guard.My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" FOR EACH ROW WHEN ("new"."tenant ""id""" IS NULL OR ("new"."tenant ""id""" IS DISTINCT FROM "old"."tenant ""id""" AND ("pg_catalog"."current_setting"(''planner.backfill'', TRUE) IS DISTINCT FROM ''on'')) OR "new"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" IS DISTINCT FROM "old"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax") EXECUTE FUNCTION "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard" ()', '2026-11-25 21:48:10.012277+00', 3.202164999947854, 'SHARE ROW EXCLUSIVE on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 10, 'add.write_guard.My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''My Schema'', ''aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay'', ''tenant "id"'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:10.01592+00', 9.708975999956238, 'SHARE ROW EXCLUSIVE on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'AccessExclusiveLock on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay, ShareRowExclusiveLock on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 2.462066999896706, 27.959607999946456, 1, 18856, 1, NULL);

SELECT pg_catalog.setval('planner.owned_seq_seq', 23, true);

SELECT pg_catalog.setval('planner.run_run_seq', 1, true);

ALTER TABLE ONLY "My Schema"."Größe 数 %s"
    ADD CONSTRAINT "Größe 数 %s_pkey" PRIMARY KEY ("sch lüssel");

ALTER TABLE ONLY "My Schema"."Order ""by"""
    ADD CONSTRAINT "Order ""by""_pkey" PRIMARY KEY ("Key's");

ALTER TABLE ONLY "My Schema"."User's ""table"""
    ADD CONSTRAINT "User's ""table""_pkey" PRIMARY KEY ("id'");

ALTER TABLE ONLY "My Schema"."a$$b\c"
    ADD CONSTRAINT "a$$b\c_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema"."a.b"
    ADD CONSTRAINT "a.b_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_pkey1 PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_pkey PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema"."select"
    ADD CONSTRAINT select_pkey PRIMARY KEY ("from");

ALTER TABLE ONLY "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz"
    ADD CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüüüüüüüü_pkey" PRIMARY KEY (id);

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

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON "My Schema"."a$$b\c" FOR EACH ROW WHEN ((new."tenant ""id""" IS NULL)) EXECUTE FUNCTION "My Schema"."a$$b\c_planner_guard"();

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON "My Schema"."a.b" FOR EACH ROW WHEN ((new."tenant ""id""" IS NULL)) EXECUTE FUNCTION "My Schema"."a.b_planner_guard"();

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON "My Schema"."select" FOR EACH ROW WHEN ((new."tenant ""id""" IS NULL)) EXECUTE FUNCTION "My Schema".select_planner_guard();

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" FOR EACH ROW WHEN ((new."tenant ""id""" IS NULL)) EXECUTE FUNCTION "My Schema"."üüüüüüüüüüüüüüüüüüüü_0bcf95c1_planner_guard"();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON "My Schema"."Größe 数 %s" FOR EACH ROW EXECUTE FUNCTION "My Schema"."Größe 数 %s_planner_guard"();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON "My Schema"."User's ""table""" FOR EACH ROW EXECUTE FUNCTION "My Schema"."User's ""table""_planner_guard"();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax FOR EACH ROW EXECUTE FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay FOR EACH ROW EXECUTE FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON "My Schema"."Größe 数 %s" FOR EACH ROW WHEN (((new."tenant ""id""" IS NULL) OR ((new."tenant ""id""" IS DISTINCT FROM old."tenant ""id""") AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new."ref%" IS DISTINCT FROM old."ref%"))) EXECUTE FUNCTION "My Schema"."Größe 数 %s_planner_guard"();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON "My Schema"."User's ""table""" FOR EACH ROW WHEN (((new."tenant ""id""" IS NULL) OR ((new."tenant ""id""" IS DISTINCT FROM old."tenant ""id""") AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new."from""x" IS DISTINCT FROM old."from""x"))) EXECUTE FUNCTION "My Schema"."User's ""table""_planner_guard"();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax FOR EACH ROW WHEN (((new."tenant ""id""" IS NULL) OR ((new."tenant ""id""" IS DISTINCT FROM old."tenant ""id""") AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay IS DISTINCT FROM old.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay))) EXECUTE FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay FOR EACH ROW WHEN (((new."tenant ""id""" IS NULL) OR ((new."tenant ""id""" IS DISTINCT FROM old."tenant ""id""") AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax IS DISTINCT FROM old.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax))) EXECUTE FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard();

ALTER TABLE ONLY "My Schema"."Größe 数 %s"
    ADD CONSTRAINT "Größe 数 %s_ref%_fkey" FOREIGN KEY ("ref%") REFERENCES "My Schema"."User's ""table"""("id'");

ALTER TABLE ONLY "My Schema"."User's ""table"""
    ADD CONSTRAINT "User's ""table""_from""x_fkey" FOREIGN KEY ("from""x") REFERENCES "My Schema"."select"("from");

ALTER TABLE ONLY "My Schema"."a$$b\c"
    ADD CONSTRAINT "a$$b\c_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's") NOT VALID;

ALTER TABLE ONLY "My Schema"."a.b"
    ADD CONSTRAINT "a.b_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's") NOT VALID;

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaa_fkey1 FOREIGN KEY (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax) REFERENCES "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax(id);

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaa_fkey FOREIGN KEY (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay) REFERENCES "My Schema"."select"("from");

ALTER TABLE ONLY "My Schema"."select"
    ADD CONSTRAINT "select_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's") NOT VALID;

ALTER TABLE ONLY "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz"
    ADD CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüü_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's") NOT VALID;

REVOKE ALL ON FUNCTION "My Schema"."Größe 数 %s_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."User's ""table""_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."a$$b\c_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."a.b_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema".select_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."üüüüüüüüüüüüüüüüüüüü_0bcf95c1_planner_guard"() FROM PUBLIC;
