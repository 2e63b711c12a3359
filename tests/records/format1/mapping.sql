-- PostgreSQL >= 18
-- mapping: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.legacy_line_planner_guard() RETURNS trigger
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
  IF "new"."legacy" IS NOT NULL AND "new"."area" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."legacy" AS p WHERE "p"."id" = "new"."legacy" AND "p"."area" = "new"."area";
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

CREATE FUNCTION public.legacy_planner_guard() RETURNS trigger
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
  IF "new"."id" IS NOT NULL AND "new"."area" IS NOT NULL THEN
    SELECT "p"."org" INTO planner_found FROM "public"."user_org" AS p WHERE "p"."user_id" = "new"."id" AND "p"."region" = "new"."area";
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

CREATE TABLE public.legacy (
    id integer NOT NULL,
    area text NOT NULL,
    note text,
    org_id text NOT NULL
);

CREATE TABLE public.legacy_line (
    id integer NOT NULL,
    legacy integer NOT NULL,
    area text NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.user_org (
    user_id integer NOT NULL,
    region text NOT NULL,
    org text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'legacy', 'public', 'legacy', 0, 1, 1, 3, '2026-11-25 21:47:07.542617+00'),
	('public', 'legacy_line', 'public', 'legacy_line', 0, 1, 1, 3, '2026-11-25 21:47:07.700355+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.128086+00', 'postgres'),
	(2, 'column', 'public', 'legacy', 'org_id', 'add', 'confirmed', NULL, 'via id, area → public.user_org', '2026-11-25 21:47:07.172292+00', 'postgres'),
	(3, 'guard', 'public', 'legacy', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.202644+00', 'postgres'),
	(4, 'column', 'public', 'legacy_line', 'org_id', 'add', 'confirmed', NULL, 'via legacy, area → public.legacy', '2026-11-25 21:47:07.256057+00', 'postgres'),
	(5, 'guard', 'public', 'legacy_line', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.266839+00', 'postgres'),
	(6, 'backfill', 'public', 'legacy', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.573351+00', 'postgres'),
	(7, 'backfill', 'public', 'legacy_line', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.735889+00', 'postgres'),
	(8, 'foreign_key', 'public', 'legacy', 'legacy_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.791974+00', 'postgres'),
	(9, 'not_null', 'public', 'legacy', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.804779+00', 'postgres'),
	(10, 'index', 'public', 'legacy', 'legacy_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.86602+00', 'postgres'),
	(12, 'foreign_key', 'public', 'legacy_line', 'legacy_line_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.963958+00', 'postgres'),
	(13, 'not_null', 'public', 'legacy_line', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:07.972535+00', 'postgres'),
	(14, 'index', 'public', 'legacy_line', 'legacy_line_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:08.020892+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:07.144001+00', '2026-11-25 21:47:08.076297+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '046e95297edf400012e1a9f3e3cefcbf16bd150c3415c438deb4cf703c9fab3a');

INSERT INTO planner.step VALUES
	(1, 12, 'tighten.tenant_index.public.legacy_line', 'CREATE INDEX CONCURRENTLY "legacy_line_org_id_idx" ON "public"."legacy_line" ("org_id")', '2026-11-25 21:47:08.028358+00', 15.564094999945155, 'SHARE UPDATE EXCLUSIVE on public.legacy_line', NULL, NULL, NULL, NULL, 2512, 1, NULL),
	(1, 12, 'tighten.tenant_index.public.legacy_line', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''legacy_line'', ''legacy_line_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:08.057447+00', 2.4734080000143877, 'SHARE UPDATE EXCLUSIVE on public.legacy_line', NULL, NULL, NULL, 1, 192, 1, NULL),
	(1, 13, 'tighten.not_null.validate.public.legacy_line', 'ALTER TABLE "public"."legacy_line" VALIDATE CONSTRAINT "legacy_line_org_id_not_null"', '2026-11-25 21:47:08.067933+00', 0.37386099984360044, 'SHARE UPDATE EXCLUSIVE on public.legacy_line', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.legacy VALUES
	(1, 'eu', 'a', 'acme'),
	(1, 'us', 'b', 'zeta'),
	(2, 'eu', 'c', 'zeta');

INSERT INTO public.legacy_line VALUES
	(1, 1, 'us', 'zeta'),
	(2, 2, 'eu', 'zeta'),
	(3, 1, 'eu', 'acme');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.user_org VALUES
	(1, 'eu', 'acme'),
	(1, 'us', 'zeta'),
	(2, 'eu', 'zeta');

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

ALTER TABLE ONLY public.legacy_line
    ADD CONSTRAINT legacy_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.legacy
    ADD CONSTRAINT legacy_pkey PRIMARY KEY (id, area);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.user_org
    ADD CONSTRAINT user_org_pkey PRIMARY KEY (user_id, region);

CREATE INDEX legacy_line_org_id_idx ON public.legacy_line USING btree (org_id);

CREATE INDEX legacy_org_id_idx ON public.legacy USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.legacy FOR EACH ROW EXECUTE FUNCTION public.legacy_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.legacy_line FOR EACH ROW EXECUTE FUNCTION public.legacy_line_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.legacy FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.id IS DISTINCT FROM old.id) OR (new.area IS DISTINCT FROM old.area))) EXECUTE FUNCTION public.legacy_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.legacy_line FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.legacy IS DISTINCT FROM old.legacy) OR (new.area IS DISTINCT FROM old.area))) EXECUTE FUNCTION public.legacy_line_planner_guard();

ALTER TABLE ONLY public.legacy_line
    ADD CONSTRAINT legacy_line_legacy_area_fkey FOREIGN KEY (legacy, area) REFERENCES public.legacy(id, area);

ALTER TABLE ONLY public.legacy_line
    ADD CONSTRAINT legacy_line_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.legacy
    ADD CONSTRAINT legacy_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.legacy_line_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.legacy_planner_guard() FROM PUBLIC;
