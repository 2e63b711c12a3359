-- PostgreSQL >= 18
-- adopted_column_nulls: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.note_planner_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."owner" := CAST('default' AS text);
  RETURN NEW;
END
$$;

CREATE FUNCTION public.ticket_planner_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."owner" := CAST('default' AS text);
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

CREATE TABLE public.note (
    id integer NOT NULL,
    owner text DEFAULT 'default'::text NOT NULL
);

CREATE TABLE public.ticket (
    id integer NOT NULL,
    owner text DEFAULT 'default'::text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'ticket', 'public', 'ticket', 0, 1, 1, 5, '2026-11-25 21:46:33.053032+00'),
	('public', 'note', 'public', 'note', 0, 1, 1, 1, '2026-11-25 21:46:33.10531+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:32.796682+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:32.822714+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:46:32.833115+00', 'postgres'),
	(4, 'guard', 'public', 'ticket', 'owner', 'add', 'confirmed', '''nobody''::text', NULL, '2026-11-25 21:46:32.87606+00', 'postgres'),
	(5, 'foreign_key', 'public', 'ticket', 'ticket_owner_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:32.884484+00', 'postgres'),
	(6, 'guard', 'public', 'note', 'owner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:32.918819+00', 'postgres'),
	(7, 'foreign_key', 'public', 'note', 'note_owner_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:32.92503+00', 'postgres'),
	(8, 'backfill', 'public', 'ticket', 'owner', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:33.120346+00', 'postgres'),
	(9, 'backfill', 'public', 'note', 'owner', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:33.136558+00', 'postgres'),
	(10, 'not_null', 'public', 'ticket', 'owner', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:33.160544+00', 'postgres'),
	(11, 'index', 'public', 'ticket', 'ticket_owner_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:33.174858+00', 'postgres'),
	(13, 'not_null', 'public', 'note', 'owner', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:33.230333+00', 'postgres'),
	(14, 'index', 'public', 'note', 'note_owner_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:33.249081+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:32.801051+00', '2026-11-25 21:46:33.284012+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'd202109c8144dc2310e5d90b96c41456f189557a1b9371fb9160973b71e67658');

INSERT INTO planner.step VALUES
	(1, 13, 'tighten.tenant_index.public.note', 'CREATE INDEX CONCURRENTLY "note_owner_idx" ON "public"."note" ("owner")', '2026-11-25 21:46:33.257315+00', 2.852389000054245, 'SHARE UPDATE EXCLUSIVE on public.note', NULL, NULL, NULL, NULL, 2496, 1, NULL),
	(1, 13, 'tighten.tenant_index.public.note', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''note'', ''note_owner_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:33.261216+00', 0.3659760000118695, 'SHARE UPDATE EXCLUSIVE on public.note', NULL, NULL, NULL, 1, 192, 1, NULL),
	(1, 14, 'tighten.not_null.validate.public.note', 'ALTER TABLE "public"."note" VALIDATE CONSTRAINT "note_owner_not_null"', '2026-11-25 21:46:33.272191+00', 0.5528770000182703, 'SHARE UPDATE EXCLUSIVE on public.note', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:46:32.817418+00');

INSERT INTO public.note VALUES
	(1, 'default');

INSERT INTO public.ticket VALUES
	(2, 'default'),
	(4, 'default'),
	(6, 'default'),
	(8, 'default'),
	(10, 'default'),
	(1, 'default'),
	(9, 'default'),
	(3, 'default'),
	(5, 'default'),
	(7, 'default');

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

ALTER TABLE ONLY public."Clients"
    ADD CONSTRAINT "Clients_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_pkey PRIMARY KEY (id);

CREATE INDEX note_owner_idx ON public.note USING btree (owner);

CREATE INDEX ticket_owner_idx ON public.ticket USING btree (owner);

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.note FOR EACH ROW WHEN ((new.owner IS NULL)) EXECUTE FUNCTION public.note_planner_guard();

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.ticket FOR EACH ROW WHEN ((new.owner IS NULL)) EXECUTE FUNCTION public.ticket_planner_guard();

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_owner_fkey FOREIGN KEY (owner) REFERENCES public."Clients"(id);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_owner_fkey FOREIGN KEY (owner) REFERENCES public."Clients"(id);

REVOKE ALL ON FUNCTION public.note_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.ticket_planner_guard() FROM PUBLIC;
