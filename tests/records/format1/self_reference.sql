-- PostgreSQL >= 18
-- self_reference: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.employee_planner_guard() RETURNS trigger
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
  IF "new"."manager_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."employee" AS p WHERE "p"."id" = "new"."manager_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."team_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."team" AS p WHERE "p"."id" = "new"."team_id";
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

CREATE FUNCTION public.team_planner_guard() RETURNS trigger
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

CREATE TABLE public.employee (
    id integer NOT NULL,
    manager_id integer,
    team_id integer,
    org_id text NOT NULL,
    CONSTRAINT employee_check CHECK ((num_nonnulls(manager_id, team_id) > 0))
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.team (
    id integer NOT NULL,
    org text NOT NULL,
    org_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'team', 'public', 'team', 0, 1, 1, 2, '2026-11-25 21:47:45.596068+00'),
	('public', 'employee', 'public', 'employee', 0, 1, 1, 7, '2026-11-25 21:47:45.734408+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.352177+00', 'postgres'),
	(2, 'column', 'public', 'team', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:47:45.403251+00', 'postgres'),
	(3, 'guard', 'public', 'team', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.413299+00', 'postgres'),
	(4, 'column', 'public', 'employee', 'org_id', 'add', 'confirmed', NULL, 'via manager_id → public.employee and team_id → public.team', '2026-11-25 21:47:45.455035+00', 'postgres'),
	(5, 'guard', 'public', 'employee', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.461566+00', 'postgres'),
	(6, 'backfill', 'public', 'team', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.621634+00', 'postgres'),
	(7, 'backfill', 'public', 'employee', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.755907+00', 'postgres'),
	(8, 'foreign_key', 'public', 'team', 'team_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.796172+00', 'postgres'),
	(9, 'not_null', 'public', 'team', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.81326+00', 'postgres'),
	(10, 'index', 'public', 'team', 'team_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.832122+00', 'postgres'),
	(12, 'foreign_key', 'public', 'employee', 'employee_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.870127+00', 'postgres'),
	(13, 'not_null', 'public', 'employee', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.870856+00', 'postgres'),
	(14, 'index', 'public', 'employee', 'employee_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:45.889848+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:45.364175+00', '2026-11-25 21:47:45.925752+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '90df7eb4238d5e645db6cf93704e56320875a00d5ffc696991c09e38a003a2d0');

INSERT INTO planner.step VALUES
	(1, 12, 'tighten.tenant_index.public.employee', 'CREATE INDEX CONCURRENTLY "employee_org_id_idx" ON "public"."employee" ("org_id")', '2026-11-25 21:47:45.908065+00', 3.9108130001750396, 'SHARE UPDATE EXCLUSIVE on public.employee', NULL, NULL, NULL, NULL, 2536, 1, NULL),
	(1, 12, 'tighten.tenant_index.public.employee', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''employee'', ''employee_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:45.913405+00', 0.37146700015000533, 'SHARE UPDATE EXCLUSIVE on public.employee', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 13, 'tighten.not_null.validate.public.employee', 'ALTER TABLE "public"."employee" VALIDATE CONSTRAINT "employee_org_id_not_null"', '2026-11-25 21:47:45.920986+00', 2.9480079999757436, 'SHARE UPDATE EXCLUSIVE on public.employee', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.employee VALUES
	(100, NULL, 1, 'acme'),
	(99, 100, NULL, 'acme'),
	(98, 99, NULL, 'acme'),
	(97, 98, NULL, 'acme'),
	(50, NULL, 2, 'zeta'),
	(1, 50, 2, 'zeta'),
	(2, 1, NULL, 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.team VALUES
	(1, 'acme', 'acme'),
	(2, 'zeta', 'zeta');

SELECT pg_catalog.setval('planner.owned_seq_seq', 15, true);

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

ALTER TABLE ONLY public.employee
    ADD CONSTRAINT employee_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);

CREATE INDEX employee_org_id_idx ON public.employee USING btree (org_id);

CREATE INDEX team_org_id_idx ON public.team USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.employee FOR EACH ROW EXECUTE FUNCTION public.employee_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.team FOR EACH ROW EXECUTE FUNCTION public.team_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.employee FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.manager_id IS DISTINCT FROM old.manager_id) OR (new.team_id IS DISTINCT FROM old.team_id))) EXECUTE FUNCTION public.employee_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.team FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.team_planner_guard();

ALTER TABLE ONLY public.employee
    ADD CONSTRAINT employee_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES public.employee(id);

ALTER TABLE ONLY public.employee
    ADD CONSTRAINT employee_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.employee
    ADD CONSTRAINT employee_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.team(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.employee_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.team_planner_guard() FROM PUBLIC;
