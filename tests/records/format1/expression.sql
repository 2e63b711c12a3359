-- PostgreSQL >= 18
-- expression: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.event_planner_guard() RETURNS trigger
    LANGUAGE plpgsql
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

  SELECT CAST((split_part(path, '/', 2)
) AS text) INTO planner_found FROM (SELECT NEW.*) AS t;

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

CREATE FUNCTION public.reply_planner_guard() RETURNS trigger
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
  IF "new"."event_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."event" AS p WHERE "p"."id" = "new"."event_id";
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

CREATE TABLE public.event (
    id integer NOT NULL,
    path text NOT NULL,
    extra jsonb,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.reply (
    id integer NOT NULL,
    event_id integer NOT NULL,
    org_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'event', 'public', 'event', 0, 1, 1, 3, '2026-11-25 21:46:55.055606+00'),
	('public', 'reply', 'public', 'reply', 0, 1, 1, 2, '2026-11-25 21:46:55.200177+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:54.746081+00', 'postgres'),
	(2, 'column', 'public', 'event', 'org_id', 'add', 'confirmed', NULL, 'sql split_part(path, ''/'', 2)', '2026-11-25 21:46:54.791603+00', 'postgres'),
	(3, 'guard', 'public', 'event', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:54.824085+00', 'postgres'),
	(4, 'column', 'public', 'reply', 'org_id', 'add', 'confirmed', NULL, 'via event_id → public.event', '2026-11-25 21:46:54.867962+00', 'postgres'),
	(5, 'guard', 'public', 'reply', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:54.884116+00', 'postgres'),
	(6, 'backfill', 'public', 'event', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.070791+00', 'postgres'),
	(7, 'backfill', 'public', 'reply', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.211049+00', 'postgres'),
	(8, 'foreign_key', 'public', 'event', 'event_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.252613+00', 'postgres'),
	(9, 'not_null', 'public', 'event', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.266802+00', 'postgres'),
	(10, 'index', 'public', 'event', 'event_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.312536+00', 'postgres'),
	(12, 'foreign_key', 'public', 'reply', 'reply_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.377285+00', 'postgres'),
	(13, 'not_null', 'public', 'reply', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.378191+00', 'postgres'),
	(14, 'index', 'public', 'reply', 'reply_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:55.409142+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:54.764293+00', '2026-11-25 21:46:55.439927+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '30352c62545b137ac8f57cc9916c3733fab5a53d4e943b08f0ce243b29137d1b');

INSERT INTO planner.step VALUES
	(1, 12, 'tighten.tenant_index.public.reply', 'CREATE INDEX CONCURRENTLY "reply_org_id_idx" ON "public"."reply" ("org_id")', '2026-11-25 21:46:55.420494+00', 2.265037999904962, 'SHARE UPDATE EXCLUSIVE on public.reply', NULL, NULL, NULL, NULL, 2912, 1, NULL),
	(1, 12, 'tighten.tenant_index.public.reply', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''reply'', ''reply_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:55.425842+00', 1.8152729999201256, 'SHARE UPDATE EXCLUSIVE on public.reply', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 13, 'tighten.not_null.validate.public.reply', 'ALTER TABLE "public"."reply" VALIDATE CONSTRAINT "reply_org_id_not_null"', '2026-11-25 21:46:55.43027+00', 1.6284929999983433, 'SHARE UPDATE EXCLUSIVE on public.reply', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.event VALUES
	(1, '/acme/x', '{}', 'acme'),
	(2, '/zeta/y', NULL, 'zeta'),
	(3, '/acme/z', NULL, 'acme');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.reply VALUES
	(1, 1, 'acme'),
	(2, 2, 'zeta');

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

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reply
    ADD CONSTRAINT reply_pkey PRIMARY KEY (id);

CREATE INDEX event_org_id_idx ON public.event USING btree (org_id);

CREATE INDEX reply_org_id_idx ON public.reply USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.reply FOR EACH ROW EXECUTE FUNCTION public.reply_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.event FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.path IS DISTINCT FROM old.path))) EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.reply FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.event_id IS DISTINCT FROM old.event_id))) EXECUTE FUNCTION public.reply_planner_guard();

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.reply
    ADD CONSTRAINT reply_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.reply
    ADD CONSTRAINT reply_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.event_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.reply_planner_guard() FROM PUBLIC;
