-- PostgreSQL >= 18
-- composite_foreign_keys, batches: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.chats_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."owner_email" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."email" = "new"."owner_email"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1;
    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."email" = "new"."owner_email" AND "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'public.users'
        USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Send the tenant of the row.';
    END IF;
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.events_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.marks_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."event_id" IS NOT NULL AND "new"."event_at" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."events" AS p WHERE "p"."id" = "new"."event_id" AND "p"."at" = "new"."event_at";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.notes_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL AND "new"."number" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."parts" AS p WHERE "p"."chat_id" = "new"."chat_id" AND "p"."number" = "new"."number";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.parts_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."chats" AS p WHERE "p"."id" = "new"."chat_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.users_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."org_id" IS NOT NULL THEN
    SELECT "p"."id" INTO planner_found FROM "public"."orgs" AS p WHERE "p"."id" = "new"."org_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
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

CREATE TABLE public.chats (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    kind_id integer,
    owner_email text,
    tenant text
);

CREATE TABLE public.events (
    id bigint NOT NULL,
    at date NOT NULL,
    user_id bigint NOT NULL,
    tenant text
)
PARTITION BY RANGE (at);

CREATE TABLE public.events_2024 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    user_id bigint CONSTRAINT events_user_id_not_null NOT NULL,
    tenant text
);

CREATE TABLE public.events_2025 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    user_id bigint CONSTRAINT events_user_id_not_null NOT NULL,
    tenant text
);

CREATE TABLE public.kinds (
    id integer NOT NULL,
    name text
);

CREATE TABLE public.marks (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    event_at date NOT NULL,
    tenant text
);

