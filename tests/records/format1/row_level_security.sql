-- PostgreSQL >= 18
-- row_level_security: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.item_planner_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."client_id" := CAST('default' AS text);
  RETURN NEW;
END
$$;

CREATE FUNCTION public.part_planner_guard() RETURNS trigger
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
    planner_given := NEW."client_id" IS NOT NULL;
  ELSE
    planner_given := NEW."client_id" IS NOT NULL AND NEW."client_id" IS DISTINCT FROM OLD."client_id";
  END IF;

  planner_found := NULL;
  IF "new"."item_id" IS NOT NULL THEN
    SELECT "p"."client_id" INTO planner_found FROM "public"."item" AS p WHERE "p"."id" = "new"."item_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."client_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."client_id"
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."client_id" := planner_tenant;
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
    owner text,
    client_id text DEFAULT 'default'::text NOT NULL
);

CREATE TABLE public.part (
    id integer NOT NULL,
    item_id integer NOT NULL,
    client_id text NOT NULL
);

ALTER TABLE ONLY public.part FORCE ROW LEVEL SECURITY;

INSERT INTO planner.backfill VALUES
	('public', 'part', 'public', 'part', 0, 1, 1, 2, '2026-11-25 21:47:38.117036+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:37.944224+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:37.964098+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:47:37.969013+00', 'postgres'),
	(4, 'column', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:47:37.991464+00', 'postgres'),
	(5, 'guard', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.000826+00', 'postgres'),
	(6, 'foreign_key', 'public', 'item', 'item_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.001931+00', 'postgres'),
	(7, 'column', 'public', 'part', 'client_id', 'add', 'confirmed', NULL, 'via item_id → public.item', '2026-11-25 21:47:38.0314+00', 'postgres'),
	(8, 'guard', 'public', 'part', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.037396+00', 'postgres'),
	(9, 'backfill', 'public', 'part', 'client_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.132022+00', 'postgres'),
	(10, 'not_null', 'public', 'item', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.144003+00', 'postgres'),
	(11, 'index', 'public', 'item', 'item_client_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.165344+00', 'postgres'),
	(13, 'foreign_key', 'public', 'part', 'part_client_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.19598+00', 'postgres'),
	(14, 'not_null', 'public', 'part', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.200747+00', 'postgres'),
	(15, 'index', 'public', 'part', 'part_client_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:38.217552+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:37.949418+00', '2026-11-25 21:47:38.230055+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'e3ae0bc3478c1450d32b7b1d76f2b9f0b7eb90c7407a90c717d4128cb889c46a');

INSERT INTO planner.step VALUES
	(1, 12, 'tighten.tenant_index.public.part', 'CREATE INDEX CONCURRENTLY "part_client_id_idx" ON "public"."part" ("client_id")', '2026-11-25 21:47:38.218568+00', 0.8064119999744435, 'SHARE UPDATE EXCLUSIVE on public.part', NULL, NULL, NULL, NULL, 2512, 1, NULL),
	(1, 12, 'tighten.tenant_index.public.part', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''part'', ''part_client_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:38.220542+00', 0.20257999995010323, 'SHARE UPDATE EXCLUSIVE on public.part', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 13, 'tighten.not_null.validate.public.part', 'ALTER TABLE "public"."part" VALIDATE CONSTRAINT "part_client_id_not_null"', '2026-11-25 21:47:38.228941+00', 0.2830309999808378, 'SHARE UPDATE EXCLUSIVE on public.part', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:47:37.960389+00');

INSERT INTO public.item VALUES
	(1, 'a', 'default'),
	(2, 'b', 'default');

INSERT INTO public.part VALUES
	(1, 1, 'default'),
	(2, 2, 'default');

SELECT pg_catalog.setval('planner.owned_seq_seq', 16, true);

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

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.item FOR EACH ROW WHEN ((new.client_id IS NULL)) EXECUTE FUNCTION public.item_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.part FOR EACH ROW EXECUTE FUNCTION public.part_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.part FOR EACH ROW WHEN (((new.client_id IS NULL) OR ((new.client_id IS DISTINCT FROM old.client_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.item_id IS DISTINCT FROM old.item_id))) EXECUTE FUNCTION public.part_planner_guard();

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);

ALTER TABLE public.item ENABLE ROW LEVEL SECURITY;

CREATE POLICY mine ON public.item USING ((owner = CURRENT_USER));

ALTER TABLE public.part ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON FUNCTION public.item_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.part_planner_guard() FROM PUBLIC;
