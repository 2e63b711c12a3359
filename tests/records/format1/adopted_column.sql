-- PostgreSQL >= 18
-- adopted_column: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.line_planner_guard() RETURNS trigger
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
  IF "new"."invoice_id" IS NOT NULL THEN
    SELECT "p"."organisation" INTO planner_found FROM "public"."invoice" AS p WHERE "p"."id" = "new"."invoice_id";
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

CREATE FUNCTION public.login_planner_guard() RETURNS trigger
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
  IF "new"."account_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."account" AS p WHERE "p"."id" = "new"."account_id";
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

CREATE TABLE public.account (
    id integer NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.invoice (
    id integer NOT NULL,
    organisation text NOT NULL
);

CREATE TABLE public.line (
    id integer NOT NULL,
    invoice_id integer NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.login (
    id integer NOT NULL,
    account_id integer NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'line', 'public', 'line', 0, 1, 1, 3, '2026-11-25 21:46:31.11899+00'),
	('public', 'login', 'public', 'login', 0, 1, 1, 2, '2026-11-25 21:46:31.163323+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:30.824742+00', 'postgres'),
	(2, 'foreign_key', 'public', 'invoice', 'invoice_organisation_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:30.860375+00', 'postgres'),
	(3, 'column', 'public', 'line', 'org_id', 'add', 'confirmed', NULL, 'via invoice_id → public.invoice', '2026-11-25 21:46:30.892039+00', 'postgres'),
	(4, 'guard', 'public', 'line', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:30.903537+00', 'postgres'),
	(5, 'guard', 'public', 'login', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:30.940389+00', 'postgres'),
	(6, 'backfill', 'public', 'line', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.176194+00', 'postgres'),
	(7, 'backfill', 'public', 'login', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.186772+00', 'postgres'),
	(8, 'index', 'public', 'invoice', 'invoice_organisation_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.202758+00', 'postgres'),
	(10, 'not_null', 'public', 'account', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.234945+00', 'postgres'),
	(11, 'foreign_key', 'public', 'line', 'line_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.272591+00', 'postgres'),
	(12, 'not_null', 'public', 'line', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.273849+00', 'postgres'),
	(13, 'index', 'public', 'line', 'line_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.290845+00', 'postgres'),
	(15, 'not_null', 'public', 'login', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.337371+00', 'postgres'),
	(16, 'index', 'public', 'login', 'login_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:31.355512+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:30.827873+00', '2026-11-25 21:46:31.376647+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '4cd65bb626b737b02c054ac5e013a2e867085c0b58aa43bf85a335bb96f9d347');

INSERT INTO planner.step VALUES
	(1, 16, 'tighten.tenant_index.public.login', 'CREATE INDEX CONCURRENTLY "login_org_id_idx" ON "public"."login" ("org_id")', '2026-11-25 21:46:31.358402+00', 3.6322910000308184, 'SHARE UPDATE EXCLUSIVE on public.login', NULL, NULL, NULL, NULL, 2568, 1, NULL),
	(1, 16, 'tighten.tenant_index.public.login', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''login'', ''login_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:31.364509+00', 4.068949999918914, 'SHARE UPDATE EXCLUSIVE on public.login', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 17, 'tighten.not_null.validate.public.login', 'ALTER TABLE "public"."login" VALIDATE CONSTRAINT "login_org_id_not_null"', '2026-11-25 21:46:31.374638+00', 0.39841699981479906, 'SHARE UPDATE EXCLUSIVE on public.login', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.account VALUES
	(1, 'acme'),
	(2, 'zeta');

INSERT INTO public.invoice VALUES
	(1, 'acme'),
	(2, 'zeta');

INSERT INTO public.line VALUES
	(1, 1, 'acme'),
	(2, 2, 'zeta'),
	(3, 2, 'zeta');

INSERT INTO public.login VALUES
	(1, 1, 'acme'),
	(2, 2, 'zeta'),
	(3, 1, 'acme');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

SELECT pg_catalog.setval('planner.owned_seq_seq', 17, true);

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

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.line
    ADD CONSTRAINT line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

CREATE INDEX account_by_org ON public.account USING btree (org_id);

CREATE INDEX invoice_organisation_idx ON public.invoice USING btree (organisation);

CREATE INDEX line_org_id_idx ON public.line USING btree (org_id);

CREATE INDEX login_org_id_idx ON public.login USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.line FOR EACH ROW EXECUTE FUNCTION public.line_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.login FOR EACH ROW EXECUTE FUNCTION public.login_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.line FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.invoice_id IS DISTINCT FROM old.invoice_id))) EXECUTE FUNCTION public.line_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.login FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.account_id IS DISTINCT FROM old.account_id))) EXECUTE FUNCTION public.login_planner_guard();

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.line
    ADD CONSTRAINT line_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoice(id);

ALTER TABLE ONLY public.line
    ADD CONSTRAINT line_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id) ON DELETE CASCADE;

REVOKE ALL ON FUNCTION public.line_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.login_planner_guard() FROM PUBLIC;
