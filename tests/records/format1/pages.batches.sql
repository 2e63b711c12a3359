-- PostgreSQL >= 18
-- pages, batches: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.chat_planner_guard() RETURNS trigger
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

CREATE TABLE public.chat (
    id integer NOT NULL,
    org text NOT NULL,
    body text GENERATED ALWAYS AS (repeat('x'::text, 1900)) STORED,
    org_id text
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'chat', 'public', 'chat', 0, 2, 6, 8, '2026-11-25 21:56:18.231444+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:56:17.967782+00', 'postgres'),
	(2, 'column', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:56:18.055015+00', 'postgres'),
	(3, 'guard', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:56:18.079063+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:56:17.983899+00', NULL, NULL, 'postgres', 'ann@laptop', '0.1.0', 'e4f70a6f82a512fd91c5ea04dea27851234ff2b350f5c7e67c9be150c421116a');

INSERT INTO planner.step VALUES
	(1, 2, 'add.write_guard.public.chat', 'CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."chat" FOR EACH ROW EXECUTE FUNCTION "public"."chat_planner_guard" ()', '2026-11-25 21:56:18.073552+00', 1.2414369998623442, 'SHARE ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.write_guard.public.chat', 'CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."chat" FOR EACH ROW WHEN ("new"."org_id" IS NULL OR ("new"."org_id" IS DISTINCT FROM "old"."org_id" AND ("pg_catalog"."current_setting"(''planner.backfill'', TRUE) IS DISTINCT FROM ''on'')) OR "new"."org" IS DISTINCT FROM "old"."org") EXECUTE FUNCTION "public"."chat_planner_guard" ()', '2026-11-25 21:56:18.074828+00', 0.805208999736351, 'SHARE ROW EXCLUSIVE on public.chat', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.write_guard.public.chat', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''chat'', ''org_id'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:56:18.076093+00', 7.925401000193233, 'SHARE ROW EXCLUSIVE on public.chat', 'AccessExclusiveLock on public.chat, ShareRowExclusiveLock on public.chat', 1.0726909999903, 41.947116999836, 1, 9864, 1, NULL);

INSERT INTO public.chat VALUES
	(1, 'zeta', DEFAULT, 'zeta'),
	(3, 'zeta', DEFAULT, 'zeta'),
	(5, 'zeta', DEFAULT, 'zeta'),
	(7, 'zeta', DEFAULT, 'zeta'),
	(9, 'zeta', DEFAULT, NULL),
	(10, 'acme', DEFAULT, NULL),
	(11, 'zeta', DEFAULT, NULL),
	(12, 'acme', DEFAULT, NULL),
	(13, 'zeta', DEFAULT, NULL),
	(14, 'acme', DEFAULT, NULL),
	(15, 'zeta', DEFAULT, NULL),
	(16, 'acme', DEFAULT, NULL),
	(17, 'zeta', DEFAULT, NULL),
	(18, 'acme', DEFAULT, NULL),
	(19, 'zeta', DEFAULT, NULL),
	(20, 'acme', DEFAULT, NULL),
	(21, 'zeta', DEFAULT, NULL),
	(22, 'acme', DEFAULT, NULL),
	(23, 'zeta', DEFAULT, NULL),
	(24, 'acme', DEFAULT, NULL),
	(2, 'acme', DEFAULT, 'acme'),
	(4, 'acme', DEFAULT, 'acme'),
	(6, 'acme', DEFAULT, 'acme'),
	(8, 'acme', DEFAULT, 'acme');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

SELECT pg_catalog.setval('planner.owned_seq_seq', 3, true);

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

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.chat FOR EACH ROW EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.chat FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.chat_planner_guard();

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.chat_planner_guard() FROM PUBLIC;
