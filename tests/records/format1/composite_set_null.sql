-- PostgreSQL >= 18
-- composite_set_null: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.shifts_planner_guard() RETURNS trigger
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

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.shifts (
    user_id bigint DEFAULT 1 NOT NULL,
    day date NOT NULL,
    tenant text NOT NULL
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id text NOT NULL,
    boss_id bigint,
    tenant text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'users', 'public', 'users', 0, 1, 1, 20, '2026-11-25 21:46:47.816247+00'),
	('public', 'shifts', 'public', 'shifts', 0, 1, 1, 20, '2026-11-25 21:46:47.925684+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.634032+00', 'postgres'),
	(2, 'column', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, 'via org_id → public.orgs', '2026-11-25 21:46:47.663017+00', 'postgres'),
	(3, 'guard', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.678982+00', 'postgres'),
	(4, 'column', 'public', 'shifts', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:46:47.704073+00', 'postgres'),
	(5, 'guard', 'public', 'shifts', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.716023+00', 'postgres'),
	(6, 'backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.828237+00', 'postgres'),
	(7, 'backfill', 'public', 'shifts', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.937366+00', 'postgres'),
	(8, 'foreign_key', 'public', 'users', 'users_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.965729+00', 'postgres'),
	(9, 'not_null', 'public', 'users', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.973734+00', 'postgres'),
	(10, 'index', 'public', 'users', 'users_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:47.984477+00', 'postgres'),
	(12, 'foreign_key', 'public', 'shifts', 'shifts_tenant_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:48.049975+00', 'postgres'),
	(13, 'not_null', 'public', 'shifts', 'tenant', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:48.05058+00', 'postgres'),
	(14, 'index', 'public', 'shifts', 'shifts_tenant_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:48.086333+00', 'postgres'),
	(16, 'key', 'public', 'users', 'users_tenant_id_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:48.129374+00', 'postgres'),
	(18, 'composite_key', 'public', 'users', 'users_tenant_boss_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:48.182988+00', 'postgres'),
	(19, 'old_foreign_key', 'public', 'users', 'users_boss_id_fkey', 'tighten', 'confirmed', '{"columns": ["boss_id"], "deferrable": false, "deferred": false, "match": "s", "name": "users_boss_id_fkey", "on_delete": "n", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}', 'users_tenant_boss_id_fkey', '2026-11-25 21:46:48.240396+00', 'postgres'),
	(20, 'composite_key', 'public', 'shifts', 'shifts_tenant_user_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:48.274385+00', 'postgres'),
	(21, 'old_foreign_key', 'public', 'shifts', 'shifts_user_id_fkey', 'tighten', 'confirmed', '{"columns": ["user_id"], "deferrable": false, "deferred": false, "match": "s", "name": "shifts_user_id_fkey", "on_delete": "d", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}', 'shifts_tenant_user_id_fkey', '2026-11-25 21:46:48.315499+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:47.639131+00', '2026-11-25 21:46:48.324371+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'a9a43d765c13acb42e344d410234274ebf8a3b9f835a321b4b5fc3a41cfda9b2');

INSERT INTO planner.step VALUES
	(1, 19, 'tighten.composite_foreign_key.validate.shifts_tenant_user_id_fkey.public.shifts', 'ALTER TABLE "public"."shifts" VALIDATE CONSTRAINT "shifts_tenant_user_id_fkey"', '2026-11-25 21:46:48.285946+00', 6.412404000002425, 'SHARE UPDATE EXCLUSIVE on public.shifts', NULL, NULL, NULL, NULL, 168, 1, NULL),
	(1, 20, 'tighten.composite_foreign_key.swap.shifts_user_id_fkey.public.shifts', 'ALTER TABLE "public"."shifts" DROP CONSTRAINT "shifts_user_id_fkey"', '2026-11-25 21:46:48.314592+00', 0.48862600010579627, 'ACCESS EXCLUSIVE on public.shifts, ACCESS EXCLUSIVE on public.users', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 20, 'tighten.composite_foreign_key.swap.shifts_user_id_fkey.public.shifts', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''old_foreign_key'', ''public'', ''shifts'', ''shifts_user_id_fkey'', ''tighten'', ''confirmed'', ''{"columns": ["user_id"], "deferrable": false, "deferred": false, "match": "s", "name": "shifts_user_id_fkey", "on_delete": "d", "on_update": "a", "ref": ["public", "users"], "ref_columns": ["id"]}'', ''shifts_tenant_user_id_fkey'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:48.315342+00', 0.23452000004908768, 'ACCESS EXCLUSIVE on public.shifts, ACCESS EXCLUSIVE on public.users', 'AccessExclusiveLock on public.users, AccessExclusiveLock on public.shifts', 0.4300969999349036, 1.7840549999164068, 1, 1672, 1, NULL);

INSERT INTO public.orgs VALUES
	('acme'),
	('zebra');

INSERT INTO public.shifts VALUES
	(8, '2024-01-09', 'acme'),
	(16, '2024-01-17', 'acme'),
	(1, '2024-01-02', 'zebra'),
	(9, '2024-01-10', 'zebra'),
	(17, '2024-01-18', 'zebra'),
	(2, '2024-01-03', 'acme'),
	(10, '2024-01-11', 'acme'),
	(18, '2024-01-19', 'acme'),
	(3, '2024-01-04', 'zebra'),
	(11, '2024-01-12', 'zebra'),
	(19, '2024-01-20', 'zebra'),
	(4, '2024-01-05', 'acme'),
	(12, '2024-01-13', 'acme'),
	(20, '2024-01-21', 'acme'),
	(5, '2024-01-06', 'zebra'),
	(13, '2024-01-14', 'zebra'),
	(6, '2024-01-07', 'acme'),
	(14, '2024-01-15', 'acme'),
	(7, '2024-01-08', 'zebra'),
	(15, '2024-01-16', 'zebra');

INSERT INTO public.users VALUES
	(8, 'acme', 6, 'acme'),
	(16, 'acme', 14, 'acme'),
	(1, 'zebra', NULL, 'zebra'),
	(9, 'zebra', 7, 'zebra'),
	(17, 'zebra', 15, 'zebra'),
	(2, 'acme', NULL, 'acme'),
	(10, 'acme', 8, 'acme'),
	(18, 'acme', 16, 'acme'),
	(3, 'zebra', 1, 'zebra'),
	(11, 'zebra', 9, 'zebra'),
	(19, 'zebra', 17, 'zebra'),
	(4, 'acme', 2, 'acme'),
	(12, 'acme', 10, 'acme'),
	(20, 'acme', 18, 'acme'),
	(5, 'zebra', 3, 'zebra'),
	(13, 'zebra', 11, 'zebra'),
	(6, 'acme', 4, 'acme'),
	(14, 'acme', 12, 'acme'),
	(7, 'zebra', 5, 'zebra'),
	(15, 'zebra', 13, 'zebra');

SELECT pg_catalog.setval('planner.owned_seq_seq', 21, true);

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

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT shifts_pkey PRIMARY KEY (user_id, day);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX shifts_tenant_idx ON public.shifts USING btree (tenant);

CREATE UNIQUE INDEX users_tenant_id_key ON public.users USING btree (tenant, id);

CREATE INDEX users_tenant_idx ON public.users USING btree (tenant);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.shifts FOR EACH ROW EXECUTE FUNCTION public.shifts_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.shifts FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.shifts_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org_id IS DISTINCT FROM old.org_id))) EXECUTE FUNCTION public.users_planner_guard();

ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT shifts_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT shifts_tenant_user_id_fkey FOREIGN KEY (tenant, user_id) REFERENCES public.users(tenant, id) ON DELETE SET DEFAULT (user_id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_boss_id_fkey FOREIGN KEY (tenant, boss_id) REFERENCES public.users(tenant, id) ON DELETE SET NULL (boss_id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.shifts_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.users_planner_guard() FROM PUBLIC;
