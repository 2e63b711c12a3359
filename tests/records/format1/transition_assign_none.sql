-- PostgreSQL >= 18
-- transition_assign_none: left by planner 0.1.0 on PostgreSQL 18.6
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
    item_id integer NOT NULL,
    client_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'part', 'public', 'part', 0, 1, 1, 2, '2026-11-25 21:47:47.824563+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.612295+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.640122+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:47:47.645229+00', 'postgres'),
	(4, 'column', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:47:47.683582+00', 'postgres'),
	(5, 'foreign_key', 'public', 'item', 'item_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.688118+00', 'postgres'),
	(6, 'column', 'public', 'part', 'client_id', 'add', 'confirmed', NULL, 'via item_id → public.item', '2026-11-25 21:47:47.720052+00', 'postgres'),
	(7, 'backfill', 'public', 'part', 'client_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.83879+00', 'postgres'),
	(8, 'not_null', 'public', 'item', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.870519+00', 'postgres'),
	(9, 'index', 'public', 'item', 'item_client_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.888837+00', 'postgres'),
	(11, 'foreign_key', 'public', 'part', 'part_client_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.934098+00', 'postgres'),
	(12, 'not_null', 'public', 'part', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.940227+00', 'postgres'),
	(13, 'index', 'public', 'part', 'part_client_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:47.957614+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:47.618609+00', '2026-11-25 21:47:47.984718+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '26fa83b9a00b3d8053409814cd9c9b0b6423652206b958e5f8da7ca26b03a591');

INSERT INTO planner.step VALUES
	(1, 12, 'tighten.tenant_index.public.part', 'CREATE INDEX CONCURRENTLY "part_client_id_idx" ON "public"."part" ("client_id")', '2026-11-25 21:47:47.960623+00', 1.3161680001303466, 'SHARE UPDATE EXCLUSIVE on public.part', NULL, NULL, NULL, NULL, 2488, 1, NULL),
	(1, 12, 'tighten.tenant_index.public.part', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''part'', ''part_client_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:47.964371+00', 8.136577000186662, 'SHARE UPDATE EXCLUSIVE on public.part', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 13, 'tighten.not_null.validate.public.part', 'ALTER TABLE "public"."part" VALIDATE CONSTRAINT "part_client_id_not_null"', '2026-11-25 21:47:47.974586+00', 5.42954100001225, 'SHARE UPDATE EXCLUSIVE on public.part', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:47:47.632456+00');

INSERT INTO public.item VALUES
	(1, 'default'),
	(2, 'default');

INSERT INTO public.part VALUES
	(1, 1, 'default'),
	(2, 2, 'default');

SELECT pg_catalog.setval('planner.owned_seq_seq', 14, true);

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

CREATE INDEX item_client_id_idx ON public.item USING btree (client_id);

CREATE INDEX part_client_id_idx ON public.part USING btree (client_id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);
