-- PostgreSQL >= 18
-- awkward_names: left by planner 0.1.0 on PostgreSQL 18.6
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
    "tenant ""id""" text NOT NULL
);

CREATE TABLE "My Schema"."Order ""by""" (
    "Key's" text NOT NULL,
    "näme" text NOT NULL
);

CREATE TABLE "My Schema"."User's ""table""" (
    "id'" integer NOT NULL,
    "from""x" integer NOT NULL,
    "tenant ""id""" text NOT NULL
);

CREATE TABLE "My Schema"."a$$b\c" (
    id integer NOT NULL,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text NOT NULL
);

CREATE TABLE "My Schema"."a.b" (
    id integer NOT NULL,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text NOT NULL
);

CREATE TABLE "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax (
    id integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id_not_null NOT NULL,
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaa_not_null NOT NULL,
    "tenant ""id""" text CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_not_null" NOT NULL
);

CREATE TABLE "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay (
    id integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id_not_null1 NOT NULL,
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaa_not_null1 NOT NULL,
    "tenant ""id""" text CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_not_null" NOT NULL
);

CREATE TABLE "My Schema"."select" (
    "from" integer NOT NULL,
    "Where" text,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text NOT NULL
);

CREATE TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" (
    id integer CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüüüü_id_not_null" NOT NULL,
    "tenant ""id""" text DEFAULT 'it''s "default" \ 数'::text CONSTRAINT "üüüüüüüüüüüüüüüüüüüüü_tenant ""id""_not_null" NOT NULL
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
	(1, 1, 'it''s "default" \ 数'),
	(2, 2, 'it''s "default" \ 数');

INSERT INTO "My Schema"."Order ""by""" VALUES
	('it''s "default" \ 数', 'O''Neil');

INSERT INTO "My Schema"."User's ""table""" VALUES
	(1, 1, 'it''s "default" \ 数'),
	(2, 2, 'it''s "default" \ 数');

INSERT INTO "My Schema"."a$$b\c" VALUES
	(1, 'it''s "default" \ 数');

INSERT INTO "My Schema"."a.b" VALUES
	(1, 'it''s "default" \ 数');

INSERT INTO "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax VALUES
	(1, 1, 'it''s "default" \ 数');

INSERT INTO "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay VALUES
	(1, 1, 'it''s "default" \ 数');

INSERT INTO "My Schema"."select" VALUES
	(1, 'x', 'it''s "default" \ 数'),
	(2, 'y', 'it''s "default" \ 数');

INSERT INTO "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" VALUES
	(1, 'it''s "default" \ 数');

