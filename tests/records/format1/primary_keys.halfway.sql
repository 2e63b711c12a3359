-- PostgreSQL >= 18
-- primary_keys, halfway: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.comments_planner_guard() RETURNS trigger
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
  IF "new"."post_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."posts" AS p WHERE "p"."id" = "new"."post_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1;
    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."posts" AS p WHERE "p"."id" = "new"."post_id" AND "p"."tenant" <> planner_found) THEN
      RAISE EXCEPTION 'a row of %.% points to a key of % that several tenants have', TG_TABLE_SCHEMA, TG_TABLE_NAME, 'public.posts'
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
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1;
    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id" AND "p"."tenant" <> planner_found) THEN
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

CREATE FUNCTION public.likes_planner_guard() RETURNS trigger
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
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1;
    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id" AND "p"."tenant" <> planner_found) THEN
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

CREATE FUNCTION public.posts_planner_guard() RETURNS trigger
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
  IF "new"."author_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."author_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1;
    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" = "new"."author_id" AND "p"."tenant" <> planner_found) THEN
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

CREATE FUNCTION public.ranks_planner_guard() RETURNS trigger
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
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id"
      ORDER BY "p"."tenant" IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant) LIMIT 1;
    IF planner_found IS DISTINCT FROM coalesce(NEW."tenant", planner_tenant)
      AND EXISTS (SELECT FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id" AND "p"."tenant" <> planner_found) THEN
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

CREATE TABLE public.comments (
    id bigint NOT NULL,
    post_id bigint NOT NULL,
    tenant text NOT NULL
);

CREATE TABLE public.events (
    id bigint NOT NULL,
    at date NOT NULL,
    user_id bigint NOT NULL,
    tenant text NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE public.events_2024 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    user_id bigint CONSTRAINT events_user_id_not_null NOT NULL,
    tenant text CONSTRAINT events_tenant_not_null NOT NULL
);

CREATE TABLE public.likes (
    user_id bigint NOT NULL,
    post_id bigint NOT NULL,
    tenant text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.posts (
    id bigint NOT NULL,
    author_id bigint NOT NULL,
    tenant text NOT NULL
);

CREATE SEQUENCE public.posts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.posts_id_seq OWNED BY public.posts.id;

CREATE TABLE public.ranks (
    id integer NOT NULL,
    user_id bigint NOT NULL,
    tenant text NOT NULL
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id text NOT NULL,
    boss_id bigint,
    tenant text NOT NULL
);

ALTER TABLE public.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public.posts ALTER COLUMN id SET DEFAULT nextval('public.posts_id_seq'::regclass);

INSERT INTO planner.backfill VALUES
	('public', 'users', 'public', 'users', 0, 1, 1, 40, '2026-11-25 21:48:55.385042+00'),
	('public', 'posts', 'public', 'posts', 0, 2, 2, 200, '2026-11-25 21:48:55.548226+00'),
	('public', 'ranks', 'public', 'ranks', 0, 1, 1, 40, '2026-11-25 21:48:55.654657+00'),
	('public', 'events', 'public', 'events_2024', 0, 1, 1, 100, '2026-11-25 21:48:55.77425+00'),
	('public', 'likes', 'public', 'likes', 0, 2, 2, 200, '2026-11-25 21:48:56.023983+00'),
	('public', 'comments', 'public', 'comments', 0, 2, 2, 300, '2026-11-25 21:48:56.165956+00');

INSERT INTO planner.lease VALUES
	(1, 1, 'apply', 'ann@laptop', 3940, '2026-11-25 21:48:53.782115+00', '2026-11-25 21:48:54.869867+00', '2026-11-25 21:48:57.913625+00', 'running', 'tighten.primary_key.public.posts', NULL, NULL);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:54.808245+00', 'postgres'),
	(2, 'column', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, 'via org_id → public.orgs', '2026-11-25 21:48:54.849909+00', 'postgres'),
	(3, 'guard', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:54.870523+00', 'postgres'),
	(4, 'column', 'public', 'posts', 'tenant', 'add', 'confirmed', NULL, 'via author_id → public.users', '2026-11-25 21:48:54.929216+00', 'postgres'),
	(5, 'guard', 'public', 'posts', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:54.936659+00', 'postgres'),
	(6, 'column', 'public', 'ranks', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:48:54.996888+00', 'postgres'),
	(7, 'guard', 'public', 'ranks', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.016088+00', 'postgres'),
	(8, 'column', 'public', 'likes', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:48:55.064375+00', 'postgres'),
	(9, 'guard', 'public', 'likes', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.090446+00', 'postgres'),
	(10, 'column', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:48:55.133995+00', 'postgres'),
	(11, 'guard', 'public', 'events', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.140041+00', 'postgres'),
	(12, 'column', 'public', 'comments', 'tenant', 'add', 'confirmed', NULL, 'via post_id → public.posts', '2026-11-25 21:48:55.187215+00', 'postgres'),
	(13, 'guard', 'public', 'comments', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.201028+00', 'postgres'),
	(14, 'backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.409205+00', 'postgres'),
	(15, 'backfill', 'public', 'posts', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.80304+00', 'postgres'),
	(16, 'backfill', 'public', 'ranks', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.874329+00', 'postgres'),
	(17, 'backfill', 'public', 'events', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:55.901934+00', 'postgres'),
	(18, 'backfill', 'public', 'likes', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.183498+00', 'postgres'),
	(19, 'backfill', 'public', 'comments', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.214539+00', 'postgres'),
	(20, 'foreign_key', 'public', 'users', 'users_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.260149+00', 'postgres'),
	(21, 'not_null', 'public', 'users', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.27059+00', 'postgres'),
	(22, 'index', 'public', 'users', 'users_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.325505+00', 'postgres'),
	(24, 'foreign_key', 'public', 'posts', 'posts_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.42983+00', 'postgres'),
	(25, 'not_null', 'public', 'posts', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.445574+00', 'postgres'),
	(26, 'index', 'public', 'posts', 'posts_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.49122+00', 'postgres'),
	(28, 'foreign_key', 'public', 'ranks', 'ranks_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.583054+00', 'postgres'),
	(29, 'not_null', 'public', 'ranks', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.592169+00', 'postgres'),
	(30, 'index', 'public', 'ranks', 'ranks_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.650716+00', 'postgres'),
	(32, 'foreign_key', 'public', 'likes', 'likes_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.73165+00', 'postgres'),
	(33, 'not_null', 'public', 'likes', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.737342+00', 'postgres'),
	(34, 'index', 'public', 'likes', 'likes_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.787318+00', 'postgres'),
	(36, 'foreign_key', 'public', 'events', 'events_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.877633+00', 'postgres'),
	(38, 'not_null', 'public', 'events', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.888613+00', 'postgres'),
	(39, 'index', 'public', 'events_2024', 'events_2024_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.93072+00', 'postgres'),
	(37, 'index', 'public', 'events', 'events_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:56.884138+00', 'postgres'),
	(42, 'foreign_key', 'public', 'comments', 'comments_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.008125+00', 'postgres'),
	(43, 'not_null', 'public', 'comments', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.012615+00', 'postgres'),
	(44, 'index', 'public', 'comments', 'comments_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.045017+00', 'postgres'),
	(48, 'composite_key', 'public', 'users', 'users_tenant_boss_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.14097+00', 'postgres'),
	(49, 'old_foreign_key', 'public', 'users', 'users_boss_id_fkey', 'tighten', 'confirmed', '{"columns": ["boss_id"], "deferrable": false, "deferred": false, "match": "s", "name": "users_boss_id_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}', 'users_tenant_boss_id_fkey', '2026-11-25 21:48:57.182878+00', 'postgres'),
	(50, 'composite_key', 'public', 'posts', 'posts_tenant_author_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.23506+00', 'postgres'),
	(51, 'old_foreign_key', 'public', 'posts', 'posts_author_id_fkey', 'tighten', 'confirmed', '{"columns": ["author_id"], "deferrable": false, "deferred": false, "match": "s", "name": "posts_author_id_fkey", "on_delete": "c", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}', 'posts_tenant_author_id_fkey', '2026-11-25 21:48:57.30875+00', 'postgres'),
	(52, 'composite_key', 'public', 'ranks', 'ranks_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.358043+00', 'postgres'),
	(53, 'old_foreign_key', 'public', 'ranks', 'ranks_user_id_fkey', 'tighten', 'confirmed', '{"columns": ["user_id"], "deferrable": false, "deferred": false, "match": "s", "name": "ranks_user_id_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}', 'ranks_tenant_user_id_fkey', '2026-11-25 21:48:57.414952+00', 'postgres'),
	(54, 'key', 'public', 'posts', 'posts_tenant_id_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.440551+00', 'postgres'),
	(56, 'composite_key', 'public', 'likes', 'likes_tenant_post_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.546826+00', 'postgres'),
	(57, 'old_foreign_key', 'public', 'likes', 'likes_post_id_fkey', 'tighten', 'confirmed', '{"columns": ["post_id"], "deferrable": false, "deferred": false, "match": "s", "name": "likes_post_id_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "posts"], "ref_columns": ["id"]}', 'likes_tenant_post_id_fkey', '2026-11-25 21:48:57.634484+00', 'postgres'),
	(58, 'composite_key', 'public', 'likes', 'likes_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.638336+00', 'postgres'),
	(59, 'old_foreign_key', 'public', 'likes', 'likes_user_id_fkey', 'tighten', 'confirmed', '{"columns": ["user_id"], "deferrable": false, "deferred": false, "match": "s", "name": "likes_user_id_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}', 'likes_tenant_user_id_fkey', '2026-11-25 21:48:57.689673+00', 'postgres'),
	(60, 'composite_key', 'public', 'events', 'events_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.727774+00', 'postgres');
INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(61, 'old_foreign_key', 'public', 'events', 'events_user_id_fkey', 'tighten', 'confirmed', '{"columns": ["user_id"], "deferrable": false, "deferred": false, "match": "s", "name": "events_user_id_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}', 'events_tenant_user_id_fkey', '2026-11-25 21:48:57.766084+00', 'postgres'),
	(62, 'composite_key', 'public', 'comments', 'comments_tenant_post_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:57.792355+00', 'postgres'),
	(63, 'old_foreign_key', 'public', 'comments', 'comments_post_id_fkey', 'tighten', 'confirmed', '{"columns": ["post_id"], "deferrable": false, "deferred": false, "match": "s", "name": "comments_post_id_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "posts"], "ref_columns": ["id"]}', 'comments_tenant_post_id_fkey', '2026-11-25 21:48:57.844874+00', 'postgres'),
	(64, 'primary_key', 'public', 'users', 'users_pkey', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "id", "descending": false, "name": "id", "nulls_first": false, "opclass": null}], "constraint": "users_pkey", "immediate": true, "include": [], "method": "btree", "name": "users_pkey", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": true, "replica_identity": false, "unique": true, "valid": true}}', 'tenant, id', '2026-11-25 21:48:57.88726+00', 'postgres'),
	(65, 'old_primary_key', 'public', 'users', 'users_pkey', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "id", "descending": false, "name": "id", "nulls_first": false, "opclass": null}], "constraint": "users_pkey", "immediate": true, "include": [], "method": "btree", "name": "users_pkey", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": true, "replica_identity": false, "unique": true, "valid": true}}', NULL, '2026-11-25 21:48:57.887761+00', 'postgres'),
	(68, 'primary_key', 'public', 'posts', 'Posts PK', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "id", "descending": false, "name": "id", "nulls_first": false, "opclass": null}], "constraint": "Posts PK", "immediate": true, "include": [{"collation": null, "definition": "author_id", "descending": false, "name": "author_id", "nulls_first": false, "opclass": null}], "method": "btree", "name": "Posts PK", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": true, "replica_identity": true, "unique": true, "valid": true}}', 'tenant, id', '2026-11-25 21:48:57.964966+00', 'postgres'),
	(69, 'old_primary_key', 'public', 'posts', 'Posts PK', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "id", "descending": false, "name": "id", "nulls_first": false, "opclass": null}], "constraint": "Posts PK", "immediate": true, "include": [{"collation": null, "definition": "author_id", "descending": false, "name": "author_id", "nulls_first": false, "opclass": null}], "method": "btree", "name": "Posts PK", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": true, "replica_identity": true, "unique": true, "valid": true}}', NULL, '2026-11-25 21:48:57.976198+00', 'postgres'),
	(70, 'key', 'public', 'ranks', 'ranks_tenant_id_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:48:58.006685+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:48:54.812668+00', NULL, NULL, 'postgres', 'ann@laptop', '0.1.0', '21e36387d5040da8ab892be8e0ec59342a5bb87eaa5f69648f81e27cddbd70c2');

INSERT INTO planner.step VALUES
	(1, 64, 'tighten.primary_key.public.ranks', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''key'', ''public'', ''ranks'', ''ranks_tenant_id_key'', ''tighten'', ''intent'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:58.004476+00', 2.3930370000471157, 'SHARE UPDATE EXCLUSIVE on public.ranks', NULL, NULL, NULL, 1, 328, 1, NULL),
	(1, 64, 'tighten.primary_key.public.ranks', 'DROP INDEX CONCURRENTLY IF EXISTS "public"."ranks_tenant_id_key"', '2026-11-25 21:48:58.012158+00', 0.2465319998918858, 'SHARE UPDATE EXCLUSIVE on public.ranks', NULL, NULL, NULL, NULL, 0, 1, NULL),
	(1, 64, 'tighten.primary_key.public.ranks', 'CREATE UNIQUE INDEX CONCURRENTLY "ranks_tenant_id_key" ON "public"."ranks" ("tenant", "id")', '2026-11-25 21:48:58.016189+00', 1.4263240000218502, 'SHARE UPDATE EXCLUSIVE on public.ranks', NULL, NULL, NULL, NULL, 4320, 1, NULL);

INSERT INTO public.comments VALUES
	(1, 2, 'zeta'),
	(9, 10, 'zeta'),
	(17, 18, 'zeta'),
	(25, 26, 'zeta'),
	(33, 34, 'zeta'),
	(41, 42, 'zeta'),
	(49, 50, 'zeta'),
	(57, 58, 'zeta'),
	(65, 66, 'zeta'),
	(73, 74, 'zeta'),
	(81, 82, 'zeta'),
	(89, 90, 'zeta'),
	(97, 98, 'zeta'),
	(105, 106, 'zeta'),
	(113, 114, 'zeta'),
	(121, 122, 'zeta'),
	(129, 130, 'zeta'),
	(137, 138, 'zeta'),
	(2, 3, 'acme'),
	(10, 11, 'acme'),
	(18, 19, 'acme'),
	(26, 27, 'acme'),
	(34, 35, 'acme'),
	(42, 43, 'acme'),
	(50, 51, 'acme'),
	(58, 59, 'acme'),
	(66, 67, 'acme'),
	(74, 75, 'acme'),
	(82, 83, 'acme'),
	(90, 91, 'acme'),
	(98, 99, 'acme'),
	(106, 107, 'acme'),
	(114, 115, 'acme'),
	(122, 123, 'acme'),
	(130, 131, 'acme'),
	(138, 139, 'acme'),
	(3, 4, 'zeta'),
	(11, 12, 'zeta'),
	(19, 20, 'zeta'),
	(27, 28, 'zeta'),
	(35, 36, 'zeta'),
	(43, 44, 'zeta'),
	(51, 52, 'zeta'),
	(59, 60, 'zeta'),
	(67, 68, 'zeta'),
	(75, 76, 'zeta'),
	(83, 84, 'zeta'),
	(91, 92, 'zeta'),
	(99, 100, 'zeta'),
	(107, 108, 'zeta');
INSERT INTO public.comments VALUES
	(115, 116, 'zeta'),
	(123, 124, 'zeta'),
	(131, 132, 'zeta'),
	(139, 140, 'zeta'),
	(4, 5, 'acme'),
	(12, 13, 'acme'),
	(20, 21, 'acme'),
	(28, 29, 'acme'),
	(36, 37, 'acme'),
	(44, 45, 'acme'),
	(52, 53, 'acme'),
	(60, 61, 'acme'),
	(68, 69, 'acme'),
	(76, 77, 'acme'),
	(84, 85, 'acme'),
	(92, 93, 'acme'),
	(100, 101, 'acme'),
	(108, 109, 'acme'),
	(116, 117, 'acme'),
	(124, 125, 'acme'),
	(132, 133, 'acme'),
	(140, 141, 'acme'),
	(5, 6, 'zeta'),
	(13, 14, 'zeta'),
	(21, 22, 'zeta'),
	(29, 30, 'zeta'),
	(37, 38, 'zeta'),
	(45, 46, 'zeta'),
	(53, 54, 'zeta'),
	(61, 62, 'zeta'),
	(69, 70, 'zeta'),
	(77, 78, 'zeta'),
	(85, 86, 'zeta'),
	(93, 94, 'zeta'),
	(101, 102, 'zeta'),
	(109, 110, 'zeta'),
	(117, 118, 'zeta'),
	(125, 126, 'zeta'),
	(133, 134, 'zeta'),
	(6, 7, 'acme'),
	(14, 15, 'acme'),
	(22, 23, 'acme'),
	(30, 31, 'acme'),
	(38, 39, 'acme'),
	(46, 47, 'acme'),
	(54, 55, 'acme'),
	(62, 63, 'acme'),
	(70, 71, 'acme'),
	(78, 79, 'acme'),
	(86, 87, 'acme');
INSERT INTO public.comments VALUES
	(94, 95, 'acme'),
	(102, 103, 'acme'),
	(110, 111, 'acme'),
	(118, 119, 'acme'),
	(126, 127, 'acme'),
	(134, 135, 'acme'),
	(8, 9, 'acme'),
	(16, 17, 'acme'),
	(24, 25, 'acme'),
	(32, 33, 'acme'),
	(40, 41, 'acme'),
	(48, 49, 'acme'),
	(56, 57, 'acme'),
	(64, 65, 'acme'),
	(72, 73, 'acme'),
	(80, 81, 'acme'),
	(88, 89, 'acme'),
	(96, 97, 'acme'),
	(104, 105, 'acme'),
	(112, 113, 'acme'),
	(120, 121, 'acme'),
	(128, 129, 'acme'),
	(136, 137, 'acme'),
	(144, 145, 'acme'),
	(152, 153, 'acme'),
	(160, 161, 'acme'),
	(168, 169, 'acme'),
	(176, 177, 'acme'),
	(184, 185, 'acme'),
	(193, 194, 'zeta'),
	(201, 2, 'zeta'),
	(209, 10, 'zeta'),
	(217, 18, 'zeta'),
	(225, 26, 'zeta'),
	(233, 34, 'zeta'),
	(241, 42, 'zeta'),
	(249, 50, 'zeta'),
	(257, 58, 'zeta'),
	(265, 66, 'zeta'),
	(273, 74, 'zeta'),
	(281, 82, 'zeta'),
	(289, 90, 'zeta'),
	(297, 98, 'zeta'),
	(145, 146, 'zeta'),
	(153, 154, 'zeta'),
	(161, 162, 'zeta'),
	(169, 170, 'zeta'),
	(177, 178, 'zeta'),
	(185, 186, 'zeta'),
	(186, 187, 'acme');
INSERT INTO public.comments VALUES
	(194, 195, 'acme'),
	(202, 3, 'acme'),
	(210, 11, 'acme'),
	(218, 19, 'acme'),
	(226, 27, 'acme'),
	(234, 35, 'acme'),
	(242, 43, 'acme'),
	(250, 51, 'acme'),
	(258, 59, 'acme'),
	(266, 67, 'acme'),
	(274, 75, 'acme'),
	(282, 83, 'acme'),
	(290, 91, 'acme'),
	(298, 99, 'acme'),
	(146, 147, 'acme'),
	(187, 188, 'zeta'),
	(195, 196, 'zeta'),
	(203, 4, 'zeta'),
	(211, 12, 'zeta'),
	(219, 20, 'zeta'),
	(227, 28, 'zeta'),
	(235, 36, 'zeta'),
	(243, 44, 'zeta'),
	(251, 52, 'zeta'),
	(259, 60, 'zeta'),
	(267, 68, 'zeta'),
	(275, 76, 'zeta'),
	(283, 84, 'zeta'),
	(291, 92, 'zeta'),
	(299, 100, 'zeta'),
	(188, 189, 'acme'),
	(196, 197, 'acme'),
	(204, 5, 'acme'),
	(212, 13, 'acme'),
	(220, 21, 'acme'),
	(228, 29, 'acme'),
	(236, 37, 'acme'),
	(244, 45, 'acme'),
	(252, 53, 'acme'),
	(260, 61, 'acme'),
	(268, 69, 'acme'),
	(276, 77, 'acme'),
	(284, 85, 'acme'),
	(292, 93, 'acme'),
	(300, 101, 'acme'),
	(189, 190, 'zeta'),
	(197, 198, 'zeta'),
	(205, 6, 'zeta'),
	(213, 14, 'zeta'),
	(221, 22, 'zeta');
INSERT INTO public.comments VALUES
	(229, 30, 'zeta'),
	(237, 38, 'zeta'),
	(245, 46, 'zeta'),
	(253, 54, 'zeta'),
	(261, 62, 'zeta'),
	(269, 70, 'zeta'),
	(277, 78, 'zeta'),
	(285, 86, 'zeta'),
	(293, 94, 'zeta'),
	(190, 191, 'acme'),
	(198, 199, 'acme'),
	(206, 7, 'acme'),
	(214, 15, 'acme'),
	(222, 23, 'acme'),
	(230, 31, 'acme'),
	(238, 39, 'acme'),
	(246, 47, 'acme'),
	(254, 55, 'acme'),
	(262, 63, 'acme'),
	(270, 71, 'acme'),
	(278, 79, 'acme'),
	(191, 192, 'zeta'),
	(199, 200, 'zeta'),
	(207, 8, 'zeta'),
	(215, 16, 'zeta'),
	(223, 24, 'zeta'),
	(231, 32, 'zeta'),
	(239, 40, 'zeta'),
	(247, 48, 'zeta'),
	(255, 56, 'zeta'),
	(263, 64, 'zeta'),
	(271, 72, 'zeta'),
	(192, 193, 'acme'),
	(200, 1, 'acme'),
	(208, 9, 'acme'),
	(216, 17, 'acme'),
	(224, 25, 'acme'),
	(232, 33, 'acme'),
	(240, 41, 'acme'),
	(248, 49, 'acme'),
	(256, 57, 'acme'),
	(264, 65, 'acme'),
	(272, 73, 'acme'),
	(154, 155, 'acme'),
	(162, 163, 'acme'),
	(170, 171, 'acme'),
	(178, 179, 'acme'),
	(147, 148, 'zeta'),
	(155, 156, 'zeta'),
	(163, 164, 'zeta');
INSERT INTO public.comments VALUES
	(171, 172, 'zeta'),
	(179, 180, 'zeta'),
	(148, 149, 'acme'),
	(156, 157, 'acme'),
	(164, 165, 'acme'),
	(172, 173, 'acme'),
	(180, 181, 'acme'),
	(141, 142, 'zeta'),
	(149, 150, 'zeta'),
	(157, 158, 'zeta'),
	(165, 166, 'zeta'),
	(173, 174, 'zeta'),
	(181, 182, 'zeta'),
	(286, 87, 'acme'),
	(294, 95, 'acme'),
	(142, 143, 'acme'),
	(150, 151, 'acme'),
	(158, 159, 'acme'),
	(166, 167, 'acme'),
	(174, 175, 'acme'),
	(182, 183, 'acme'),
	(279, 80, 'zeta'),
	(287, 88, 'zeta'),
	(295, 96, 'zeta'),
	(7, 8, 'zeta'),
	(15, 16, 'zeta'),
	(23, 24, 'zeta'),
	(31, 32, 'zeta'),
	(39, 40, 'zeta'),
	(47, 48, 'zeta'),
	(55, 56, 'zeta'),
	(63, 64, 'zeta'),
	(71, 72, 'zeta'),
	(79, 80, 'zeta'),
	(87, 88, 'zeta'),
	(95, 96, 'zeta'),
	(103, 104, 'zeta'),
	(111, 112, 'zeta'),
	(119, 120, 'zeta'),
	(127, 128, 'zeta'),
	(135, 136, 'zeta'),
	(143, 144, 'zeta'),
	(151, 152, 'zeta'),
	(159, 160, 'zeta'),
	(167, 168, 'zeta'),
	(175, 176, 'zeta'),
	(183, 184, 'zeta'),
	(280, 81, 'acme'),
	(288, 89, 'acme'),
	(296, 97, 'acme');

INSERT INTO public.events_2024 VALUES
	(8, '2024-06-01', 9, 'zeta'),
	(16, '2024-06-01', 17, 'zeta'),
	(24, '2024-06-01', 25, 'zeta'),
	(32, '2024-06-01', 33, 'zeta'),
	(40, '2024-06-01', 1, 'zeta'),
	(48, '2024-06-01', 9, 'zeta'),
	(56, '2024-06-01', 17, 'zeta'),
	(64, '2024-06-01', 25, 'zeta'),
	(72, '2024-06-01', 33, 'zeta'),
	(80, '2024-06-01', 1, 'zeta'),
	(88, '2024-06-01', 9, 'zeta'),
	(96, '2024-06-01', 17, 'zeta'),
	(1, '2024-06-01', 2, 'acme'),
	(9, '2024-06-01', 10, 'acme'),
	(17, '2024-06-01', 18, 'acme'),
	(25, '2024-06-01', 26, 'acme'),
	(33, '2024-06-01', 34, 'acme'),
	(41, '2024-06-01', 2, 'acme'),
	(49, '2024-06-01', 10, 'acme'),
	(57, '2024-06-01', 18, 'acme'),
	(65, '2024-06-01', 26, 'acme'),
	(73, '2024-06-01', 34, 'acme'),
	(81, '2024-06-01', 2, 'acme'),
	(89, '2024-06-01', 10, 'acme'),
	(97, '2024-06-01', 18, 'acme'),
	(2, '2024-06-01', 3, 'zeta'),
	(10, '2024-06-01', 11, 'zeta'),
	(18, '2024-06-01', 19, 'zeta'),
	(26, '2024-06-01', 27, 'zeta'),
	(34, '2024-06-01', 35, 'zeta'),
	(42, '2024-06-01', 3, 'zeta'),
	(50, '2024-06-01', 11, 'zeta'),
	(58, '2024-06-01', 19, 'zeta'),
	(66, '2024-06-01', 27, 'zeta'),
	(74, '2024-06-01', 35, 'zeta'),
	(82, '2024-06-01', 3, 'zeta'),
	(90, '2024-06-01', 11, 'zeta'),
	(98, '2024-06-01', 19, 'zeta'),
	(3, '2024-06-01', 4, 'acme'),
	(11, '2024-06-01', 12, 'acme'),
	(19, '2024-06-01', 20, 'acme'),
	(27, '2024-06-01', 28, 'acme'),
	(35, '2024-06-01', 36, 'acme'),
	(43, '2024-06-01', 4, 'acme'),
	(51, '2024-06-01', 12, 'acme'),
	(59, '2024-06-01', 20, 'acme'),
	(67, '2024-06-01', 28, 'acme'),
	(75, '2024-06-01', 36, 'acme'),
	(83, '2024-06-01', 4, 'acme'),
	(91, '2024-06-01', 12, 'acme');
INSERT INTO public.events_2024 VALUES
	(99, '2024-06-01', 20, 'acme'),
	(4, '2024-06-01', 5, 'zeta'),
	(12, '2024-06-01', 13, 'zeta'),
	(20, '2024-06-01', 21, 'zeta'),
	(28, '2024-06-01', 29, 'zeta'),
	(36, '2024-06-01', 37, 'zeta'),
	(44, '2024-06-01', 5, 'zeta'),
	(52, '2024-06-01', 13, 'zeta'),
	(60, '2024-06-01', 21, 'zeta'),
	(68, '2024-06-01', 29, 'zeta'),
	(76, '2024-06-01', 37, 'zeta'),
	(84, '2024-06-01', 5, 'zeta'),
	(92, '2024-06-01', 13, 'zeta'),
	(100, '2024-06-01', 21, 'zeta'),
	(5, '2024-06-01', 6, 'acme'),
	(13, '2024-06-01', 14, 'acme'),
	(21, '2024-06-01', 22, 'acme'),
	(29, '2024-06-01', 30, 'acme'),
	(37, '2024-06-01', 38, 'acme'),
	(45, '2024-06-01', 6, 'acme'),
	(53, '2024-06-01', 14, 'acme'),
	(61, '2024-06-01', 22, 'acme'),
	(69, '2024-06-01', 30, 'acme'),
	(77, '2024-06-01', 38, 'acme'),
	(85, '2024-06-01', 6, 'acme'),
	(93, '2024-06-01', 14, 'acme'),
	(6, '2024-06-01', 7, 'zeta'),
	(14, '2024-06-01', 15, 'zeta'),
	(22, '2024-06-01', 23, 'zeta'),
	(30, '2024-06-01', 31, 'zeta'),
	(38, '2024-06-01', 39, 'zeta'),
	(46, '2024-06-01', 7, 'zeta'),
	(54, '2024-06-01', 15, 'zeta'),
	(62, '2024-06-01', 23, 'zeta'),
	(70, '2024-06-01', 31, 'zeta'),
	(78, '2024-06-01', 39, 'zeta'),
	(86, '2024-06-01', 7, 'zeta'),
	(94, '2024-06-01', 15, 'zeta'),
	(7, '2024-06-01', 8, 'acme'),
	(15, '2024-06-01', 16, 'acme'),
	(23, '2024-06-01', 24, 'acme'),
	(31, '2024-06-01', 32, 'acme'),
	(39, '2024-06-01', 40, 'acme'),
	(47, '2024-06-01', 8, 'acme'),
	(55, '2024-06-01', 16, 'acme'),
	(63, '2024-06-01', 24, 'acme'),
	(71, '2024-06-01', 32, 'acme'),
	(79, '2024-06-01', 40, 'acme'),
	(87, '2024-06-01', 8, 'acme'),
	(95, '2024-06-01', 16, 'acme');

INSERT INTO public.likes VALUES
	(2, 1, 'acme'),
	(10, 9, 'acme'),
	(18, 17, 'acme'),
	(26, 25, 'acme'),
	(34, 33, 'acme'),
	(2, 41, 'acme'),
	(10, 49, 'acme'),
	(18, 57, 'acme'),
	(26, 65, 'acme'),
	(34, 73, 'acme'),
	(2, 81, 'acme'),
	(10, 89, 'acme'),
	(18, 97, 'acme'),
	(26, 105, 'acme'),
	(34, 113, 'acme'),
	(2, 121, 'acme'),
	(10, 129, 'acme'),
	(18, 137, 'acme'),
	(3, 2, 'zeta'),
	(11, 10, 'zeta'),
	(19, 18, 'zeta'),
	(27, 26, 'zeta'),
	(35, 34, 'zeta'),
	(3, 42, 'zeta'),
	(11, 50, 'zeta'),
	(19, 58, 'zeta'),
	(27, 66, 'zeta'),
	(35, 74, 'zeta'),
	(3, 82, 'zeta'),
	(11, 90, 'zeta'),
	(19, 98, 'zeta'),
	(27, 106, 'zeta'),
	(35, 114, 'zeta'),
	(3, 122, 'zeta'),
	(11, 130, 'zeta'),
	(19, 138, 'zeta'),
	(4, 3, 'acme'),
	(12, 11, 'acme'),
	(20, 19, 'acme'),
	(28, 27, 'acme'),
	(36, 35, 'acme'),
	(4, 43, 'acme'),
	(12, 51, 'acme'),
	(20, 59, 'acme'),
	(28, 67, 'acme'),
	(36, 75, 'acme'),
	(4, 83, 'acme'),
	(12, 91, 'acme'),
	(20, 99, 'acme'),
	(28, 107, 'acme');
INSERT INTO public.likes VALUES
	(36, 115, 'acme'),
	(4, 123, 'acme'),
	(12, 131, 'acme'),
	(20, 139, 'acme'),
	(5, 4, 'zeta'),
	(13, 12, 'zeta'),
	(21, 20, 'zeta'),
	(29, 28, 'zeta'),
	(37, 36, 'zeta'),
	(5, 44, 'zeta'),
	(13, 52, 'zeta'),
	(21, 60, 'zeta'),
	(29, 68, 'zeta'),
	(37, 76, 'zeta'),
	(5, 84, 'zeta'),
	(13, 92, 'zeta'),
	(21, 100, 'zeta'),
	(29, 108, 'zeta'),
	(37, 116, 'zeta'),
	(5, 124, 'zeta'),
	(13, 132, 'zeta'),
	(21, 140, 'zeta'),
	(6, 5, 'acme'),
	(14, 13, 'acme'),
	(22, 21, 'acme'),
	(30, 29, 'acme'),
	(38, 37, 'acme'),
	(6, 45, 'acme'),
	(14, 53, 'acme'),
	(22, 61, 'acme'),
	(30, 69, 'acme'),
	(38, 77, 'acme'),
	(6, 85, 'acme'),
	(14, 93, 'acme'),
	(22, 101, 'acme'),
	(30, 109, 'acme'),
	(38, 117, 'acme'),
	(6, 125, 'acme'),
	(14, 133, 'acme'),
	(7, 6, 'zeta'),
	(15, 14, 'zeta'),
	(23, 22, 'zeta'),
	(31, 30, 'zeta'),
	(39, 38, 'zeta'),
	(7, 46, 'zeta'),
	(15, 54, 'zeta'),
	(23, 62, 'zeta'),
	(31, 70, 'zeta'),
	(39, 78, 'zeta'),
	(7, 86, 'zeta');
INSERT INTO public.likes VALUES
	(15, 94, 'zeta'),
	(23, 102, 'zeta'),
	(31, 110, 'zeta'),
	(39, 118, 'zeta'),
	(7, 126, 'zeta'),
	(15, 134, 'zeta'),
	(9, 8, 'zeta'),
	(17, 16, 'zeta'),
	(25, 24, 'zeta'),
	(33, 32, 'zeta'),
	(1, 40, 'zeta'),
	(9, 48, 'zeta'),
	(17, 56, 'zeta'),
	(25, 64, 'zeta'),
	(33, 72, 'zeta'),
	(1, 80, 'zeta'),
	(9, 88, 'zeta'),
	(17, 96, 'zeta'),
	(25, 104, 'zeta'),
	(33, 112, 'zeta'),
	(1, 120, 'zeta'),
	(9, 128, 'zeta'),
	(17, 136, 'zeta'),
	(25, 144, 'zeta'),
	(33, 152, 'zeta'),
	(1, 160, 'zeta'),
	(9, 168, 'zeta'),
	(17, 176, 'zeta'),
	(25, 184, 'zeta'),
	(34, 193, 'acme'),
	(26, 145, 'acme'),
	(34, 153, 'acme'),
	(2, 161, 'acme'),
	(10, 169, 'acme'),
	(18, 177, 'acme'),
	(26, 185, 'acme'),
	(27, 186, 'zeta'),
	(35, 194, 'zeta'),
	(27, 146, 'zeta'),
	(35, 154, 'zeta'),
	(3, 162, 'zeta'),
	(11, 170, 'zeta'),
	(19, 178, 'zeta'),
	(28, 187, 'acme'),
	(36, 195, 'acme'),
	(28, 147, 'acme'),
	(36, 155, 'acme'),
	(4, 163, 'acme'),
	(12, 171, 'acme'),
	(20, 179, 'acme');
INSERT INTO public.likes VALUES
	(29, 188, 'zeta'),
	(37, 196, 'zeta'),
	(29, 148, 'zeta'),
	(37, 156, 'zeta'),
	(5, 164, 'zeta'),
	(13, 172, 'zeta'),
	(21, 180, 'zeta'),
	(30, 189, 'acme'),
	(38, 197, 'acme'),
	(22, 141, 'acme'),
	(30, 149, 'acme'),
	(38, 157, 'acme'),
	(6, 165, 'acme'),
	(14, 173, 'acme'),
	(22, 181, 'acme'),
	(31, 190, 'zeta'),
	(39, 198, 'zeta'),
	(23, 142, 'zeta'),
	(31, 150, 'zeta'),
	(39, 158, 'zeta'),
	(7, 166, 'zeta'),
	(15, 174, 'zeta'),
	(23, 182, 'zeta'),
	(32, 191, 'acme'),
	(40, 199, 'acme'),
	(8, 7, 'acme'),
	(16, 15, 'acme'),
	(24, 23, 'acme'),
	(32, 31, 'acme'),
	(40, 39, 'acme'),
	(8, 47, 'acme'),
	(16, 55, 'acme'),
	(24, 63, 'acme'),
	(32, 71, 'acme'),
	(40, 79, 'acme'),
	(8, 87, 'acme'),
	(16, 95, 'acme'),
	(24, 103, 'acme'),
	(32, 111, 'acme'),
	(40, 119, 'acme'),
	(8, 127, 'acme'),
	(16, 135, 'acme'),
	(24, 143, 'acme'),
	(32, 151, 'acme'),
	(40, 159, 'acme'),
	(8, 167, 'acme'),
	(16, 175, 'acme'),
	(24, 183, 'acme'),
	(33, 192, 'zeta'),
	(1, 200, 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.posts VALUES
	(1, 2, 'acme'),
	(9, 10, 'acme'),
	(17, 18, 'acme'),
	(25, 26, 'acme'),
	(33, 34, 'acme'),
	(41, 2, 'acme'),
	(49, 10, 'acme'),
	(57, 18, 'acme'),
	(65, 26, 'acme'),
	(73, 34, 'acme'),
	(81, 2, 'acme'),
	(89, 10, 'acme'),
	(97, 18, 'acme'),
	(105, 26, 'acme'),
	(113, 34, 'acme'),
	(121, 2, 'acme'),
	(129, 10, 'acme'),
	(137, 18, 'acme'),
	(2, 3, 'zeta'),
	(10, 11, 'zeta'),
	(18, 19, 'zeta'),
	(26, 27, 'zeta'),
	(34, 35, 'zeta'),
	(42, 3, 'zeta'),
	(50, 11, 'zeta'),
	(58, 19, 'zeta'),
	(66, 27, 'zeta'),
	(74, 35, 'zeta'),
	(82, 3, 'zeta'),
	(90, 11, 'zeta'),
	(98, 19, 'zeta'),
	(106, 27, 'zeta'),
	(114, 35, 'zeta'),
	(122, 3, 'zeta'),
	(130, 11, 'zeta'),
	(138, 19, 'zeta'),
	(3, 4, 'acme'),
	(11, 12, 'acme'),
	(19, 20, 'acme'),
	(27, 28, 'acme'),
	(35, 36, 'acme'),
	(43, 4, 'acme'),
	(51, 12, 'acme'),
	(59, 20, 'acme'),
	(67, 28, 'acme'),
	(75, 36, 'acme'),
	(83, 4, 'acme'),
	(91, 12, 'acme'),
	(99, 20, 'acme'),
	(107, 28, 'acme');
INSERT INTO public.posts VALUES
	(115, 36, 'acme'),
	(123, 4, 'acme'),
	(131, 12, 'acme'),
	(139, 20, 'acme'),
	(4, 5, 'zeta'),
	(12, 13, 'zeta'),
	(20, 21, 'zeta'),
	(28, 29, 'zeta'),
	(36, 37, 'zeta'),
	(44, 5, 'zeta'),
	(52, 13, 'zeta'),
	(60, 21, 'zeta'),
	(68, 29, 'zeta'),
	(76, 37, 'zeta'),
	(84, 5, 'zeta'),
	(92, 13, 'zeta'),
	(100, 21, 'zeta'),
	(108, 29, 'zeta'),
	(116, 37, 'zeta'),
	(124, 5, 'zeta'),
	(132, 13, 'zeta'),
	(140, 21, 'zeta'),
	(5, 6, 'acme'),
	(13, 14, 'acme'),
	(21, 22, 'acme'),
	(29, 30, 'acme'),
	(37, 38, 'acme'),
	(45, 6, 'acme'),
	(53, 14, 'acme'),
	(61, 22, 'acme'),
	(69, 30, 'acme'),
	(77, 38, 'acme'),
	(85, 6, 'acme'),
	(93, 14, 'acme'),
	(101, 22, 'acme'),
	(109, 30, 'acme'),
	(117, 38, 'acme'),
	(125, 6, 'acme'),
	(133, 14, 'acme'),
	(6, 7, 'zeta'),
	(14, 15, 'zeta'),
	(22, 23, 'zeta'),
	(30, 31, 'zeta'),
	(38, 39, 'zeta'),
	(46, 7, 'zeta'),
	(54, 15, 'zeta'),
	(62, 23, 'zeta'),
	(70, 31, 'zeta'),
	(78, 39, 'zeta'),
	(86, 7, 'zeta');
INSERT INTO public.posts VALUES
	(94, 15, 'zeta'),
	(102, 23, 'zeta'),
	(110, 31, 'zeta'),
	(118, 39, 'zeta'),
	(126, 7, 'zeta'),
	(134, 15, 'zeta'),
	(8, 9, 'zeta'),
	(16, 17, 'zeta'),
	(24, 25, 'zeta'),
	(32, 33, 'zeta'),
	(40, 1, 'zeta'),
	(48, 9, 'zeta'),
	(56, 17, 'zeta'),
	(64, 25, 'zeta'),
	(72, 33, 'zeta'),
	(80, 1, 'zeta'),
	(88, 9, 'zeta'),
	(96, 17, 'zeta'),
	(104, 25, 'zeta'),
	(112, 33, 'zeta'),
	(120, 1, 'zeta'),
	(128, 9, 'zeta'),
	(136, 17, 'zeta'),
	(144, 25, 'zeta'),
	(152, 33, 'zeta'),
	(160, 1, 'zeta'),
	(168, 9, 'zeta'),
	(176, 17, 'zeta'),
	(184, 25, 'zeta'),
	(193, 34, 'acme'),
	(145, 26, 'acme'),
	(153, 34, 'acme'),
	(161, 2, 'acme'),
	(169, 10, 'acme'),
	(177, 18, 'acme'),
	(185, 26, 'acme'),
	(186, 27, 'zeta'),
	(194, 35, 'zeta'),
	(146, 27, 'zeta'),
	(154, 35, 'zeta'),
	(162, 3, 'zeta'),
	(170, 11, 'zeta'),
	(178, 19, 'zeta'),
	(187, 28, 'acme'),
	(195, 36, 'acme'),
	(147, 28, 'acme'),
	(155, 36, 'acme'),
	(163, 4, 'acme'),
	(171, 12, 'acme'),
	(179, 20, 'acme');
INSERT INTO public.posts VALUES
	(188, 29, 'zeta'),
	(196, 37, 'zeta'),
	(148, 29, 'zeta'),
	(156, 37, 'zeta'),
	(164, 5, 'zeta'),
	(172, 13, 'zeta'),
	(180, 21, 'zeta'),
	(189, 30, 'acme'),
	(197, 38, 'acme'),
	(141, 22, 'acme'),
	(149, 30, 'acme'),
	(157, 38, 'acme'),
	(165, 6, 'acme'),
	(173, 14, 'acme'),
	(181, 22, 'acme'),
	(190, 31, 'zeta'),
	(198, 39, 'zeta'),
	(142, 23, 'zeta'),
	(150, 31, 'zeta'),
	(158, 39, 'zeta'),
	(166, 7, 'zeta'),
	(174, 15, 'zeta'),
	(182, 23, 'zeta'),
	(191, 32, 'acme'),
	(199, 40, 'acme'),
	(7, 8, 'acme'),
	(15, 16, 'acme'),
	(23, 24, 'acme'),
	(31, 32, 'acme'),
	(39, 40, 'acme'),
	(47, 8, 'acme'),
	(55, 16, 'acme'),
	(63, 24, 'acme'),
	(71, 32, 'acme'),
	(79, 40, 'acme'),
	(87, 8, 'acme'),
	(95, 16, 'acme'),
	(103, 24, 'acme'),
	(111, 32, 'acme'),
	(119, 40, 'acme'),
	(127, 8, 'acme'),
	(135, 16, 'acme'),
	(143, 24, 'acme'),
	(151, 32, 'acme'),
	(159, 40, 'acme'),
	(167, 8, 'acme'),
	(175, 16, 'acme'),
	(183, 24, 'acme'),
	(192, 33, 'zeta'),
	(200, 1, 'zeta');

INSERT INTO public.ranks VALUES
	(8, 8, 'acme'),
	(16, 16, 'acme'),
	(24, 24, 'acme'),
	(32, 32, 'acme'),
	(40, 40, 'acme'),
	(1, 1, 'zeta'),
	(9, 9, 'zeta'),
	(17, 17, 'zeta'),
	(25, 25, 'zeta'),
	(33, 33, 'zeta'),
	(2, 2, 'acme'),
	(10, 10, 'acme'),
	(18, 18, 'acme'),
	(26, 26, 'acme'),
	(34, 34, 'acme'),
	(3, 3, 'zeta'),
	(11, 11, 'zeta'),
	(19, 19, 'zeta'),
	(27, 27, 'zeta'),
	(35, 35, 'zeta'),
	(4, 4, 'acme'),
	(12, 12, 'acme'),
	(20, 20, 'acme'),
	(28, 28, 'acme'),
	(36, 36, 'acme'),
	(5, 5, 'zeta'),
	(13, 13, 'zeta'),
	(21, 21, 'zeta'),
	(29, 29, 'zeta'),
	(37, 37, 'zeta'),
	(6, 6, 'acme'),
	(14, 14, 'acme'),
	(22, 22, 'acme'),
	(30, 30, 'acme'),
	(38, 38, 'acme'),
	(7, 7, 'zeta'),
	(15, 15, 'zeta'),
	(23, 23, 'zeta'),
	(31, 31, 'zeta'),
	(39, 39, 'zeta');

INSERT INTO public.users OVERRIDING SYSTEM VALUE VALUES
	(8, 'acme', 6, 'acme'),
	(16, 'acme', 14, 'acme'),
	(24, 'acme', 22, 'acme'),
	(32, 'acme', 30, 'acme'),
	(40, 'acme', 38, 'acme'),
	(1, 'zeta', NULL, 'zeta'),
	(9, 'zeta', 7, 'zeta'),
	(17, 'zeta', 15, 'zeta'),
	(25, 'zeta', 23, 'zeta'),
	(33, 'zeta', 31, 'zeta'),
	(2, 'acme', NULL, 'acme'),
	(10, 'acme', 8, 'acme'),
	(18, 'acme', 16, 'acme'),
	(26, 'acme', 24, 'acme'),
	(34, 'acme', 32, 'acme'),
	(3, 'zeta', 1, 'zeta'),
	(11, 'zeta', 9, 'zeta'),
	(19, 'zeta', 17, 'zeta'),
	(27, 'zeta', 25, 'zeta'),
	(35, 'zeta', 33, 'zeta'),
	(4, 'acme', 2, 'acme'),
	(12, 'acme', 10, 'acme'),
	(20, 'acme', 18, 'acme'),
	(28, 'acme', 26, 'acme'),
	(36, 'acme', 34, 'acme'),
	(5, 'zeta', 3, 'zeta'),
	(13, 'zeta', 11, 'zeta'),
	(21, 'zeta', 19, 'zeta'),
	(29, 'zeta', 27, 'zeta'),
	(37, 'zeta', 35, 'zeta'),
	(6, 'acme', 4, 'acme'),
	(14, 'acme', 12, 'acme'),
	(22, 'acme', 20, 'acme'),
	(30, 'acme', 28, 'acme'),
	(38, 'acme', 36, 'acme'),
	(7, 'zeta', 5, 'zeta'),
	(15, 'zeta', 13, 'zeta'),
	(23, 'zeta', 21, 'zeta'),
	(31, 'zeta', 29, 'zeta'),
	(39, 'zeta', 37, 'zeta');

SELECT pg_catalog.setval('planner.owned_seq_seq', 71, true);

SELECT pg_catalog.setval('planner.run_run_seq', 1, true);

SELECT pg_catalog.setval('public.posts_id_seq', 200, true);

SELECT pg_catalog.setval('public.users_id_seq', 40, true);

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

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT "Posts PK" PRIMARY KEY (tenant, id) INCLUDE (author_id);

ALTER TABLE ONLY public.posts REPLICA IDENTITY USING INDEX "Posts PK";

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.events_2024
    ADD CONSTRAINT events_2024_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_pkey PRIMARY KEY (user_id, post_id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ranks
    ADD CONSTRAINT ranks_pkey PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (tenant, id);

CREATE INDEX comments_tenant_idx ON public.comments USING btree (tenant);

CREATE INDEX events_tenant_idx ON ONLY public.events USING btree (tenant);

CREATE INDEX events_2024_tenant_idx ON public.events_2024 USING btree (tenant);

CREATE INDEX likes_tenant_idx ON public.likes USING btree (tenant);

CREATE UNIQUE INDEX posts_tenant_id_key ON public.posts USING btree (tenant, id);

CREATE INDEX posts_tenant_idx ON public.posts USING btree (tenant);

CREATE UNIQUE INDEX ranks_tenant_id_key ON public.ranks USING btree (tenant, id);

CREATE INDEX ranks_tenant_idx ON public.ranks USING btree (tenant);

CREATE INDEX users_tenant_idx ON public.users USING btree (tenant);

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2024_pkey;

ALTER INDEX public.events_tenant_idx ATTACH PARTITION public.events_2024_tenant_idx;

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.comments FOR EACH ROW EXECUTE FUNCTION public.comments_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.events_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.likes FOR EACH ROW EXECUTE FUNCTION public.likes_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.posts FOR EACH ROW EXECUTE FUNCTION public.posts_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.ranks FOR EACH ROW EXECUTE FUNCTION public.ranks_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.comments FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.post_id IS DISTINCT FROM old.post_id))) EXECUTE FUNCTION public.comments_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.events FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.events_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.likes FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.likes_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.posts FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.author_id IS DISTINCT FROM old.author_id))) EXECUTE FUNCTION public.posts_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.ranks FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.ranks_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org_id IS DISTINCT FROM old.org_id))) EXECUTE FUNCTION public.users_planner_guard();

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_tenant_post_id_fkey FOREIGN KEY (tenant, post_id) REFERENCES public.posts(tenant, id);

ALTER TABLE public.events
    ADD CONSTRAINT events_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE public.events
    ADD CONSTRAINT events_tenant_user_id_fkey FOREIGN KEY (tenant, user_id) REFERENCES public.users(tenant, id);

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_tenant_post_id_fkey FOREIGN KEY (tenant, post_id) REFERENCES public.posts(tenant, id);

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_tenant_user_id_fkey FOREIGN KEY (tenant, user_id) REFERENCES public.users(tenant, id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_tenant_author_id_fkey FOREIGN KEY (tenant, author_id) REFERENCES public.users(tenant, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.ranks
    ADD CONSTRAINT ranks_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.ranks
    ADD CONSTRAINT ranks_tenant_user_id_fkey FOREIGN KEY (tenant, user_id) REFERENCES public.users(tenant, id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_boss_id_fkey FOREIGN KEY (tenant, boss_id) REFERENCES public.users(tenant, id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.comments_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.events_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.likes_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.posts_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.ranks_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.users_planner_guard() FROM PUBLIC;