CREATE TABLE public.notes (
    id bigint NOT NULL,
    chat_id bigint,
    number integer,
    tenant text
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.parts (
    chat_id bigint NOT NULL,
    number integer NOT NULL,
    tenant text
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id text NOT NULL,
    email text NOT NULL,
    boss_id bigint,
    tenant text
);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

INSERT INTO planner.backfill VALUES
	('public', 'users', 'public', 'users', 0, 1, 1, 20, '2026-11-25 21:48:24.046861+00'),
	('public', 'events', 'public', 'events_2025', 0, 0, 1, 0, '2026-11-25 21:48:24.090989+00'),
	('public', 'chats', 'public', 'chats', 0, 1, 1, 40, '2026-11-25 21:48:24.166405+00'),
	('public', 'events', 'public', 'events_2024', 0, 2, 2, 213, '2026-11-25 21:48:24.258662+00');

INSERT INTO planner.lease VALUES
	(1, 1, 'apply', 'ann@laptop', 3170, '2026-11-25 21:48:22.780356+00', '2026-11-25 21:48:23.898052+00', '2026-11-25 21:48:23.898052+00', 'running', 'add.tenant_column.public.notes', NULL, NULL);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:23.522308+00', 'postgres'),
	(2, 'column', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, 'via org_id → public.orgs', '2026-11-25 21:48:23.585686+00', 'postgres'),
	(3, 'guard', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:23.595626+00', 'postgres'),
	(4, 'column', 'public', 'chats', 'tenant', 'add', 'confirmed', NULL, 'via owner_email → public.users', '2026-11-25 21:48:23.641485+00', 'postgres'),
	(5, 'guard', 'public', 'chats', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:23.672062+00', 'postgres'),
	(6, 'column', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:48:23.729734+00', 'postgres'),
	(7, 'guard', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:23.752023+00', 'postgres'),
	(8, 'column', 'public', 'parts', 'tenant', 'add', 'confirmed', NULL, 'via chat_id → public.chats', '2026-11-25 21:48:23.792368+00', 'postgres'),
	(9, 'guard', 'public', 'parts', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:23.80643+00', 'postgres'),
	(10, 'column', 'public', 'marks', 'tenant', 'add', 'confirmed', NULL, 'via event_id, event_at → public.events', '2026-11-25 21:48:23.856585+00', 'postgres'),
	(11, 'guard', 'public', 'marks', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:23.869528+00', 'postgres'),
	(12, 'column', 'public', 'notes', 'tenant', 'add', 'confirmed', NULL, 'via chat_id, number → public.parts', '2026-11-25 21:48:23.907735+00', 'postgres'),
	(13, 'guard', 'public', 'notes', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:23.922041+00', 'postgres'),
	(14, 'backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:24.06059+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:48:23.54047+00', NULL, NULL, 'postgres', 'ann@laptop', '0.1.0', '6503f4efe3d2d8606bff6dba13a3fd05184a927368862c0577beb5863b952d24');

INSERT INTO planner.step VALUES
	(1, 7, 'add.write_guard.public.notes', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''notes'', ''tenant'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:23.91904+00', 4.21403200016357, 'SHARE ROW EXCLUSIVE on public.notes', 'AccessExclusiveLock on public.notes, ShareRowExclusiveLock on public.notes', 4.012073000012606, 21.826758000088375, 1, 16248, 1, NULL),
	(1, 8, 'backfill.public.users', 'UPDATE ONLY "public"."users" AS "t" SET "tenant" = "p"."id" FROM "public"."orgs" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"(''(%s,%s)'', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"(''(%s,%s)'', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."tenant" IS NULL AND "p"."id" = "t"."org_id" AND "p"."id" IS NOT NULL', '2026-11-25 21:48:23.945589+00', 111.31755499991414, 'ROW EXCLUSIVE on public.users', NULL, NULL, NULL, 20, 4928, 1, NULL),
	(1, 8, 'backfill.public.users', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''backfill'', ''public'', ''users'', ''tenant'', ''backfill'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:24.060235+00', 3.91557200009629, 'ROW EXCLUSIVE on public.users', NULL, NULL, NULL, 1, NULL, 1, NULL);

INSERT INTO public.chats VALUES
	(8, 9, 1, 'u9', 'zebra'),
	(16, 17, 1, 'u17', 'zebra'),
	(24, 5, 1, 'u5', 'zebra'),
	(32, 13, 1, 'u13', 'zebra'),
	(40, 1, 1, 'u1', 'zebra'),
	(1, 2, 1, 'u2', 'acme'),
	(9, 10, 1, 'u10', 'acme'),
	(17, 18, 1, 'u18', 'acme'),
	(25, 6, 1, 'u6', 'acme'),
	(33, 14, 1, 'u14', 'acme'),
	(2, 3, 1, 'u3', 'zebra'),
	(10, 11, 1, 'u11', 'zebra'),
	(18, 19, 1, 'u19', 'zebra'),
	(26, 7, 1, 'u7', 'zebra'),
	(34, 15, 1, 'u15', 'zebra'),
	(3, 4, 1, 'u4', 'acme'),
	(11, 12, 1, 'u12', 'acme'),
	(19, 20, 1, 'u20', 'acme'),
	(27, 8, 1, 'u8', 'acme'),
	(35, 16, 1, 'u16', 'acme'),
	(4, 5, 1, 'u5', 'zebra'),
	(12, 13, 1, 'u13', 'zebra'),
	(20, 1, 1, 'u1', 'zebra'),
	(28, 9, 1, 'u9', 'zebra'),
	(36, 17, 1, 'u17', 'zebra'),
	(5, 6, 1, 'u6', 'acme'),
	(13, 14, 1, 'u14', 'acme'),
	(21, 2, 1, 'u2', 'acme'),
	(29, 10, 1, 'u10', 'acme'),
	(37, 18, 1, 'u18', 'acme'),
	(6, 7, 1, 'u7', 'zebra'),
	(14, 15, 1, 'u15', 'zebra'),
	(22, 3, 1, 'u3', 'zebra'),
	(30, 11, 1, 'u11', 'zebra'),
	(38, 19, 1, 'u19', 'zebra'),
	(7, 8, 1, 'u8', 'acme'),
	(15, 16, 1, 'u16', 'acme'),
	(23, 4, 1, 'u4', 'acme'),
	(31, 12, 1, 'u12', 'acme'),
	(39, 20, 1, 'u20', 'acme');

INSERT INTO public.events_2024 VALUES
	(1, '2024-06-02', 2, 'acme'),
	(9, '2024-06-10', 10, 'acme'),
	(17, '2024-06-18', 18, 'acme'),
	(25, '2024-06-26', 6, 'acme'),
	(33, '2024-07-04', 14, 'acme'),
	(41, '2024-07-12', 2, 'acme'),
	(49, '2024-07-20', 10, 'acme'),
	(57, '2024-07-28', 18, 'acme'),
	(65, '2024-08-05', 6, 'acme'),
	(73, '2024-08-13', 14, 'acme'),
	(81, '2024-08-21', 2, 'acme'),
	(89, '2024-08-29', 10, 'acme'),
	(97, '2024-09-06', 18, 'acme'),
	(105, '2024-09-14', 6, 'acme'),
	(113, '2024-09-22', 14, 'acme'),
	(2, '2024-06-03', 3, 'zebra'),
	(10, '2024-06-11', 11, 'zebra'),
	(18, '2024-06-19', 19, 'zebra'),
	(26, '2024-06-27', 7, 'zebra'),
	(34, '2024-07-05', 15, 'zebra'),
	(42, '2024-07-13', 3, 'zebra'),
	(50, '2024-07-21', 11, 'zebra'),
	(58, '2024-07-29', 19, 'zebra'),
	(66, '2024-08-06', 7, 'zebra'),
	(74, '2024-08-14', 15, 'zebra'),
	(82, '2024-08-22', 3, 'zebra'),
	(90, '2024-08-30', 11, 'zebra'),
	(98, '2024-09-07', 19, 'zebra'),
	(106, '2024-09-15', 7, 'zebra'),
	(114, '2024-09-23', 15, 'zebra'),
	(122, '2024-10-01', 3, 'zebra'),
	(3, '2024-06-04', 4, 'acme'),
	(11, '2024-06-12', 12, 'acme'),
	(19, '2024-06-20', 20, 'acme'),
	(27, '2024-06-28', 8, 'acme'),
	(35, '2024-07-06', 16, 'acme'),
	(43, '2024-07-14', 4, 'acme'),
	(51, '2024-07-22', 12, 'acme'),
	(59, '2024-07-30', 20, 'acme'),
	(67, '2024-08-07', 8, 'acme'),
	(75, '2024-08-15', 16, 'acme'),
	(83, '2024-08-23', 4, 'acme'),
	(91, '2024-08-31', 12, 'acme'),
	(99, '2024-09-08', 20, 'acme'),
	(107, '2024-09-16', 8, 'acme'),
	(115, '2024-09-24', 16, 'acme'),
	(123, '2024-10-02', 4, 'acme'),
	(4, '2024-06-05', 5, 'zebra'),
	(12, '2024-06-13', 13, 'zebra'),
	(20, '2024-06-21', 1, 'zebra');
INSERT INTO public.events_2024 VALUES
	(28, '2024-06-29', 9, 'zebra'),
	(36, '2024-07-07', 17, 'zebra'),
	(44, '2024-07-15', 5, 'zebra'),
	(52, '2024-07-23', 13, 'zebra'),
	(60, '2024-07-31', 1, 'zebra'),
	(68, '2024-08-08', 9, 'zebra'),
	(76, '2024-08-16', 17, 'zebra'),
	(84, '2024-08-24', 5, 'zebra'),
	(92, '2024-09-01', 13, 'zebra'),
	(100, '2024-09-09', 1, 'zebra'),
	(108, '2024-09-17', 9, 'zebra'),
	(116, '2024-09-25', 17, 'zebra'),
	(124, '2024-10-03', 5, 'zebra'),
	(5, '2024-06-06', 6, 'acme'),
	(13, '2024-06-14', 14, 'acme'),
	(21, '2024-06-22', 2, 'acme'),
	(29, '2024-06-30', 10, 'acme'),
	(37, '2024-07-08', 18, 'acme'),
	(45, '2024-07-16', 6, 'acme'),
	(53, '2024-07-24', 14, 'acme'),
	(61, '2024-08-01', 2, 'acme'),
	(69, '2024-08-09', 10, 'acme'),
	(77, '2024-08-17', 18, 'acme'),
	(85, '2024-08-25', 6, 'acme'),
	(93, '2024-09-02', 14, 'acme'),
	(101, '2024-09-10', 2, 'acme'),
	(109, '2024-09-18', 10, 'acme'),
	(117, '2024-09-26', 18, 'acme'),
	(125, '2024-10-04', 6, 'acme'),
	(6, '2024-06-07', 7, 'zebra'),
	(14, '2024-06-15', 15, 'zebra'),
	(22, '2024-06-23', 3, 'zebra'),
	(30, '2024-07-01', 11, 'zebra'),
	(38, '2024-07-09', 19, 'zebra'),
	(46, '2024-07-17', 7, 'zebra'),
	(54, '2024-07-25', 15, 'zebra'),
	(62, '2024-08-02', 3, 'zebra'),
	(70, '2024-08-10', 11, 'zebra'),
	(78, '2024-08-18', 19, 'zebra'),
	(86, '2024-08-26', 7, 'zebra'),
	(94, '2024-09-03', 15, 'zebra'),
	(102, '2024-09-11', 3, 'zebra'),
	(110, '2024-09-19', 11, 'zebra'),
	(118, '2024-09-27', 19, 'zebra'),
	(126, '2024-10-05', 7, 'zebra'),
	(7, '2024-06-08', 8, 'acme'),
	(15, '2024-06-16', 16, 'acme'),
	(23, '2024-06-24', 4, 'acme'),
	(31, '2024-07-02', 12, 'acme'),
	(39, '2024-07-10', 20, 'acme');
INSERT INTO public.events_2024 VALUES
	(47, '2024-07-18', 8, 'acme'),
	(55, '2024-07-26', 16, 'acme'),
	(63, '2024-08-03', 4, 'acme'),
	(71, '2024-08-11', 12, 'acme'),
	(79, '2024-08-19', 20, 'acme'),
	(87, '2024-08-27', 8, 'acme'),
	(95, '2024-09-04', 16, 'acme'),
	(103, '2024-09-12', 4, 'acme'),
	(111, '2024-09-20', 12, 'acme'),
	(119, '2024-09-28', 20, 'acme'),
	(8, '2024-06-09', 9, 'zebra'),
	(16, '2024-06-17', 17, 'zebra'),
	(24, '2024-06-25', 5, 'zebra'),
	(32, '2024-07-03', 13, 'zebra'),
	(40, '2024-07-11', 1, 'zebra'),
	(48, '2024-07-19', 9, 'zebra'),
	(56, '2024-07-27', 17, 'zebra'),
	(64, '2024-08-04', 5, 'zebra'),
	(72, '2024-08-12', 13, 'zebra'),
	(80, '2024-08-20', 1, 'zebra'),
	(88, '2024-08-28', 9, 'zebra'),
	(96, '2024-09-05', 17, 'zebra'),
	(104, '2024-09-13', 5, 'zebra'),
	(112, '2024-09-21', 13, 'zebra'),
	(120, '2024-09-29', 1, 'zebra'),
	(128, '2024-10-07', 9, 'zebra'),
	(136, '2024-10-15', 17, 'zebra'),
	(144, '2024-10-23', 5, 'zebra'),
	(152, '2024-10-31', 13, 'zebra'),
	(165, '2024-11-13', 6, 'acme'),
	(173, '2024-11-21', 14, 'acme'),
	(181, '2024-11-29', 2, 'acme'),
	(189, '2024-12-07', 10, 'acme'),
	(197, '2024-12-15', 18, 'acme'),
	(205, '2024-12-23', 6, 'acme'),
	(213, '2024-12-31', 14, 'acme'),
	(121, '2024-09-30', 2, 'acme'),
	(129, '2024-10-08', 10, 'acme'),
	(137, '2024-10-16', 18, 'acme'),
	(145, '2024-10-24', 6, 'acme'),
	(153, '2024-11-01', 14, 'acme'),
	(158, '2024-11-06', 19, 'zebra'),
	(166, '2024-11-14', 7, 'zebra'),
	(174, '2024-11-22', 15, 'zebra'),
	(182, '2024-11-30', 3, 'zebra'),
	(190, '2024-12-08', 11, 'zebra'),
	(198, '2024-12-16', 19, 'zebra'),
	(206, '2024-12-24', 7, 'zebra'),
	(130, '2024-10-09', 11, 'zebra'),
	(138, '2024-10-17', 19, 'zebra');
INSERT INTO public.events_2024 VALUES
	(146, '2024-10-25', 7, 'zebra'),
	(154, '2024-11-02', 15, 'zebra'),
	(159, '2024-11-07', 20, 'acme'),
	(167, '2024-11-15', 8, 'acme'),
	(175, '2024-11-23', 16, 'acme'),
	(183, '2024-12-01', 4, 'acme'),
	(191, '2024-12-09', 12, 'acme'),
	(199, '2024-12-17', 20, 'acme'),
	(207, '2024-12-25', 8, 'acme'),
	(131, '2024-10-10', 12, 'acme'),
	(139, '2024-10-18', 20, 'acme'),
	(147, '2024-10-26', 8, 'acme'),
	(155, '2024-11-03', 16, 'acme'),
	(160, '2024-11-08', 1, 'zebra'),
	(168, '2024-11-16', 9, 'zebra'),
	(176, '2024-11-24', 17, 'zebra'),
	(184, '2024-12-02', 5, 'zebra'),
	(192, '2024-12-10', 13, 'zebra'),
	(200, '2024-12-18', 1, 'zebra'),
	(208, '2024-12-26', 9, 'zebra'),
	(132, '2024-10-11', 13, 'zebra'),
	(140, '2024-10-19', 1, 'zebra'),
	(148, '2024-10-27', 9, 'zebra'),
	(156, '2024-11-04', 17, 'zebra'),
	(161, '2024-11-09', 2, 'acme'),
	(169, '2024-11-17', 10, 'acme'),
	(177, '2024-11-25', 18, 'acme'),
	(185, '2024-12-03', 6, 'acme'),
	(193, '2024-12-11', 14, 'acme'),
	(201, '2024-12-19', 2, 'acme'),
	(209, '2024-12-27', 10, 'acme'),
	(133, '2024-10-12', 14, 'acme'),
	(141, '2024-10-20', 2, 'acme'),
	(149, '2024-10-28', 10, 'acme'),
	(157, '2024-11-05', 18, 'acme'),
	(162, '2024-11-10', 3, 'zebra'),
	(170, '2024-11-18', 11, 'zebra'),
	(178, '2024-11-26', 19, 'zebra'),
	(186, '2024-12-04', 7, 'zebra'),
	(194, '2024-12-12', 15, 'zebra'),
	(202, '2024-12-20', 3, 'zebra'),
	(210, '2024-12-28', 11, 'zebra'),
	(134, '2024-10-13', 15, 'zebra'),
	(142, '2024-10-21', 3, 'zebra'),
	(150, '2024-10-29', 11, 'zebra'),
	(163, '2024-11-11', 4, 'acme'),
	(171, '2024-11-19', 12, 'acme'),
	(179, '2024-11-27', 20, 'acme'),
	(187, '2024-12-05', 8, 'acme'),
	(195, '2024-12-13', 16, 'acme');
INSERT INTO public.events_2024 VALUES
	(203, '2024-12-21', 4, 'acme'),
	(211, '2024-12-29', 12, 'acme'),
	(127, '2024-10-06', 8, 'acme'),
	(135, '2024-10-14', 16, 'acme'),
	(143, '2024-10-22', 4, 'acme'),
	(151, '2024-10-30', 12, 'acme'),
	(164, '2024-11-12', 5, 'zebra'),
	(172, '2024-11-20', 13, 'zebra'),
	(180, '2024-11-28', 1, 'zebra'),
	(188, '2024-12-06', 9, 'zebra'),
	(196, '2024-12-14', 17, 'zebra'),
	(204, '2024-12-22', 5, 'zebra'),
	(212, '2024-12-30', 13, 'zebra');

INSERT INTO public.events_2025 VALUES
	(214, '2025-01-01', 15, NULL),
	(215, '2025-01-02', 16, NULL),
	(216, '2025-01-03', 17, NULL),
	(217, '2025-01-04', 18, NULL),
	(218, '2025-01-05', 19, NULL),
	(219, '2025-01-06', 20, NULL),
	(220, '2025-01-07', 1, NULL),
	(221, '2025-01-08', 2, NULL),
	(222, '2025-01-09', 3, NULL),
	(223, '2025-01-10', 4, NULL),
	(224, '2025-01-11', 5, NULL),
	(225, '2025-01-12', 6, NULL),
	(226, '2025-01-13', 7, NULL),
	(227, '2025-01-14', 8, NULL),
	(228, '2025-01-15', 9, NULL),
	(229, '2025-01-16', 10, NULL),
	(230, '2025-01-17', 11, NULL),
	(231, '2025-01-18', 12, NULL),
	(232, '2025-01-19', 13, NULL),
	(233, '2025-01-20', 14, NULL),
	(234, '2025-01-21', 15, NULL),
	(235, '2025-01-22', 16, NULL),
	(236, '2025-01-23', 17, NULL),
	(237, '2025-01-24', 18, NULL),
	(238, '2025-01-25', 19, NULL),
	(239, '2025-01-26', 20, NULL),
	(240, '2025-01-27', 1, NULL),
	(241, '2025-01-28', 2, NULL),
	(242, '2025-01-29', 3, NULL),
	(243, '2025-01-30', 4, NULL),
	(244, '2025-01-31', 5, NULL),
	(245, '2025-02-01', 6, NULL),
	(246, '2025-02-02', 7, NULL),
	(247, '2025-02-03', 8, NULL),
	(248, '2025-02-04', 9, NULL),
	(249, '2025-02-05', 10, NULL),
	(250, '2025-02-06', 11, NULL),
	(251, '2025-02-07', 12, NULL),
	(252, '2025-02-08', 13, NULL),
	(253, '2025-02-09', 14, NULL),
	(254, '2025-02-10', 15, NULL),
	(255, '2025-02-11', 16, NULL),
	(256, '2025-02-12', 17, NULL),
	(257, '2025-02-13', 18, NULL),
	(258, '2025-02-14', 19, NULL),
	(259, '2025-02-15', 20, NULL),
	(260, '2025-02-16', 1, NULL),
	(261, '2025-02-17', 2, NULL),
	(262, '2025-02-18', 3, NULL),
	(263, '2025-02-19', 4, NULL);
INSERT INTO public.events_2025 VALUES
	(264, '2025-02-20', 5, NULL),
	(265, '2025-02-21', 6, NULL),
	(266, '2025-02-22', 7, NULL),
	(267, '2025-02-23', 8, NULL),
	(268, '2025-02-24', 9, NULL),
	(269, '2025-02-25', 10, NULL),
	(270, '2025-02-26', 11, NULL),
	(271, '2025-02-27', 12, NULL),
	(272, '2025-02-28', 13, NULL),
	(273, '2025-03-01', 14, NULL),
	(274, '2025-03-02', 15, NULL),
	(275, '2025-03-03', 16, NULL),
	(276, '2025-03-04', 17, NULL),
	(277, '2025-03-05', 18, NULL),
	(278, '2025-03-06', 19, NULL),
	(279, '2025-03-07', 20, NULL),
	(280, '2025-03-08', 1, NULL),
	(281, '2025-03-09', 2, NULL),
	(282, '2025-03-10', 3, NULL),
	(283, '2025-03-11', 4, NULL),
	(284, '2025-03-12', 5, NULL),
	(285, '2025-03-13', 6, NULL),
	(286, '2025-03-14', 7, NULL),
	(287, '2025-03-15', 8, NULL),
	(288, '2025-03-16', 9, NULL),
	(289, '2025-03-17', 10, NULL),
	(290, '2025-03-18', 11, NULL),
	(291, '2025-03-19', 12, NULL),
	(292, '2025-03-20', 13, NULL),
	(293, '2025-03-21', 14, NULL),
	(294, '2025-03-22', 15, NULL),
	(295, '2025-03-23', 16, NULL),
	(296, '2025-03-24', 17, NULL),
	(297, '2025-03-25', 18, NULL),
	(298, '2025-03-26', 19, NULL),
	(299, '2025-03-27', 20, NULL),
	(300, '2025-03-28', 1, NULL);

INSERT INTO public.kinds VALUES
	(1, 'one');

INSERT INTO public.marks VALUES
	(1, 1, '2024-06-02', NULL),
	(2, 2, '2024-06-03', NULL),
	(3, 3, '2024-06-04', NULL),
	(4, 4, '2024-06-05', NULL),
	(5, 5, '2024-06-06', NULL),
	(6, 6, '2024-06-07', NULL),
	(7, 7, '2024-06-08', NULL),
	(8, 8, '2024-06-09', NULL),
	(9, 9, '2024-06-10', NULL),
	(10, 10, '2024-06-11', NULL),
	(11, 11, '2024-06-12', NULL),
	(12, 12, '2024-06-13', NULL),
	(13, 13, '2024-06-14', NULL),
	(14, 14, '2024-06-15', NULL),
	(15, 15, '2024-06-16', NULL),
	(16, 16, '2024-06-17', NULL),
	(17, 17, '2024-06-18', NULL),
	(18, 18, '2024-06-19', NULL),
	(19, 19, '2024-06-20', NULL),
	(20, 20, '2024-06-21', NULL),
	(21, 21, '2024-06-22', NULL),
	(22, 22, '2024-06-23', NULL),
	(23, 23, '2024-06-24', NULL),
	(24, 24, '2024-06-25', NULL),
	(25, 25, '2024-06-26', NULL),
	(26, 26, '2024-06-27', NULL),
	(27, 27, '2024-06-28', NULL),
	(28, 28, '2024-06-29', NULL),
	(29, 29, '2024-06-30', NULL),
	(30, 30, '2024-07-01', NULL),
	(31, 31, '2024-07-02', NULL),
	(32, 32, '2024-07-03', NULL),
	(33, 33, '2024-07-04', NULL),
	(34, 34, '2024-07-05', NULL),
	(35, 35, '2024-07-06', NULL),
	(36, 36, '2024-07-07', NULL),
	(37, 37, '2024-07-08', NULL),
	(38, 38, '2024-07-09', NULL),
	(39, 39, '2024-07-10', NULL),
	(40, 40, '2024-07-11', NULL),
	(41, 41, '2024-07-12', NULL),
	(42, 42, '2024-07-13', NULL),
	(43, 43, '2024-07-14', NULL),
	(44, 44, '2024-07-15', NULL),
	(45, 45, '2024-07-16', NULL),
	(46, 46, '2024-07-17', NULL),
	(47, 47, '2024-07-18', NULL),
	(48, 48, '2024-07-19', NULL),
	(49, 49, '2024-07-20', NULL),
	(50, 50, '2024-07-21', NULL);
INSERT INTO public.marks VALUES
	(51, 51, '2024-07-22', NULL),
	(52, 52, '2024-07-23', NULL),
	(53, 53, '2024-07-24', NULL),
	(54, 54, '2024-07-25', NULL),
	(55, 55, '2024-07-26', NULL),
	(56, 56, '2024-07-27', NULL),
	(57, 57, '2024-07-28', NULL),
	(58, 58, '2024-07-29', NULL),
	(59, 59, '2024-07-30', NULL),
	(60, 60, '2024-07-31', NULL),
	(61, 61, '2024-08-01', NULL),
	(62, 62, '2024-08-02', NULL),
	(63, 63, '2024-08-03', NULL),
	(64, 64, '2024-08-04', NULL),
	(65, 65, '2024-08-05', NULL),
	(66, 66, '2024-08-06', NULL),
	(67, 67, '2024-08-07', NULL),
	(68, 68, '2024-08-08', NULL),
	(69, 69, '2024-08-09', NULL),
	(70, 70, '2024-08-10', NULL),
	(71, 71, '2024-08-11', NULL),
	(72, 72, '2024-08-12', NULL),
	(73, 73, '2024-08-13', NULL),
	(74, 74, '2024-08-14', NULL),
	(75, 75, '2024-08-15', NULL),
	(76, 76, '2024-08-16', NULL),
	(77, 77, '2024-08-17', NULL),
	(78, 78, '2024-08-18', NULL),
	(79, 79, '2024-08-19', NULL),
	(80, 80, '2024-08-20', NULL),
	(81, 81, '2024-08-21', NULL),
	(82, 82, '2024-08-22', NULL),
	(83, 83, '2024-08-23', NULL),
	(84, 84, '2024-08-24', NULL),
	(85, 85, '2024-08-25', NULL),
	(86, 86, '2024-08-26', NULL),
	(87, 87, '2024-08-27', NULL),
	(88, 88, '2024-08-28', NULL),
	(89, 89, '2024-08-29', NULL),
	(90, 90, '2024-08-30', NULL),
	(91, 91, '2024-08-31', NULL),
	(92, 92, '2024-09-01', NULL),
	(93, 93, '2024-09-02', NULL),
	(94, 94, '2024-09-03', NULL),
	(95, 95, '2024-09-04', NULL),
	(96, 96, '2024-09-05', NULL),
	(97, 97, '2024-09-06', NULL),
	(98, 98, '2024-09-07', NULL),
	(99, 99, '2024-09-08', NULL),
	(100, 100, '2024-09-09', NULL);
INSERT INTO public.marks VALUES
	(101, 101, '2024-09-10', NULL),
	(102, 102, '2024-09-11', NULL),
	(103, 103, '2024-09-12', NULL),
	(104, 104, '2024-09-13', NULL),
	(105, 105, '2024-09-14', NULL),
	(106, 106, '2024-09-15', NULL),
	(107, 107, '2024-09-16', NULL),
	(108, 108, '2024-09-17', NULL),
	(109, 109, '2024-09-18', NULL),
	(110, 110, '2024-09-19', NULL),
	(111, 111, '2024-09-20', NULL),
	(112, 112, '2024-09-21', NULL),
	(113, 113, '2024-09-22', NULL),
	(114, 114, '2024-09-23', NULL),
	(115, 115, '2024-09-24', NULL),
	(116, 116, '2024-09-25', NULL),
	(117, 117, '2024-09-26', NULL),
	(118, 118, '2024-09-27', NULL),
	(119, 119, '2024-09-28', NULL),
	(120, 120, '2024-09-29', NULL),
	(121, 121, '2024-09-30', NULL),
	(122, 122, '2024-10-01', NULL),
	(123, 123, '2024-10-02', NULL),
	(124, 124, '2024-10-03', NULL),
	(125, 125, '2024-10-04', NULL),
	(126, 126, '2024-10-05', NULL),
	(127, 127, '2024-10-06', NULL),
	(128, 128, '2024-10-07', NULL),
	(129, 129, '2024-10-08', NULL),
	(130, 130, '2024-10-09', NULL),
	(131, 131, '2024-10-10', NULL),
	(132, 132, '2024-10-11', NULL),
	(133, 133, '2024-10-12', NULL),
	(134, 134, '2024-10-13', NULL),
	(135, 135, '2024-10-14', NULL),
	(136, 136, '2024-10-15', NULL),
	(137, 137, '2024-10-16', NULL),
	(138, 138, '2024-10-17', NULL),
	(139, 139, '2024-10-18', NULL),
	(140, 140, '2024-10-19', NULL),
	(141, 141, '2024-10-20', NULL),
	(142, 142, '2024-10-21', NULL),
	(143, 143, '2024-10-22', NULL),
	(144, 144, '2024-10-23', NULL),
	(145, 145, '2024-10-24', NULL),
	(146, 146, '2024-10-25', NULL),
	(147, 147, '2024-10-26', NULL),
	(148, 148, '2024-10-27', NULL),
	(149, 149, '2024-10-28', NULL),
	(150, 150, '2024-10-29', NULL);
INSERT INTO public.marks VALUES
	(151, 151, '2024-10-30', NULL),
	(152, 152, '2024-10-31', NULL),
	(153, 153, '2024-11-01', NULL),
	(154, 154, '2024-11-02', NULL),
	(155, 155, '2024-11-03', NULL),
	(156, 156, '2024-11-04', NULL),
	(157, 157, '2024-11-05', NULL),
	(158, 158, '2024-11-06', NULL),
	(159, 159, '2024-11-07', NULL),
	(160, 160, '2024-11-08', NULL),
	(161, 161, '2024-11-09', NULL),
	(162, 162, '2024-11-10', NULL),
	(163, 163, '2024-11-11', NULL),
	(164, 164, '2024-11-12', NULL),
	(165, 165, '2024-11-13', NULL),
	(166, 166, '2024-11-14', NULL),
	(167, 167, '2024-11-15', NULL),
	(168, 168, '2024-11-16', NULL),
	(169, 169, '2024-11-17', NULL),
	(170, 170, '2024-11-18', NULL),
	(171, 171, '2024-11-19', NULL),
	(172, 172, '2024-11-20', NULL),
	(173, 173, '2024-11-21', NULL),
	(174, 174, '2024-11-22', NULL),
	(175, 175, '2024-11-23', NULL),
	(176, 176, '2024-11-24', NULL),
	(177, 177, '2024-11-25', NULL),
	(178, 178, '2024-11-26', NULL),
	(179, 179, '2024-11-27', NULL),
	(180, 180, '2024-11-28', NULL),
	(181, 181, '2024-11-29', NULL),
	(182, 182, '2024-11-30', NULL),
	(183, 183, '2024-12-01', NULL),
	(184, 184, '2024-12-02', NULL),
	(185, 185, '2024-12-03', NULL),
	(186, 186, '2024-12-04', NULL),
	(187, 187, '2024-12-05', NULL),
	(188, 188, '2024-12-06', NULL),
	(189, 189, '2024-12-07', NULL),
	(190, 190, '2024-12-08', NULL),
	(191, 191, '2024-12-09', NULL),
	(192, 192, '2024-12-10', NULL),
	(193, 193, '2024-12-11', NULL),
	(194, 194, '2024-12-12', NULL),
	(195, 195, '2024-12-13', NULL),
	(196, 196, '2024-12-14', NULL),
	(197, 197, '2024-12-15', NULL),
	(198, 198, '2024-12-16', NULL),
	(199, 199, '2024-12-17', NULL),
	(200, 200, '2024-12-18', NULL);
INSERT INTO public.marks VALUES
	(201, 201, '2024-12-19', NULL),
	(202, 202, '2024-12-20', NULL),
	(203, 203, '2024-12-21', NULL),
	(204, 204, '2024-12-22', NULL),
	(205, 205, '2024-12-23', NULL),
	(206, 206, '2024-12-24', NULL),
	(207, 207, '2024-12-25', NULL),
	(208, 208, '2024-12-26', NULL),
	(209, 209, '2024-12-27', NULL),
	(210, 210, '2024-12-28', NULL),
	(211, 211, '2024-12-29', NULL),
	(212, 212, '2024-12-30', NULL),
	(213, 213, '2024-12-31', NULL),
	(214, 214, '2025-01-01', NULL),
	(215, 215, '2025-01-02', NULL),
	(216, 216, '2025-01-03', NULL),
	(217, 217, '2025-01-04', NULL),
	(218, 218, '2025-01-05', NULL),
	(219, 219, '2025-01-06', NULL),
	(220, 220, '2025-01-07', NULL),
	(221, 221, '2025-01-08', NULL),
	(222, 222, '2025-01-09', NULL),
	(223, 223, '2025-01-10', NULL),
	(224, 224, '2025-01-11', NULL),
	(225, 225, '2025-01-12', NULL),
	(226, 226, '2025-01-13', NULL),
	(227, 227, '2025-01-14', NULL),
	(228, 228, '2025-01-15', NULL),
	(229, 229, '2025-01-16', NULL),
	(230, 230, '2025-01-17', NULL),
	(231, 231, '2025-01-18', NULL),
	(232, 232, '2025-01-19', NULL),
	(233, 233, '2025-01-20', NULL),
	(234, 234, '2025-01-21', NULL),
	(235, 235, '2025-01-22', NULL),
	(236, 236, '2025-01-23', NULL),
	(237, 237, '2025-01-24', NULL),
	(238, 238, '2025-01-25', NULL),
	(239, 239, '2025-01-26', NULL),
	(240, 240, '2025-01-27', NULL),
	(241, 241, '2025-01-28', NULL),
	(242, 242, '2025-01-29', NULL),
	(243, 243, '2025-01-30', NULL),
	(244, 244, '2025-01-31', NULL),
	(245, 245, '2025-02-01', NULL),
	(246, 246, '2025-02-02', NULL),
	(247, 247, '2025-02-03', NULL),
	(248, 248, '2025-02-04', NULL),
	(249, 249, '2025-02-05', NULL),
	(250, 250, '2025-02-06', NULL);
INSERT INTO public.marks VALUES
	(251, 251, '2025-02-07', NULL),
	(252, 252, '2025-02-08', NULL),
	(253, 253, '2025-02-09', NULL),
	(254, 254, '2025-02-10', NULL),
	(255, 255, '2025-02-11', NULL),
	(256, 256, '2025-02-12', NULL),
	(257, 257, '2025-02-13', NULL),
	(258, 258, '2025-02-14', NULL),
	(259, 259, '2025-02-15', NULL),
	(260, 260, '2025-02-16', NULL),
	(261, 261, '2025-02-17', NULL),
	(262, 262, '2025-02-18', NULL),
	(263, 263, '2025-02-19', NULL),
	(264, 264, '2025-02-20', NULL),
	(265, 265, '2025-02-21', NULL),
	(266, 266, '2025-02-22', NULL),
	(267, 267, '2025-02-23', NULL),
	(268, 268, '2025-02-24', NULL),
	(269, 269, '2025-02-25', NULL),
	(270, 270, '2025-02-26', NULL),
	(271, 271, '2025-02-27', NULL),
	(272, 272, '2025-02-28', NULL),
	(273, 273, '2025-03-01', NULL),
	(274, 274, '2025-03-02', NULL),
	(275, 275, '2025-03-03', NULL),
	(276, 276, '2025-03-04', NULL),
	(277, 277, '2025-03-05', NULL),
	(278, 278, '2025-03-06', NULL),
	(279, 279, '2025-03-07', NULL),
	(280, 280, '2025-03-08', NULL),
	(281, 281, '2025-03-09', NULL),
	(282, 282, '2025-03-10', NULL),
	(283, 283, '2025-03-11', NULL),
	(284, 284, '2025-03-12', NULL),
	(285, 285, '2025-03-13', NULL),
	(286, 286, '2025-03-14', NULL),
	(287, 287, '2025-03-15', NULL),
	(288, 288, '2025-03-16', NULL),
	(289, 289, '2025-03-17', NULL),
	(290, 290, '2025-03-18', NULL),
	(291, 291, '2025-03-19', NULL),
	(292, 292, '2025-03-20', NULL),
	(293, 293, '2025-03-21', NULL),
	(294, 294, '2025-03-22', NULL),
	(295, 295, '2025-03-23', NULL),
	(296, 296, '2025-03-24', NULL),
	(297, 297, '2025-03-25', NULL),
	(298, 298, '2025-03-26', NULL),
	(299, 299, '2025-03-27', NULL),
	(300, 300, '2025-03-28', NULL);

INSERT INTO public.notes VALUES
	(1, 2, 1, NULL),
	(2, 3, 2, NULL),
	(3, 4, 3, NULL),
	(4, 5, 4, NULL),
	(5, 6, 5, NULL),
	(6, 7, 6, NULL),
	(7, 8, 7, NULL),
	(8, 9, 8, NULL),
	(9, 10, 9, NULL),
	(10, 11, 10, NULL),
	(11, 12, 11, NULL),
	(12, 13, 12, NULL),
	(13, 14, 13, NULL),
	(14, 15, 14, NULL),
	(15, 16, 15, NULL),
	(16, 17, 16, NULL),
	(17, 18, 17, NULL),
	(18, 19, 18, NULL),
	(19, 20, 19, NULL),
	(20, 21, 20, NULL),
	(21, 22, 21, NULL),
	(22, 23, 22, NULL),
	(23, 24, 23, NULL),
	(24, 25, 24, NULL),
	(25, 26, 25, NULL),
	(26, 27, 26, NULL),
	(27, 28, 27, NULL),
	(28, 29, 28, NULL),
	(29, 30, 29, NULL),
	(30, 31, 30, NULL),
	(31, 32, 31, NULL),
	(32, 33, 32, NULL),
	(33, 34, 33, NULL),
	(34, 35, 34, NULL),
	(35, 36, 35, NULL),
	(36, 37, 36, NULL),
	(37, 38, 37, NULL),
	(38, 39, 38, NULL),
	(39, 40, 39, NULL),
	(40, 1, 40, NULL),
	(41, 2, 41, NULL),
	(42, 3, 42, NULL),
	(43, 4, 43, NULL),
	(44, 5, 44, NULL),
	(45, 6, 45, NULL),
	(46, 7, 46, NULL),
	(47, 8, 47, NULL),
	(48, 9, 48, NULL),
	(49, 10, 49, NULL),
	(50, 11, 50, NULL);
INSERT INTO public.notes VALUES
	(51, 12, 51, NULL),
	(52, 13, 52, NULL),
	(53, 14, 53, NULL),
	(54, 15, 54, NULL),
	(55, 16, 55, NULL),
	(56, 17, 56, NULL),
	(57, 18, 57, NULL),
	(58, 19, 58, NULL),
	(59, 20, 59, NULL),
	(60, 21, 60, NULL),
	(61, 22, 61, NULL),
	(62, 23, 62, NULL),
	(63, 24, 63, NULL),
	(64, 25, 64, NULL),
	(65, 26, 65, NULL),
	(66, 27, 66, NULL),
	(67, 28, 67, NULL),
	(68, 29, 68, NULL),
	(69, 30, 69, NULL),
	(70, 31, 70, NULL),
	(71, 32, 71, NULL),
	(72, 33, 72, NULL),
	(73, 34, 73, NULL),
	(74, 35, 74, NULL),
	(75, 36, 75, NULL),
	(76, 37, 76, NULL),
	(77, 38, 77, NULL),
	(78, 39, 78, NULL),
	(79, 40, 79, NULL),
	(80, 1, 80, NULL),
	(81, 2, 81, NULL),
	(82, 3, 82, NULL),
	(83, 4, 83, NULL),
	(84, 5, 84, NULL),
	(85, 6, 85, NULL),
	(86, 7, 86, NULL),
	(87, 8, 87, NULL),
	(88, 9, 88, NULL),
	(89, 10, 89, NULL),
	(90, 11, 90, NULL),
	(91, 12, 91, NULL),
	(92, 13, 92, NULL),
	(93, 14, 93, NULL),
	(94, 15, 94, NULL),
	(95, 16, 95, NULL),
	(96, 17, 96, NULL),
	(97, 18, 97, NULL),
	(98, 19, 98, NULL),
	(99, 20, 99, NULL),
	(100, 21, 100, NULL);

INSERT INTO public.orgs VALUES
	('acme'),
	('zebra');

INSERT INTO public.parts VALUES
	(2, 1, NULL),
	(3, 2, NULL),
	(4, 3, NULL),
	(5, 4, NULL),
	(6, 5, NULL),
	(7, 6, NULL),
	(8, 7, NULL),
	(9, 8, NULL),
	(10, 9, NULL),
	(11, 10, NULL),
	(12, 11, NULL),
	(13, 12, NULL),
	(14, 13, NULL),
	(15, 14, NULL),
	(16, 15, NULL),
	(17, 16, NULL),
	(18, 17, NULL),
	(19, 18, NULL),
	(20, 19, NULL),
	(21, 20, NULL),
	(22, 21, NULL),
	(23, 22, NULL),
	(24, 23, NULL),
	(25, 24, NULL),
	(26, 25, NULL),
	(27, 26, NULL),
	(28, 27, NULL),
	(29, 28, NULL),
	(30, 29, NULL),
	(31, 30, NULL),
	(32, 31, NULL),
	(33, 32, NULL),
	(34, 33, NULL),
	(35, 34, NULL),
	(36, 35, NULL),
	(37, 36, NULL),
	(38, 37, NULL),
	(39, 38, NULL),
	(40, 39, NULL),
	(1, 40, NULL),
	(2, 41, NULL),
	(3, 42, NULL),
	(4, 43, NULL),
	(5, 44, NULL),
	(6, 45, NULL),
	(7, 46, NULL),
	(8, 47, NULL),
	(9, 48, NULL),
	(10, 49, NULL),
	(11, 50, NULL);
INSERT INTO public.parts VALUES
	(12, 51, NULL),
	(13, 52, NULL),
	(14, 53, NULL),
	(15, 54, NULL),
	(16, 55, NULL),
	(17, 56, NULL),
	(18, 57, NULL),
	(19, 58, NULL),
	(20, 59, NULL),
	(21, 60, NULL),
	(22, 61, NULL),
	(23, 62, NULL),
	(24, 63, NULL),
	(25, 64, NULL),
	(26, 65, NULL),
	(27, 66, NULL),
	(28, 67, NULL),
	(29, 68, NULL),
	(30, 69, NULL),
	(31, 70, NULL),
	(32, 71, NULL),
	(33, 72, NULL),
	(34, 73, NULL),
	(35, 74, NULL),
	(36, 75, NULL),
	(37, 76, NULL),
	(38, 77, NULL),
	(39, 78, NULL),
	(40, 79, NULL),
	(1, 80, NULL),
	(2, 81, NULL),
	(3, 82, NULL),
	(4, 83, NULL),
	(5, 84, NULL),
	(6, 85, NULL),
	(7, 86, NULL),
	(8, 87, NULL),
	(9, 88, NULL),
	(10, 89, NULL),
	(11, 90, NULL),
	(12, 91, NULL),
	(13, 92, NULL),
	(14, 93, NULL),
	(15, 94, NULL),
	(16, 95, NULL),
	(17, 96, NULL),
	(18, 97, NULL),
	(19, 98, NULL),
	(20, 99, NULL),
	(21, 100, NULL);

INSERT INTO public.users VALUES
	(8, 'acme', 'u8', 6, 'acme'),
	(16, 'acme', 'u16', 14, 'acme'),
	(1, 'zebra', 'u1', NULL, 'zebra'),
	(9, 'zebra', 'u9', 7, 'zebra'),
	(17, 'zebra', 'u17', 15, 'zebra'),
	(2, 'acme', 'u2', NULL, 'acme'),
	(10, 'acme', 'u10', 8, 'acme'),
	(18, 'acme', 'u18', 16, 'acme'),
	(3, 'zebra', 'u3', 1, 'zebra'),
	(11, 'zebra', 'u11', 9, 'zebra'),
	(19, 'zebra', 'u19', 17, 'zebra'),
	(4, 'acme', 'u4', 2, 'acme'),
	(12, 'acme', 'u12', 10, 'acme'),
	(20, 'acme', 'u20', 18, 'acme'),
	(5, 'zebra', 'u5', 3, 'zebra'),
	(13, 'zebra', 'u13', 11, 'zebra'),
	(6, 'acme', 'u6', 4, 'acme'),
	(14, 'acme', 'u14', 12, 'acme'),
	(7, 'zebra', 'u7', 5, 'zebra'),
	(15, 'zebra', 'u15', 13, 'zebra');

SELECT pg_catalog.setval('planner.owned_seq_seq', 14, true);

SELECT pg_catalog.setval('planner.run_run_seq', 1, true);

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

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.events_2024
    ADD CONSTRAINT events_2024_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.events_2025
    ADD CONSTRAINT events_2025_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.kinds
    ADD CONSTRAINT kinds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.marks
    ADD CONSTRAINT marks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT parts_pkey PRIMARY KEY (chat_id, number);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2024_pkey;

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2025_pkey;

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.chats FOR EACH ROW EXECUTE FUNCTION public.chats_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.events_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.marks FOR EACH ROW EXECUTE FUNCTION public.marks_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.notes FOR EACH ROW EXECUTE FUNCTION public.notes_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.parts FOR EACH ROW EXECUTE FUNCTION public.parts_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.chats FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.owner_email IS DISTINCT FROM old.owner_email))) EXECUTE FUNCTION public.chats_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.events FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.events_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.marks FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.event_id IS DISTINCT FROM old.event_id) OR (new.event_at IS DISTINCT FROM old.event_at))) EXECUTE FUNCTION public.marks_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.notes FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id) OR (new.number IS DISTINCT FROM old.number))) EXECUTE FUNCTION public.notes_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.parts FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id))) EXECUTE FUNCTION public.parts_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org_id IS DISTINCT FROM old.org_id))) EXECUTE FUNCTION public.users_planner_guard();

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_kind_id_fkey FOREIGN KEY (kind_id) REFERENCES public.kinds(id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_owner_email_fkey FOREIGN KEY (owner_email) REFERENCES public.users(email);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE;

ALTER TABLE public.events
    ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.marks
    ADD CONSTRAINT marks_event_id_event_at_fkey FOREIGN KEY (event_id, event_at) REFERENCES public.events(id, at);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_chat_id_number_fkey FOREIGN KEY (chat_id, number) REFERENCES public.parts(chat_id, number) MATCH FULL;

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT parts_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.chats_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.events_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.marks_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.notes_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.parts_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.users_planner_guard() FROM PUBLIC;