INSERT INTO planner.backfill VALUES
	('My Schema', 'User''s "table"', 'My Schema', 'User''s "table"', 0, 1, 1, 2, '2026-11-25 21:46:36.515747+00'),
	('My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 0, 1, 1, 1, '2026-11-25 21:46:36.560297+00'),
	('My Schema', 'Größe 数 %s', 'My Schema', 'Größe 数 %s', 0, 1, 1, 2, '2026-11-25 21:46:36.651722+00'),
	('My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 0, 1, 1, 1, '2026-11-25 21:46:36.700684+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.157+00', 'postgres'),
	(2, 'table', 'My Schema', 'Order "by"', 'Order "by"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.18846+00', 'postgres'),
	(3, 'row', 'My Schema', 'Order "by"', 'it''s "default" \ 数', 'add', 'confirmed', NULL, 'Key''s', '2026-11-25 21:46:36.193409+00', 'postgres'),
	(4, 'column', 'My Schema', 'select', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:46:36.22967+00', 'postgres'),
	(5, 'guard', 'My Schema', 'select', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.235765+00', 'postgres'),
	(6, 'foreign_key', 'My Schema', 'select', 'select_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.237075+00', 'postgres'),
	(7, 'column', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:46:36.264712+00', 'postgres'),
	(8, 'guard', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.268829+00', 'postgres'),
	(9, 'foreign_key', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'üüüüüüüüüüüüüüüüüüüüüüü_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.27044+00', 'postgres'),
	(10, 'column', 'My Schema', 'a.b', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:46:36.301959+00', 'postgres'),
	(11, 'guard', 'My Schema', 'a.b', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.303421+00', 'postgres'),
	(12, 'foreign_key', 'My Schema', 'a.b', 'a.b_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.304291+00', 'postgres'),
	(13, 'column', 'My Schema', 'a$$b\c', 'tenant "id"', 'add', 'confirmed', NULL, 'constant it''s "default" \ 数', '2026-11-25 21:46:36.331185+00', 'postgres'),
	(14, 'guard', 'My Schema', 'a$$b\c', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.334345+00', 'postgres'),
	(15, 'foreign_key', 'My Schema', 'a$$b\c', 'a$$b\c_tenant "id"_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.338806+00', 'postgres'),
	(16, 'column', 'My Schema', 'User''s "table"', 'tenant "id"', 'add', 'confirmed', NULL, 'via from"x → My Schema.select', '2026-11-25 21:46:36.358534+00', 'postgres'),
	(17, 'guard', 'My Schema', 'User''s "table"', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.369412+00', 'postgres'),
	(18, 'column', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'add', 'confirmed', NULL, 'via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay → My Schema.select', '2026-11-25 21:46:36.386855+00', 'postgres'),
	(19, 'guard', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.390629+00', 'postgres'),
	(20, 'column', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'add', 'confirmed', NULL, 'via ref% → My Schema."User''s ""table"""', '2026-11-25 21:46:36.402301+00', 'postgres'),
	(21, 'guard', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.405522+00', 'postgres'),
	(22, 'column', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'add', 'confirmed', NULL, 'via aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax → My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', '2026-11-25 21:46:36.438296+00', 'postgres'),
	(23, 'guard', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.440397+00', 'postgres'),
	(24, 'backfill', 'My Schema', 'User''s "table"', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.577657+00', 'postgres'),
	(25, 'backfill', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.597697+00', 'postgres'),
	(26, 'backfill', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.70905+00', 'postgres'),
	(27, 'backfill', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.717436+00', 'postgres'),
	(28, 'not_null', 'My Schema', 'select', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.74274+00', 'postgres'),
	(29, 'index', 'My Schema', 'select', 'select_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.768542+00', 'postgres'),
	(31, 'not_null', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.809272+00', 'postgres'),
	(32, 'index', 'My Schema', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz', 'üüüüüüüüüüüüüüüüüüüüüüüüü_9a2ad1cf_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.829647+00', 'postgres'),
	(34, 'not_null', 'My Schema', 'a.b', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.872606+00', 'postgres'),
	(35, 'index', 'My Schema', 'a.b', 'a.b_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.893476+00', 'postgres'),
	(37, 'not_null', 'My Schema', 'a$$b\c', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.929299+00', 'postgres'),
	(38, 'index', 'My Schema', 'a$$b\c', 'a$$b\c_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.943667+00', 'postgres'),
	(40, 'foreign_key', 'My Schema', 'User''s "table"', 'User''s "table"_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.967947+00', 'postgres'),
	(41, 'not_null', 'My Schema', 'User''s "table"', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.971884+00', 'postgres'),
	(42, 'index', 'My Schema', 'User''s "table"', 'User''s "table"_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:36.989357+00', 'postgres'),
	(44, 'foreign_key', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.025281+00', 'postgres'),
	(45, 'not_null', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.025882+00', 'postgres'),
	(46, 'index', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_7a68cfc9_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.045364+00', 'postgres'),
	(48, 'foreign_key', 'My Schema', 'Größe 数 %s', 'Größe 数 %s_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.070453+00', 'postgres'),
	(49, 'not_null', 'My Schema', 'Größe 数 %s', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.07104+00', 'postgres'),
	(50, 'index', 'My Schema', 'Größe 数 %s', 'Größe 数 %s_tenant "id"_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.077252+00', 'postgres'),
	(52, 'foreign_key', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant "id"_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.111985+00', 'postgres'),
	(53, 'not_null', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'tenant "id"', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.112742+00', 'postgres'),
	(54, 'index', 'My Schema', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:37.135251+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:36.171223+00', '2026-11-25 21:46:37.152407+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'c0fdee2de7ee477bb91a027e3cef6a9175149f1aa00f018cb5c80ddbac943acc');

INSERT INTO planner.step VALUES
	(1, 45, 'tighten.tenant_index.My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'CREATE INDEX CONCURRENTLY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx" ON "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" ("tenant ""id""")', '2026-11-25 21:46:37.144832+00', 0.825878999876295, 'SHARE UPDATE EXCLUSIVE on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', NULL, NULL, NULL, NULL, 2536, 1, NULL),
	(1, 45, 'tighten.tenant_index.My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''My Schema'', ''aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay'', ''aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:37.146312+00', 0.24899699997149582, 'SHARE UPDATE EXCLUSIVE on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', NULL, NULL, NULL, 1, 256, 1, NULL),
	(1, 46, 'tighten.not_null.validate.My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', 'ALTER TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" VALIDATE CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_not_null"', '2026-11-25 21:46:37.147605+00', 0.2295399999638903, 'SHARE UPDATE EXCLUSIVE on My Schema.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay', NULL, NULL, NULL, NULL, 168, 1, NULL);

SELECT pg_catalog.setval('planner.owned_seq_seq', 55, true);

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

CREATE INDEX "Größe 数 %s_tenant ""id""_idx" ON "My Schema"."Größe 数 %s" USING btree ("tenant ""id""");

CREATE INDEX "User's ""table""_tenant ""id""_idx" ON "My Schema"."User's ""table""" USING btree ("tenant ""id""");

CREATE INDEX "a$$b\c_tenant ""id""_idx" ON "My Schema"."a$$b\c" USING btree ("tenant ""id""");

CREATE INDEX "a.b_tenant ""id""_idx" ON "My Schema"."a.b" USING btree ("tenant ""id""");

CREATE INDEX aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_7a68cfc9_idx ON "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax USING btree ("tenant ""id""");

CREATE INDEX aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bd4b2bd1_idx ON "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay USING btree ("tenant ""id""");

CREATE INDEX "select_tenant ""id""_idx" ON "My Schema"."select" USING btree ("tenant ""id""");

CREATE INDEX "üüüüüüüüüüüüüüüüüüüüüüüüü_9a2ad1cf_idx" ON "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" USING btree ("tenant ""id""");

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

ALTER TABLE ONLY "My Schema"."Größe 数 %s"
    ADD CONSTRAINT "Größe 数 %s_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

ALTER TABLE ONLY "My Schema"."User's ""table"""
    ADD CONSTRAINT "User's ""table""_from""x_fkey" FOREIGN KEY ("from""x") REFERENCES "My Schema"."select"("from");

ALTER TABLE ONLY "My Schema"."User's ""table"""
    ADD CONSTRAINT "User's ""table""_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

ALTER TABLE ONLY "My Schema"."a$$b\c"
    ADD CONSTRAINT "a$$b\c_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

ALTER TABLE ONLY "My Schema"."a.b"
    ADD CONSTRAINT "a.b_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaa_fkey1 FOREIGN KEY (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax) REFERENCES "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax(id);

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaa_fkey FOREIGN KEY (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay) REFERENCES "My Schema"."select"("from");

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
    ADD CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
    ADD CONSTRAINT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

ALTER TABLE ONLY "My Schema"."select"
    ADD CONSTRAINT "select_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

ALTER TABLE ONLY "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz"
    ADD CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüü_tenant ""id""_fkey" FOREIGN KEY ("tenant ""id""") REFERENCES "My Schema"."Order ""by"""("Key's");

REVOKE ALL ON FUNCTION "My Schema"."Größe 数 %s_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."User's ""table""_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."a$$b\c_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."a.b_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_6a61b40e_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_b5b01011_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema".select_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION "My Schema"."üüüüüüüüüüüüüüüüüüüü_0bcf95c1_planner_guard"() FROM PUBLIC;
