-- PostgreSQL >= 18
-- row_security: left by planner 0.1.0 on PostgreSQL 18.6
DO $$ BEGIN CREATE ROLE golden_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$;

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

CREATE FUNCTION public."Chat_planner_guard"() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
  planner_tenant integer;
  planner_found integer;
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

CREATE FUNCTION public.events_planner_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
  planner_tenant integer;
  planner_found integer;
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

CREATE FUNCTION public.planner_current_tenant() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$SELECT CAST(NULLIF("pg_catalog"."current_setting"('app.tenant', TRUE), '') AS integer)$$;

CREATE FUNCTION public.users_planner_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
  planner_tenant integer;
  planner_found integer;
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

CREATE TABLE public."Chat" (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    title text,
    tenant integer NOT NULL
);

ALTER TABLE ONLY public."Chat" FORCE ROW LEVEL SECURITY;

CREATE TABLE public.events (
    id bigint,
    at date,
    user_id bigint NOT NULL,
    tenant integer NOT NULL
)
PARTITION BY RANGE (at);

ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.events_2024 (
    id bigint,
    at date,
    user_id bigint CONSTRAINT events_user_id_not_null NOT NULL,
    tenant integer CONSTRAINT events_tenant_not_null NOT NULL
);

CREATE TABLE public.orgs (
    id integer NOT NULL
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id integer NOT NULL,
    email text NOT NULL,
    tenant integer NOT NULL
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

INSERT INTO planner.backfill VALUES
	('public', 'users', 'public', 'users', 0, 1, 1, 20, '2026-11-25 21:47:39.876352+00'),
	('public', 'Chat', 'public', 'Chat', 0, 1, 1, 40, '2026-11-25 21:47:40.045831+00'),
	('public', 'events', 'public', 'events_2024', 0, 1, 1, 100, '2026-11-25 21:47:40.208873+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:39.626806+00', 'postgres'),
	(2, 'column', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, 'via org_id → public.orgs', '2026-11-25 21:47:39.650357+00', 'postgres'),
	(3, 'guard', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:39.65869+00', 'postgres'),
	(4, 'column', 'public', 'Chat', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:47:39.674+00', 'postgres'),
	(5, 'guard', 'public', 'Chat', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:39.680124+00', 'postgres'),
	(6, 'column', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:47:39.707975+00', 'postgres'),
	(7, 'guard', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:39.717613+00', 'postgres'),
	(8, 'backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:39.896792+00', 'postgres'),
	(9, 'backfill', 'public', 'Chat', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.22956+00', 'postgres'),
	(10, 'backfill', 'public', 'events', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.252932+00', 'postgres'),
	(11, 'tenant_function', 'public', 'orgs', 'planner_current_tenant', 'tighten', 'confirmed', NULL, 'app.tenant', '2026-11-25 21:47:40.276142+00', 'postgres'),
	(12, 'foreign_key', 'public', 'users', 'users_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.323302+00', 'postgres'),
	(13, 'not_null', 'public', 'users', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.327898+00', 'postgres'),
	(14, 'index', 'public', 'users', 'users_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.354156+00', 'postgres'),
	(16, 'foreign_key', 'public', 'Chat', 'Chat_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.398591+00', 'postgres'),
	(17, 'not_null', 'public', 'Chat', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.399669+00', 'postgres'),
	(18, 'index', 'public', 'Chat', 'Chat_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.437829+00', 'postgres'),
	(20, 'foreign_key', 'public', 'events', 'events_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.496199+00', 'postgres'),
	(22, 'not_null', 'public', 'events', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.49946+00', 'postgres'),
	(23, 'index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.54184+00', 'postgres'),
	(21, 'index', 'public', 'events', 'events_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.498175+00', 'postgres'),
	(26, 'policy', 'public', 'users', 'users_tenant_isolation', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.616079+00', 'postgres'),
	(27, 'policy', 'public', 'users', 'users_tenant_access', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.625787+00', 'postgres'),
	(28, 'rls', 'public', 'users', 'row security', 'tighten', 'confirmed', '[false, false]', NULL, '2026-11-25 21:47:40.640097+00', 'postgres'),
	(29, 'policy', 'public', 'Chat', 'Chat_tenant_isolation', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.676053+00', 'postgres'),
	(30, 'rls', 'public', 'Chat', 'row security', 'tighten', 'confirmed', '[true, false]', NULL, '2026-11-25 21:47:40.677208+00', 'postgres'),
	(31, 'policy', 'public', 'events', 'events_tenant_isolation', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.730368+00', 'postgres'),
	(32, 'policy', 'public', 'events', 'events_tenant_access', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:40.735397+00', 'postgres'),
	(33, 'rls', 'public', 'events', 'row security', 'tighten', 'confirmed', '[false, false]', NULL, '2026-11-25 21:47:40.748153+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:39.636458+00', '2026-11-25 21:47:40.764633+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '3681b9db9928c06aaf235d013e3c39013258168067d0a2e38edae7a9de7033dd');

INSERT INTO planner.step VALUES
	(1, 24, 'tighten.row_security.public.events', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''policy'', ''public'', ''events'', ''events_tenant_access'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:40.735033+00', 4.962104000014733, 'ACCESS EXCLUSIVE on public.events', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 24, 'tighten.row_security.public.events', 'ALTER TABLE "public"."events" ENABLE ROW LEVEL SECURITY', '2026-11-25 21:47:40.740049+00', 0.6630530001530133, 'ACCESS EXCLUSIVE on public.events', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 24, 'tighten.row_security.public.events', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''rls'', ''public'', ''events'', ''row security'', ''tighten'', ''confirmed'', ''[false, false]'', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:40.744615+00', 3.769928999872718, 'ACCESS EXCLUSIVE on public.events', 'AccessExclusiveLock on public.events, AccessExclusiveLock on public.events_2024', 0.5803080000532645, 31.440535000001546, 1, 7800, 1, NULL);

INSERT INTO public."Chat" VALUES
	(8, 9, 'chat 8', 2),
	(16, 17, 'chat 16', 2),
	(24, 5, 'chat 24', 2),
	(32, 13, 'chat 32', 2),
	(40, 1, 'chat 40', 2),
	(1, 2, 'chat 1', 1),
	(9, 10, 'chat 9', 1),
	(17, 18, 'chat 17', 1),
	(25, 6, 'chat 25', 1),
	(33, 14, 'chat 33', 1),
	(2, 3, 'chat 2', 2),
	(10, 11, 'chat 10', 2),
	(18, 19, 'chat 18', 2),
	(26, 7, 'chat 26', 2),
	(34, 15, 'chat 34', 2),
	(3, 4, 'chat 3', 1),
	(11, 12, 'chat 11', 1),
	(19, 20, 'chat 19', 1),
	(27, 8, 'chat 27', 1),
	(35, 16, 'chat 35', 1),
	(4, 5, 'chat 4', 2),
	(12, 13, 'chat 12', 2),
	(20, 1, 'chat 20', 2),
	(28, 9, 'chat 28', 2),
	(36, 17, 'chat 36', 2),
	(5, 6, 'chat 5', 1),
	(13, 14, 'chat 13', 1),
	(21, 2, 'chat 21', 1),
	(29, 10, 'chat 29', 1),
	(37, 18, 'chat 37', 1),
	(6, 7, 'chat 6', 2),
	(14, 15, 'chat 14', 2),
	(22, 3, 'chat 22', 2),
	(30, 11, 'chat 30', 2),
	(38, 19, 'chat 38', 2),
	(7, 8, 'chat 7', 1),
	(15, 16, 'chat 15', 1),
	(23, 4, 'chat 23', 1),
	(31, 12, 'chat 31', 1),
	(39, 20, 'chat 39', 1);

INSERT INTO public.events_2024 VALUES
	(8, '2024-02-09', 9, 2),
	(16, '2024-02-17', 17, 2),
	(24, '2024-02-25', 5, 2),
	(32, '2024-03-04', 13, 2),
	(40, '2024-03-12', 1, 2),
	(48, '2024-03-20', 9, 2),
	(56, '2024-03-28', 17, 2),
	(64, '2024-04-05', 5, 2),
	(72, '2024-04-13', 13, 2),
	(80, '2024-04-21', 1, 2),
	(88, '2024-04-29', 9, 2),
	(96, '2024-05-07', 17, 2),
	(1, '2024-02-02', 2, 1),
	(9, '2024-02-10', 10, 1),
	(17, '2024-02-18', 18, 1),
	(25, '2024-02-26', 6, 1),
	(33, '2024-03-05', 14, 1),
	(41, '2024-03-13', 2, 1),
	(49, '2024-03-21', 10, 1),
	(57, '2024-03-29', 18, 1),
	(65, '2024-04-06', 6, 1),
	(73, '2024-04-14', 14, 1),
	(81, '2024-04-22', 2, 1),
	(89, '2024-04-30', 10, 1),
	(97, '2024-05-08', 18, 1),
	(2, '2024-02-03', 3, 2),
	(10, '2024-02-11', 11, 2),
	(18, '2024-02-19', 19, 2),
	(26, '2024-02-27', 7, 2),
	(34, '2024-03-06', 15, 2),
	(42, '2024-03-14', 3, 2),
	(50, '2024-03-22', 11, 2),
	(58, '2024-03-30', 19, 2),
	(66, '2024-04-07', 7, 2),
	(74, '2024-04-15', 15, 2),
	(82, '2024-04-23', 3, 2),
	(90, '2024-05-01', 11, 2),
	(98, '2024-05-09', 19, 2),
	(3, '2024-02-04', 4, 1),
	(11, '2024-02-12', 12, 1),
	(19, '2024-02-20', 20, 1),
	(27, '2024-02-28', 8, 1),
	(35, '2024-03-07', 16, 1),
	(43, '2024-03-15', 4, 1),
	(51, '2024-03-23', 12, 1),
	(59, '2024-03-31', 20, 1),
	(67, '2024-04-08', 8, 1),
	(75, '2024-04-16', 16, 1),
	(83, '2024-04-24', 4, 1),
	(91, '2024-05-02', 12, 1);
INSERT INTO public.events_2024 VALUES
	(99, '2024-05-10', 20, 1),
	(4, '2024-02-05', 5, 2),
	(12, '2024-02-13', 13, 2),
	(20, '2024-02-21', 1, 2),
	(28, '2024-02-29', 9, 2),
	(36, '2024-03-08', 17, 2),
	(44, '2024-03-16', 5, 2),
	(52, '2024-03-24', 13, 2),
	(60, '2024-04-01', 1, 2),
	(68, '2024-04-09', 9, 2),
	(76, '2024-04-17', 17, 2),
	(84, '2024-04-25', 5, 2),
	(92, '2024-05-03', 13, 2),
	(100, '2024-05-11', 1, 2),
	(5, '2024-02-06', 6, 1),
	(13, '2024-02-14', 14, 1),
	(21, '2024-02-22', 2, 1),
	(29, '2024-03-01', 10, 1),
	(37, '2024-03-09', 18, 1),
	(45, '2024-03-17', 6, 1),
	(53, '2024-03-25', 14, 1),
	(61, '2024-04-02', 2, 1),
	(69, '2024-04-10', 10, 1),
	(77, '2024-04-18', 18, 1),
	(85, '2024-04-26', 6, 1),
	(93, '2024-05-04', 14, 1),
	(6, '2024-02-07', 7, 2),
	(14, '2024-02-15', 15, 2),
	(22, '2024-02-23', 3, 2),
	(30, '2024-03-02', 11, 2),
	(38, '2024-03-10', 19, 2),
	(46, '2024-03-18', 7, 2),
	(54, '2024-03-26', 15, 2),
	(62, '2024-04-03', 3, 2),
	(70, '2024-04-11', 11, 2),
	(78, '2024-04-19', 19, 2),
	(86, '2024-04-27', 7, 2),
	(94, '2024-05-05', 15, 2),
	(7, '2024-02-08', 8, 1),
	(15, '2024-02-16', 16, 1),
	(23, '2024-02-24', 4, 1),
	(31, '2024-03-03', 12, 1),
	(39, '2024-03-11', 20, 1),
	(47, '2024-03-19', 8, 1),
	(55, '2024-03-27', 16, 1),
	(63, '2024-04-04', 4, 1),
	(71, '2024-04-12', 12, 1),
	(79, '2024-04-20', 20, 1),
	(87, '2024-04-28', 8, 1),
	(95, '2024-05-06', 16, 1);

INSERT INTO public.orgs VALUES
	(1),
	(2);

INSERT INTO public.users VALUES
	(8, 1, 'u8', 1),
	(16, 1, 'u16', 1),
	(1, 2, 'u1', 2),
	(9, 2, 'u9', 2),
	(17, 2, 'u17', 2),
	(2, 1, 'u2', 1),
	(10, 1, 'u10', 1),
	(18, 1, 'u18', 1),
	(3, 2, 'u3', 2),
	(11, 2, 'u11', 2),
	(19, 2, 'u19', 2),
	(4, 1, 'u4', 1),
	(12, 1, 'u12', 1),
	(20, 1, 'u20', 1),
	(5, 2, 'u5', 2),
	(13, 2, 'u13', 2),
	(6, 1, 'u6', 1),
	(14, 1, 'u14', 1),
	(7, 2, 'u7', 2),
	(15, 2, 'u15', 2);

SELECT pg_catalog.setval('planner.owned_seq_seq', 33, true);

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

ALTER TABLE ONLY public."Chat"
    ADD CONSTRAINT "Chat_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX "Chat_tenant_idx" ON public."Chat" USING btree (tenant);

CREATE INDEX events_tenant_idx ON ONLY public.events USING btree (tenant);

CREATE INDEX events_2024_tenant_idx ON public.events_2024 USING btree (tenant);

CREATE INDEX users_tenant_idx ON public.users USING btree (tenant);

ALTER INDEX public.events_tenant_idx ATTACH PARTITION public.events_2024_tenant_idx;

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public."Chat" FOR EACH ROW EXECUTE FUNCTION public."Chat_planner_guard"();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.events_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public."Chat" FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public."Chat_planner_guard"();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.events FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.events_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org_id IS DISTINCT FROM old.org_id))) EXECUTE FUNCTION public.users_planner_guard();

ALTER TABLE ONLY public."Chat"
    ADD CONSTRAINT "Chat_tenant_fkey" FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE ONLY public."Chat"
    ADD CONSTRAINT "Chat_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE public.events
    ADD CONSTRAINT events_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE public.events
    ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE public."Chat" ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Chat_tenant_isolation" ON public."Chat" AS RESTRICTIVE USING ((tenant = ( SELECT public.planner_current_tenant() AS planner_current_tenant))) WITH CHECK ((tenant = ( SELECT public.planner_current_tenant() AS planner_current_tenant)));

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

CREATE POLICY events_tenant_access ON public.events TO golden_app USING (true) WITH CHECK (true);

CREATE POLICY events_tenant_isolation ON public.events AS RESTRICTIVE USING ((tenant = ( SELECT public.planner_current_tenant() AS planner_current_tenant))) WITH CHECK ((tenant = ( SELECT public.planner_current_tenant() AS planner_current_tenant)));

CREATE POLICY everything ON public."Chat" USING ((title IS NOT NULL));

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

CREATE POLICY users_tenant_access ON public.users TO golden_app USING (true) WITH CHECK (true);

CREATE POLICY users_tenant_isolation ON public.users AS RESTRICTIVE USING ((tenant = ( SELECT public.planner_current_tenant() AS planner_current_tenant))) WITH CHECK ((tenant = ( SELECT public.planner_current_tenant() AS planner_current_tenant)));

REVOKE ALL ON FUNCTION public."Chat_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.events_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.users_planner_guard() FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public."Chat" TO golden_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events TO golden_app;

GRANT SELECT ON TABLE public.orgs TO golden_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO golden_app;
