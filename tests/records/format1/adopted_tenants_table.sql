-- PostgreSQL >= 18
-- adopted_tenants_table: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.project_planner_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."organisation_id" := CAST('42' AS bigint);
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

CREATE TABLE public."Organisation" (
    id bigint NOT NULL,
    slug text NOT NULL,
    "displayName" text
);

CREATE TABLE public.project (
    id integer NOT NULL,
    name text,
    organisation_id bigint DEFAULT '42'::bigint NOT NULL
);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:34.68023+00', 'postgres'),
	(2, 'row', 'public', 'Organisation', '42', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:46:34.732803+00', 'postgres'),
	(3, 'column', 'public', 'project', 'organisation_id', 'add', 'confirmed', NULL, 'constant 42', '2026-11-25 21:46:34.774034+00', 'postgres'),
	(4, 'guard', 'public', 'project', 'organisation_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:34.79605+00', 'postgres'),
	(5, 'foreign_key', 'public', 'project', 'project_organisation_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:34.799961+00', 'postgres'),
	(6, 'not_null', 'public', 'project', 'organisation_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:34.846198+00', 'postgres'),
	(7, 'index', 'public', 'project', 'project_organisation_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:34.88531+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:34.69966+00', '2026-11-25 21:46:34.914277+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'f113bf6d48dc9ef640a0cbdf10f91a64903013c8e1810afa26324bab10e6e2dd');

INSERT INTO planner.step VALUES
	(1, 6, 'tighten.tenant_index.public.project', 'CREATE INDEX CONCURRENTLY "project_organisation_id_idx" ON "public"."project" ("organisation_id")', '2026-11-25 21:46:34.886428+00', 10.24150499983989, 'SHARE UPDATE EXCLUSIVE on public.project', NULL, NULL, NULL, NULL, 2944, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.project', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''project'', ''project_organisation_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:34.90107+00', 0.36871099996460543, 'SHARE UPDATE EXCLUSIVE on public.project', NULL, NULL, NULL, 1, 192, 1, NULL),
	(1, 7, 'tighten.not_null.validate.public.project', 'ALTER TABLE "public"."project" VALIDATE CONSTRAINT "project_organisation_id_not_null"', '2026-11-25 21:46:34.904113+00', 3.853144999993674, 'SHARE UPDATE EXCLUSIVE on public.project', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public."Organisation" VALUES
	(7, 'seven', 'Seven'),
	(42, 'default', 'Default');

INSERT INTO public.project VALUES
	(1, 'a', 42),
	(2, 'b', 42);

SELECT pg_catalog.setval('planner.owned_seq_seq', 8, true);

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

ALTER TABLE ONLY public."Organisation"
    ADD CONSTRAINT "Organisation_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public."Organisation"
    ADD CONSTRAINT "Organisation_slug_key" UNIQUE (slug);

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_pkey PRIMARY KEY (id);

CREATE INDEX project_organisation_id_idx ON public.project USING btree (organisation_id);

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.project FOR EACH ROW WHEN ((new.organisation_id IS NULL)) EXECUTE FUNCTION public.project_planner_guard();

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public."Organisation"(id) ON DELETE CASCADE;

REVOKE ALL ON FUNCTION public.project_planner_guard() FROM PUBLIC;
