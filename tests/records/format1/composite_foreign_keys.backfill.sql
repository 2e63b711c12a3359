-- PostgreSQL >= 18
-- composite_foreign_keys, backfill: left by planner 0.1.0 on PostgreSQL 18.6
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
	('public', 'users', 'public', 'users', 0, 1, 1, 20, '2026-11-25 21:48:20.226753+00'),
	('public', 'chats', 'public', 'chats', 0, 1, 1, 40, '2026-11-25 21:48:20.436236+00'),
	('public', 'events', 'public', 'events_2024', 0, 2, 2, 213, '2026-11-25 21:48:20.610052+00'),
	('public', 'events', 'public', 'events_2025', 0, 1, 1, 87, '2026-11-25 21:48:20.789026+00'),
	('public', 'parts', 'public', 'parts', 0, 1, 1, 100, '2026-11-25 21:48:20.973306+00'),
	('public', 'marks', 'public', 'marks', 0, 2, 2, 300, '2026-11-25 21:48:21.126316+00'),
	('public', 'notes', 'public', 'notes', 0, 1, 1, 100, '2026-11-25 21:48:21.280289+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:19.55724+00', 'postgres'),
	(2, 'column', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, 'via org_id → public.orgs', '2026-11-25 21:48:19.612966+00', 'postgres'),
	(3, 'guard', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:19.63136+00', 'postgres'),
	(4, 'column', 'public', 'chats', 'tenant', 'add', 'confirmed', NULL, 'via owner_email → public.users', '2026-11-25 21:48:19.680195+00', 'postgres'),
	(5, 'guard', 'public', 'chats', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:19.690171+00', 'postgres'),
	(6, 'column', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:48:19.743982+00', 'postgres'),
	(7, 'guard', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:19.756815+00', 'postgres'),
	(8, 'column', 'public', 'parts', 'tenant', 'add', 'confirmed', NULL, 'via chat_id → public.chats', '2026-11-25 21:48:19.808861+00', 'postgres'),
	(9, 'guard', 'public', 'parts', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:19.82005+00', 'postgres'),
	(10, 'column', 'public', 'marks', 'tenant', 'add', 'confirmed', NULL, 'via event_id, event_at → public.events', '2026-11-25 21:48:19.873236+00', 'postgres'),
	(11, 'guard', 'public', 'marks', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:19.884209+00', 'postgres'),
	(12, 'column', 'public', 'notes', 'tenant', 'add', 'confirmed', NULL, 'via chat_id, number → public.parts', '2026-11-25 21:48:19.921205+00', 'postgres'),
	(13, 'guard', 'public', 'notes', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:19.944257+00', 'postgres'),
	(14, 'backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:20.248161+00', 'postgres'),
	(15, 'backfill', 'public', 'chats', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:20.82451+00', 'postgres'),
	(16, 'backfill', 'public', 'events', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:20.848641+00', 'postgres'),
	(17, 'backfill', 'public', 'parts', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:21.153284+00', 'postgres'),
	(18, 'backfill', 'public', 'marks', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:21.177199+00', 'postgres'),
	(19, 'backfill', 'public', 'notes', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:21.292737+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:48:19.56644+00', '2026-11-25 21:48:21.313644+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '6503f4efe3d2d8606bff6dba13a3fd05184a927368862c0577beb5863b952d24');

INSERT INTO planner.step VALUES
	(1, 12, 'backfill.public.marks', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''backfill'', ''public'', ''marks'', ''tenant'', ''backfill'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:21.176615+00', 3.148795000015525, 'ROW EXCLUSIVE on public.marks', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 13, 'backfill.public.notes', 'UPDATE ONLY "public"."notes" AS "t" SET "tenant" = "p"."tenant" FROM "public"."parts" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"(''(%s,%s)'', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"(''(%s,%s)'', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."tenant" IS NULL AND "p"."chat_id" = "t"."chat_id" AND "p"."number" = "t"."number" AND "p"."tenant" IS NOT NULL', '2026-11-25 21:48:21.167526+00', 122.61694300013914, 'ROW EXCLUSIVE on public.notes', NULL, NULL, NULL, 100, 14152, 1, NULL),
	(1, 13, 'backfill.public.notes', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''backfill'', ''public'', ''notes'', ''tenant'', ''backfill'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:21.292485+00', 2.5735850001638028, 'ROW EXCLUSIVE on public.notes', NULL, NULL, NULL, 1, NULL, 1, NULL);

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
	(221, '2025-01-08', 2, 'acme'),
	(229, '2025-01-16', 10, 'acme'),
	(237, '2025-01-24', 18, 'acme'),
	(245, '2025-02-01', 6, 'acme'),
	(253, '2025-02-09', 14, 'acme'),
	(261, '2025-02-17', 2, 'acme'),
	(269, '2025-02-25', 10, 'acme'),
	(277, '2025-03-05', 18, 'acme'),
	(285, '2025-03-13', 6, 'acme'),
	(293, '2025-03-21', 14, 'acme'),
	(214, '2025-01-01', 15, 'zebra'),
	(222, '2025-01-09', 3, 'zebra'),
	(230, '2025-01-17', 11, 'zebra'),
	(238, '2025-01-25', 19, 'zebra'),
	(246, '2025-02-02', 7, 'zebra'),
	(254, '2025-02-10', 15, 'zebra'),
	(262, '2025-02-18', 3, 'zebra'),
	(270, '2025-02-26', 11, 'zebra'),
	(278, '2025-03-06', 19, 'zebra'),
	(286, '2025-03-14', 7, 'zebra'),
	(294, '2025-03-22', 15, 'zebra'),
	(215, '2025-01-02', 16, 'acme'),
	(223, '2025-01-10', 4, 'acme'),
	(231, '2025-01-18', 12, 'acme'),
	(239, '2025-01-26', 20, 'acme'),
	(247, '2025-02-03', 8, 'acme'),
	(255, '2025-02-11', 16, 'acme'),
	(263, '2025-02-19', 4, 'acme'),
	(271, '2025-02-27', 12, 'acme'),
	(279, '2025-03-07', 20, 'acme'),
	(287, '2025-03-15', 8, 'acme'),
	(295, '2025-03-23', 16, 'acme'),
	(216, '2025-01-03', 17, 'zebra'),
	(224, '2025-01-11', 5, 'zebra'),
	(232, '2025-01-19', 13, 'zebra'),
	(240, '2025-01-27', 1, 'zebra'),
	(248, '2025-02-04', 9, 'zebra'),
	(256, '2025-02-12', 17, 'zebra'),
	(264, '2025-02-20', 5, 'zebra'),
	(272, '2025-02-28', 13, 'zebra'),
	(280, '2025-03-08', 1, 'zebra'),
	(288, '2025-03-16', 9, 'zebra'),
	(296, '2025-03-24', 17, 'zebra'),
	(217, '2025-01-04', 18, 'acme'),
	(225, '2025-01-12', 6, 'acme'),
	(233, '2025-01-20', 14, 'acme'),
	(241, '2025-01-28', 2, 'acme'),
	(249, '2025-02-05', 10, 'acme'),
	(257, '2025-02-13', 18, 'acme'),
	(265, '2025-02-21', 6, 'acme');
INSERT INTO public.events_2025 VALUES
	(273, '2025-03-01', 14, 'acme'),
	(281, '2025-03-09', 2, 'acme'),
	(289, '2025-03-17', 10, 'acme'),
	(297, '2025-03-25', 18, 'acme'),
	(218, '2025-01-05', 19, 'zebra'),
	(226, '2025-01-13', 7, 'zebra'),
	(234, '2025-01-21', 15, 'zebra'),
	(242, '2025-01-29', 3, 'zebra'),
	(250, '2025-02-06', 11, 'zebra'),
	(258, '2025-02-14', 19, 'zebra'),
	(266, '2025-02-22', 7, 'zebra'),
	(274, '2025-03-02', 15, 'zebra'),
	(282, '2025-03-10', 3, 'zebra'),
	(290, '2025-03-18', 11, 'zebra'),
	(298, '2025-03-26', 19, 'zebra'),
	(219, '2025-01-06', 20, 'acme'),
	(227, '2025-01-14', 8, 'acme'),
	(235, '2025-01-22', 16, 'acme'),
	(243, '2025-01-30', 4, 'acme'),
	(251, '2025-02-07', 12, 'acme'),
	(259, '2025-02-15', 20, 'acme'),
	(267, '2025-02-23', 8, 'acme'),
	(275, '2025-03-03', 16, 'acme'),
	(283, '2025-03-11', 4, 'acme'),
	(291, '2025-03-19', 12, 'acme'),
	(299, '2025-03-27', 20, 'acme'),
	(220, '2025-01-07', 1, 'zebra'),
	(228, '2025-01-15', 9, 'zebra'),
	(236, '2025-01-23', 17, 'zebra'),
	(244, '2025-01-31', 5, 'zebra'),
	(252, '2025-02-08', 13, 'zebra'),
	(260, '2025-02-16', 1, 'zebra'),
	(268, '2025-02-24', 9, 'zebra'),
	(276, '2025-03-04', 17, 'zebra'),
	(284, '2025-03-12', 5, 'zebra'),
	(292, '2025-03-20', 13, 'zebra'),
	(300, '2025-03-28', 1, 'zebra');

INSERT INTO public.kinds VALUES
	(1, 'one');

INSERT INTO public.marks VALUES
	(1, 1, '2024-06-02', 'acme'),
	(9, 9, '2024-06-10', 'acme'),
	(17, 17, '2024-06-18', 'acme'),
	(25, 25, '2024-06-26', 'acme'),
	(33, 33, '2024-07-04', 'acme'),
	(41, 41, '2024-07-12', 'acme'),
	(49, 49, '2024-07-20', 'acme'),
	(57, 57, '2024-07-28', 'acme'),
	(65, 65, '2024-08-05', 'acme'),
	(73, 73, '2024-08-13', 'acme'),
	(81, 81, '2024-08-21', 'acme'),
	(89, 89, '2024-08-29', 'acme'),
	(97, 97, '2024-09-06', 'acme'),
	(105, 105, '2024-09-14', 'acme'),
	(113, 113, '2024-09-22', 'acme'),
	(2, 2, '2024-06-03', 'zebra'),
	(10, 10, '2024-06-11', 'zebra'),
	(18, 18, '2024-06-19', 'zebra'),
	(26, 26, '2024-06-27', 'zebra'),
	(34, 34, '2024-07-05', 'zebra'),
	(42, 42, '2024-07-13', 'zebra'),
	(50, 50, '2024-07-21', 'zebra'),
	(58, 58, '2024-07-29', 'zebra'),
	(66, 66, '2024-08-06', 'zebra'),
	(74, 74, '2024-08-14', 'zebra'),
	(82, 82, '2024-08-22', 'zebra'),
	(90, 90, '2024-08-30', 'zebra'),
	(98, 98, '2024-09-07', 'zebra'),
	(106, 106, '2024-09-15', 'zebra'),
	(114, 114, '2024-09-23', 'zebra'),
	(122, 122, '2024-10-01', 'zebra'),
	(3, 3, '2024-06-04', 'acme'),
	(11, 11, '2024-06-12', 'acme'),
	(19, 19, '2024-06-20', 'acme'),
	(27, 27, '2024-06-28', 'acme'),
	(35, 35, '2024-07-06', 'acme'),
	(43, 43, '2024-07-14', 'acme'),
	(51, 51, '2024-07-22', 'acme'),
	(59, 59, '2024-07-30', 'acme'),
	(67, 67, '2024-08-07', 'acme'),
	(75, 75, '2024-08-15', 'acme'),
	(83, 83, '2024-08-23', 'acme'),
	(91, 91, '2024-08-31', 'acme'),
	(99, 99, '2024-09-08', 'acme'),
	(107, 107, '2024-09-16', 'acme'),
	(115, 115, '2024-09-24', 'acme'),
	(123, 123, '2024-10-02', 'acme'),
	(4, 4, '2024-06-05', 'zebra'),
	(12, 12, '2024-06-13', 'zebra'),
	(20, 20, '2024-06-21', 'zebra');
INSERT INTO public.marks VALUES
	(28, 28, '2024-06-29', 'zebra'),
	(36, 36, '2024-07-07', 'zebra'),
	(44, 44, '2024-07-15', 'zebra'),
	(52, 52, '2024-07-23', 'zebra'),
	(60, 60, '2024-07-31', 'zebra'),
	(68, 68, '2024-08-08', 'zebra'),
	(76, 76, '2024-08-16', 'zebra'),
	(84, 84, '2024-08-24', 'zebra'),
	(92, 92, '2024-09-01', 'zebra'),
	(100, 100, '2024-09-09', 'zebra'),
	(108, 108, '2024-09-17', 'zebra'),
	(116, 116, '2024-09-25', 'zebra'),
	(124, 124, '2024-10-03', 'zebra'),
	(5, 5, '2024-06-06', 'acme'),
	(13, 13, '2024-06-14', 'acme'),
	(21, 21, '2024-06-22', 'acme'),
	(29, 29, '2024-06-30', 'acme'),
	(37, 37, '2024-07-08', 'acme'),
	(45, 45, '2024-07-16', 'acme'),
	(53, 53, '2024-07-24', 'acme'),
	(61, 61, '2024-08-01', 'acme'),
	(69, 69, '2024-08-09', 'acme'),
	(77, 77, '2024-08-17', 'acme'),
	(85, 85, '2024-08-25', 'acme'),
	(93, 93, '2024-09-02', 'acme'),
	(101, 101, '2024-09-10', 'acme'),
	(109, 109, '2024-09-18', 'acme'),
	(117, 117, '2024-09-26', 'acme'),
	(125, 125, '2024-10-04', 'acme'),
	(6, 6, '2024-06-07', 'zebra'),
	(14, 14, '2024-06-15', 'zebra'),
	(22, 22, '2024-06-23', 'zebra'),
	(30, 30, '2024-07-01', 'zebra'),
	(38, 38, '2024-07-09', 'zebra'),
	(46, 46, '2024-07-17', 'zebra'),
	(54, 54, '2024-07-25', 'zebra'),
	(62, 62, '2024-08-02', 'zebra'),
	(70, 70, '2024-08-10', 'zebra'),
	(78, 78, '2024-08-18', 'zebra'),
	(86, 86, '2024-08-26', 'zebra'),
	(94, 94, '2024-09-03', 'zebra'),
	(102, 102, '2024-09-11', 'zebra'),
	(110, 110, '2024-09-19', 'zebra'),
	(118, 118, '2024-09-27', 'zebra'),
	(126, 126, '2024-10-05', 'zebra'),
	(7, 7, '2024-06-08', 'acme'),
	(15, 15, '2024-06-16', 'acme'),
	(23, 23, '2024-06-24', 'acme'),
	(31, 31, '2024-07-02', 'acme'),
	(39, 39, '2024-07-10', 'acme');
INSERT INTO public.marks VALUES
	(47, 47, '2024-07-18', 'acme'),
	(55, 55, '2024-07-26', 'acme'),
	(63, 63, '2024-08-03', 'acme'),
	(71, 71, '2024-08-11', 'acme'),
	(79, 79, '2024-08-19', 'acme'),
	(87, 87, '2024-08-27', 'acme'),
	(95, 95, '2024-09-04', 'acme'),
	(103, 103, '2024-09-12', 'acme'),
	(111, 111, '2024-09-20', 'acme'),
	(119, 119, '2024-09-28', 'acme'),
	(8, 8, '2024-06-09', 'zebra'),
	(16, 16, '2024-06-17', 'zebra'),
	(24, 24, '2024-06-25', 'zebra'),
	(32, 32, '2024-07-03', 'zebra'),
	(40, 40, '2024-07-11', 'zebra'),
	(48, 48, '2024-07-19', 'zebra'),
	(56, 56, '2024-07-27', 'zebra'),
	(64, 64, '2024-08-04', 'zebra'),
	(72, 72, '2024-08-12', 'zebra'),
	(80, 80, '2024-08-20', 'zebra'),
	(88, 88, '2024-08-28', 'zebra'),
	(96, 96, '2024-09-05', 'zebra'),
	(158, 158, '2024-11-06', 'zebra'),
	(166, 166, '2024-11-14', 'zebra'),
	(174, 174, '2024-11-22', 'zebra'),
	(182, 182, '2024-11-30', 'zebra'),
	(190, 190, '2024-12-08', 'zebra'),
	(198, 198, '2024-12-16', 'zebra'),
	(206, 206, '2024-12-24', 'zebra'),
	(214, 214, '2025-01-01', 'zebra'),
	(222, 222, '2025-01-09', 'zebra'),
	(230, 230, '2025-01-17', 'zebra'),
	(238, 238, '2025-01-25', 'zebra'),
	(246, 246, '2025-02-02', 'zebra'),
	(254, 254, '2025-02-10', 'zebra'),
	(159, 159, '2024-11-07', 'acme'),
	(167, 167, '2024-11-15', 'acme'),
	(175, 175, '2024-11-23', 'acme'),
	(183, 183, '2024-12-01', 'acme'),
	(191, 191, '2024-12-09', 'acme'),
	(199, 199, '2024-12-17', 'acme'),
	(207, 207, '2024-12-25', 'acme'),
	(215, 215, '2025-01-02', 'acme'),
	(223, 223, '2025-01-10', 'acme'),
	(231, 231, '2025-01-18', 'acme'),
	(239, 239, '2025-01-26', 'acme'),
	(247, 247, '2025-02-03', 'acme'),
	(255, 255, '2025-02-11', 'acme'),
	(263, 263, '2025-02-19', 'acme'),
	(271, 271, '2025-02-27', 'acme');
INSERT INTO public.marks VALUES
	(160, 160, '2024-11-08', 'zebra'),
	(168, 168, '2024-11-16', 'zebra'),
	(176, 176, '2024-11-24', 'zebra'),
	(184, 184, '2024-12-02', 'zebra'),
	(192, 192, '2024-12-10', 'zebra'),
	(200, 200, '2024-12-18', 'zebra'),
	(208, 208, '2024-12-26', 'zebra'),
	(216, 216, '2025-01-03', 'zebra'),
	(224, 224, '2025-01-11', 'zebra'),
	(232, 232, '2025-01-19', 'zebra'),
	(240, 240, '2025-01-27', 'zebra'),
	(248, 248, '2025-02-04', 'zebra'),
	(256, 256, '2025-02-12', 'zebra'),
	(264, 264, '2025-02-20', 'zebra'),
	(161, 161, '2024-11-09', 'acme'),
	(169, 169, '2024-11-17', 'acme'),
	(177, 177, '2024-11-25', 'acme'),
	(185, 185, '2024-12-03', 'acme'),
	(193, 193, '2024-12-11', 'acme'),
	(201, 201, '2024-12-19', 'acme'),
	(209, 209, '2024-12-27', 'acme'),
	(217, 217, '2025-01-04', 'acme'),
	(225, 225, '2025-01-12', 'acme'),
	(233, 233, '2025-01-20', 'acme'),
	(241, 241, '2025-01-28', 'acme'),
	(249, 249, '2025-02-05', 'acme'),
	(257, 257, '2025-02-13', 'acme'),
	(265, 265, '2025-02-21', 'acme'),
	(273, 273, '2025-03-01', 'acme'),
	(162, 162, '2024-11-10', 'zebra'),
	(170, 170, '2024-11-18', 'zebra'),
	(178, 178, '2024-11-26', 'zebra'),
	(186, 186, '2024-12-04', 'zebra'),
	(194, 194, '2024-12-12', 'zebra'),
	(202, 202, '2024-12-20', 'zebra'),
	(210, 210, '2024-12-28', 'zebra'),
	(218, 218, '2025-01-05', 'zebra'),
	(226, 226, '2025-01-13', 'zebra'),
	(234, 234, '2025-01-21', 'zebra'),
	(242, 242, '2025-01-29', 'zebra'),
	(250, 250, '2025-02-06', 'zebra'),
	(258, 258, '2025-02-14', 'zebra'),
	(266, 266, '2025-02-22', 'zebra'),
	(163, 163, '2024-11-11', 'acme'),
	(171, 171, '2024-11-19', 'acme'),
	(179, 179, '2024-11-27', 'acme'),
	(187, 187, '2024-12-05', 'acme'),
	(195, 195, '2024-12-13', 'acme'),
	(203, 203, '2024-12-21', 'acme'),
	(211, 211, '2024-12-29', 'acme');
INSERT INTO public.marks VALUES
	(219, 219, '2025-01-06', 'acme'),
	(227, 227, '2025-01-14', 'acme'),
	(235, 235, '2025-01-22', 'acme'),
	(243, 243, '2025-01-30', 'acme'),
	(251, 251, '2025-02-07', 'acme'),
	(259, 259, '2025-02-15', 'acme'),
	(267, 267, '2025-02-23', 'acme'),
	(164, 164, '2024-11-12', 'zebra'),
	(172, 172, '2024-11-20', 'zebra'),
	(180, 180, '2024-11-28', 'zebra'),
	(188, 188, '2024-12-06', 'zebra'),
	(196, 196, '2024-12-14', 'zebra'),
	(204, 204, '2024-12-22', 'zebra'),
	(212, 212, '2024-12-30', 'zebra'),
	(220, 220, '2025-01-07', 'zebra'),
	(228, 228, '2025-01-15', 'zebra'),
	(236, 236, '2025-01-23', 'zebra'),
	(244, 244, '2025-01-31', 'zebra'),
	(252, 252, '2025-02-08', 'zebra'),
	(260, 260, '2025-02-16', 'zebra'),
	(268, 268, '2025-02-24', 'zebra'),
	(276, 276, '2025-03-04', 'zebra'),
	(104, 104, '2024-09-13', 'zebra'),
	(112, 112, '2024-09-21', 'zebra'),
	(120, 120, '2024-09-29', 'zebra'),
	(128, 128, '2024-10-07', 'zebra'),
	(136, 136, '2024-10-15', 'zebra'),
	(144, 144, '2024-10-23', 'zebra'),
	(152, 152, '2024-10-31', 'zebra'),
	(165, 165, '2024-11-13', 'acme'),
	(173, 173, '2024-11-21', 'acme'),
	(181, 181, '2024-11-29', 'acme'),
	(189, 189, '2024-12-07', 'acme'),
	(197, 197, '2024-12-15', 'acme'),
	(205, 205, '2024-12-23', 'acme'),
	(213, 213, '2024-12-31', 'acme'),
	(221, 221, '2025-01-08', 'acme'),
	(229, 229, '2025-01-16', 'acme'),
	(237, 237, '2025-01-24', 'acme'),
	(245, 245, '2025-02-01', 'acme'),
	(253, 253, '2025-02-09', 'acme'),
	(261, 261, '2025-02-17', 'acme'),
	(269, 269, '2025-02-25', 'acme'),
	(277, 277, '2025-03-05', 'acme'),
	(285, 285, '2025-03-13', 'acme'),
	(293, 293, '2025-03-21', 'acme'),
	(121, 121, '2024-09-30', 'acme'),
	(129, 129, '2024-10-08', 'acme'),
	(137, 137, '2024-10-16', 'acme'),
	(145, 145, '2024-10-24', 'acme');
INSERT INTO public.marks VALUES
	(153, 153, '2024-11-01', 'acme'),
	(262, 262, '2025-02-18', 'zebra'),
	(270, 270, '2025-02-26', 'zebra'),
	(278, 278, '2025-03-06', 'zebra'),
	(286, 286, '2025-03-14', 'zebra'),
	(294, 294, '2025-03-22', 'zebra'),
	(130, 130, '2024-10-09', 'zebra'),
	(138, 138, '2024-10-17', 'zebra'),
	(146, 146, '2024-10-25', 'zebra'),
	(154, 154, '2024-11-02', 'zebra'),
	(279, 279, '2025-03-07', 'acme'),
	(287, 287, '2025-03-15', 'acme'),
	(295, 295, '2025-03-23', 'acme'),
	(131, 131, '2024-10-10', 'acme'),
	(139, 139, '2024-10-18', 'acme'),
	(147, 147, '2024-10-26', 'acme'),
	(155, 155, '2024-11-03', 'acme'),
	(272, 272, '2025-02-28', 'zebra'),
	(280, 280, '2025-03-08', 'zebra'),
	(288, 288, '2025-03-16', 'zebra'),
	(296, 296, '2025-03-24', 'zebra'),
	(132, 132, '2024-10-11', 'zebra'),
	(140, 140, '2024-10-19', 'zebra'),
	(148, 148, '2024-10-27', 'zebra'),
	(156, 156, '2024-11-04', 'zebra'),
	(281, 281, '2025-03-09', 'acme'),
	(289, 289, '2025-03-17', 'acme'),
	(297, 297, '2025-03-25', 'acme'),
	(133, 133, '2024-10-12', 'acme'),
	(141, 141, '2024-10-20', 'acme'),
	(149, 149, '2024-10-28', 'acme'),
	(157, 157, '2024-11-05', 'acme'),
	(274, 274, '2025-03-02', 'zebra'),
	(282, 282, '2025-03-10', 'zebra'),
	(290, 290, '2025-03-18', 'zebra'),
	(298, 298, '2025-03-26', 'zebra'),
	(134, 134, '2024-10-13', 'zebra'),
	(142, 142, '2024-10-21', 'zebra'),
	(150, 150, '2024-10-29', 'zebra'),
	(275, 275, '2025-03-03', 'acme'),
	(283, 283, '2025-03-11', 'acme'),
	(291, 291, '2025-03-19', 'acme'),
	(299, 299, '2025-03-27', 'acme'),
	(127, 127, '2024-10-06', 'acme'),
	(135, 135, '2024-10-14', 'acme'),
	(143, 143, '2024-10-22', 'acme'),
	(151, 151, '2024-10-30', 'acme'),
	(284, 284, '2025-03-12', 'zebra'),
	(292, 292, '2025-03-20', 'zebra'),
	(300, 300, '2025-03-28', 'zebra');

INSERT INTO public.notes VALUES
	(8, 9, 8, 'acme'),
	(16, 17, 16, 'acme'),
	(24, 25, 24, 'acme'),
	(32, 33, 32, 'acme'),
	(40, 1, 40, 'acme'),
	(48, 9, 48, 'acme'),
	(56, 17, 56, 'acme'),
	(64, 25, 64, 'acme'),
	(72, 33, 72, 'acme'),
	(80, 1, 80, 'acme'),
	(88, 9, 88, 'acme'),
	(96, 17, 96, 'acme'),
	(1, 2, 1, 'zebra'),
	(9, 10, 9, 'zebra'),
	(17, 18, 17, 'zebra'),
	(25, 26, 25, 'zebra'),
	(33, 34, 33, 'zebra'),
	(41, 2, 41, 'zebra'),
	(49, 10, 49, 'zebra'),
	(57, 18, 57, 'zebra'),
	(65, 26, 65, 'zebra'),
	(73, 34, 73, 'zebra'),
	(81, 2, 81, 'zebra'),
	(89, 10, 89, 'zebra'),
	(97, 18, 97, 'zebra'),
	(2, 3, 2, 'acme'),
	(10, 11, 10, 'acme'),
	(18, 19, 18, 'acme'),
	(26, 27, 26, 'acme'),
	(34, 35, 34, 'acme'),
	(42, 3, 42, 'acme'),
	(50, 11, 50, 'acme'),
	(58, 19, 58, 'acme'),
	(66, 27, 66, 'acme'),
	(74, 35, 74, 'acme'),
	(82, 3, 82, 'acme'),
	(90, 11, 90, 'acme'),
	(98, 19, 98, 'acme'),
	(3, 4, 3, 'zebra'),
	(11, 12, 11, 'zebra'),
	(19, 20, 19, 'zebra'),
	(27, 28, 27, 'zebra'),
	(35, 36, 35, 'zebra'),
	(43, 4, 43, 'zebra'),
	(51, 12, 51, 'zebra'),
	(59, 20, 59, 'zebra'),
	(67, 28, 67, 'zebra'),
	(75, 36, 75, 'zebra'),
	(83, 4, 83, 'zebra'),
	(91, 12, 91, 'zebra');
INSERT INTO public.notes VALUES
	(99, 20, 99, 'zebra'),
	(4, 5, 4, 'acme'),
	(12, 13, 12, 'acme'),
	(20, 21, 20, 'acme'),
	(28, 29, 28, 'acme'),
	(36, 37, 36, 'acme'),
	(44, 5, 44, 'acme'),
	(52, 13, 52, 'acme'),
	(60, 21, 60, 'acme'),
	(68, 29, 68, 'acme'),
	(76, 37, 76, 'acme'),
	(84, 5, 84, 'acme'),
	(92, 13, 92, 'acme'),
	(100, 21, 100, 'acme'),
	(5, 6, 5, 'zebra'),
	(13, 14, 13, 'zebra'),
	(21, 22, 21, 'zebra'),
	(29, 30, 29, 'zebra'),
	(37, 38, 37, 'zebra'),
	(45, 6, 45, 'zebra'),
	(53, 14, 53, 'zebra'),
	(61, 22, 61, 'zebra'),
	(69, 30, 69, 'zebra'),
	(77, 38, 77, 'zebra'),
	(85, 6, 85, 'zebra'),
	(93, 14, 93, 'zebra'),
	(6, 7, 6, 'acme'),
	(14, 15, 14, 'acme'),
	(22, 23, 22, 'acme'),
	(30, 31, 30, 'acme'),
	(38, 39, 38, 'acme'),
	(46, 7, 46, 'acme'),
	(54, 15, 54, 'acme'),
	(62, 23, 62, 'acme'),
	(70, 31, 70, 'acme'),
	(78, 39, 78, 'acme'),
	(86, 7, 86, 'acme'),
	(94, 15, 94, 'acme'),
	(7, 8, 7, 'zebra'),
	(15, 16, 15, 'zebra'),
	(23, 24, 23, 'zebra'),
	(31, 32, 31, 'zebra'),
	(39, 40, 39, 'zebra'),
	(47, 8, 47, 'zebra'),
	(55, 16, 55, 'zebra'),
	(63, 24, 63, 'zebra'),
	(71, 32, 71, 'zebra'),
	(79, 40, 79, 'zebra'),
	(87, 8, 87, 'zebra'),
	(95, 16, 95, 'zebra');

INSERT INTO public.orgs VALUES
	('acme'),
	('zebra');

INSERT INTO public.parts VALUES
	(9, 8, 'acme'),
	(17, 16, 'acme'),
	(25, 24, 'acme'),
	(33, 32, 'acme'),
	(1, 40, 'acme'),
	(9, 48, 'acme'),
	(17, 56, 'acme'),
	(25, 64, 'acme'),
	(33, 72, 'acme'),
	(1, 80, 'acme'),
	(9, 88, 'acme'),
	(17, 96, 'acme'),
	(2, 1, 'zebra'),
	(10, 9, 'zebra'),
	(18, 17, 'zebra'),
	(26, 25, 'zebra'),
	(34, 33, 'zebra'),
	(2, 41, 'zebra'),
	(10, 49, 'zebra'),
	(18, 57, 'zebra'),
	(26, 65, 'zebra'),
	(34, 73, 'zebra'),
	(2, 81, 'zebra'),
	(10, 89, 'zebra'),
	(18, 97, 'zebra'),
	(3, 2, 'acme'),
	(11, 10, 'acme'),
	(19, 18, 'acme'),
	(27, 26, 'acme'),
	(35, 34, 'acme'),
	(3, 42, 'acme'),
	(11, 50, 'acme'),
	(19, 58, 'acme'),
	(27, 66, 'acme'),
	(35, 74, 'acme'),
	(3, 82, 'acme'),
	(11, 90, 'acme'),
	(19, 98, 'acme'),
	(4, 3, 'zebra'),
	(12, 11, 'zebra'),
	(20, 19, 'zebra'),
	(28, 27, 'zebra'),
	(36, 35, 'zebra'),
	(4, 43, 'zebra'),
	(12, 51, 'zebra'),
	(20, 59, 'zebra'),
	(28, 67, 'zebra'),
	(36, 75, 'zebra'),
	(4, 83, 'zebra'),
	(12, 91, 'zebra');
INSERT INTO public.parts VALUES
	(20, 99, 'zebra'),
	(5, 4, 'acme'),
	(13, 12, 'acme'),
	(21, 20, 'acme'),
	(29, 28, 'acme'),
	(37, 36, 'acme'),
	(5, 44, 'acme'),
	(13, 52, 'acme'),
	(21, 60, 'acme'),
	(29, 68, 'acme'),
	(37, 76, 'acme'),
	(5, 84, 'acme'),
	(13, 92, 'acme'),
	(21, 100, 'acme'),
	(6, 5, 'zebra'),
	(14, 13, 'zebra'),
	(22, 21, 'zebra'),
	(30, 29, 'zebra'),
	(38, 37, 'zebra'),
	(6, 45, 'zebra'),
	(14, 53, 'zebra'),
	(22, 61, 'zebra'),
	(30, 69, 'zebra'),
	(38, 77, 'zebra'),
	(6, 85, 'zebra'),
	(14, 93, 'zebra'),
	(7, 6, 'acme'),
	(15, 14, 'acme'),
	(23, 22, 'acme'),
	(31, 30, 'acme'),
	(39, 38, 'acme'),
	(7, 46, 'acme'),
	(15, 54, 'acme'),
	(23, 62, 'acme'),
	(31, 70, 'acme'),
	(39, 78, 'acme'),
	(7, 86, 'acme'),
	(15, 94, 'acme'),
	(8, 7, 'zebra'),
	(16, 15, 'zebra'),
	(24, 23, 'zebra'),
	(32, 31, 'zebra'),
	(40, 39, 'zebra'),
	(8, 47, 'zebra'),
	(16, 55, 'zebra'),
	(24, 63, 'zebra'),
	(32, 71, 'zebra'),
	(40, 79, 'zebra'),
	(8, 87, 'zebra'),
	(16, 95, 'zebra');

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

SELECT pg_catalog.setval('planner.owned_seq_seq', 19, true);

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
