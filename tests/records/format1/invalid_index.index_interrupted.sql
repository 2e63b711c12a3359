-- PostgreSQL >= 18
-- invalid_index, index_interrupted: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.part_planner_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."client_id" := CAST('default' AS text);
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

CREATE TABLE public."Clients" (
    id text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.item (
    id integer NOT NULL,
    client_id text NOT NULL
);

CREATE TABLE public.part (
    id integer NOT NULL,
    client_id text DEFAULT 'default'::text
);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:40.22005+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:40.254728+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:48:40.255485+00', 'postgres'),
	(4, 'foreign_key', 'public', 'item', 'item_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:40.29347+00', 'postgres'),
	(5, 'column', 'public', 'part', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:48:40.344115+00', 'postgres'),
	(6, 'guard', 'public', 'part', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:40.355397+00', 'postgres'),
	(7, 'foreign_key', 'public', 'part', 'part_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:40.356809+00', 'postgres'),
	(8, 'index', 'public', 'item', 'item_client_id_idx1', 'tighten', 'intent', NULL, NULL, '2026-11-25 21:48:40.446804+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:48:40.234293+00', NULL, NULL, 'postgres', 'ann@laptop', '0.1.0', '1aebfc6dbbee9aad013db00c581e8cb2d185933e238755774074ac02e719081d');

INSERT INTO planner.step VALUES
	(1, 5, 'tighten.tenant_foreign_key.validate.public.item', 'ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_client_id_fkey"', '2026-11-25 21:48:40.412582+00', 5.240777999915736, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 224, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''item'', ''item_client_id_idx1'', ''tighten'', ''intent'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:40.446501+00', 5.530050000061237, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, 1, 328, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'DROP INDEX CONCURRENTLY IF EXISTS "public"."item_client_id_idx1"', '2026-11-25 21:48:40.460824+00', 0.20208899991303042, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 0, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:48:40.248043+00');

INSERT INTO public.item VALUES
	(1, 'default'),
	(2, 'default');

INSERT INTO public.part VALUES
	(1, 'default');

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

ALTER TABLE ONLY public."Clients"
    ADD CONSTRAINT "Clients_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_pkey PRIMARY KEY (id);

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.part FOR EACH ROW WHEN ((new.client_id IS NULL)) EXECUTE FUNCTION public.part_planner_guard();

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id) NOT VALID;

REVOKE ALL ON FUNCTION public.part_planner_guard() FROM PUBLIC;

CREATE INDEX item_client_id_idx ON public.item USING btree (client_id);
UPDATE pg_catalog.pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'public.item_client_id_idx'::regclass;
CREATE INDEX item_client_id_idx1 ON public.item USING btree (client_id);
UPDATE pg_catalog.pg_index SET indisvalid = false, indisready = true WHERE indexrelid = 'public.item_client_id_idx1'::regclass;
