-- PostgreSQL >= 18
-- partitioned, rolled_back: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.account_planner_guard() RETURNS trigger
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

CREATE FUNCTION public.event_planner_guard() RETURNS trigger
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

CREATE FUNCTION public.measure_planner_guard() RETURNS trigger
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

  SELECT CAST((CASE kind WHEN 1 THEN 'acme' ELSE 'zeta' END
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

CREATE FUNCTION public.receipt_planner_guard() RETURNS trigger
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
  IF "new"."event_id" IS NOT NULL AND "new"."event_at" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."event" AS p WHERE "p"."id" = "new"."event_id" AND "p"."at" = "new"."event_at";
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
    org text NOT NULL,
    org_id text
);

CREATE TABLE public.event (
    id integer NOT NULL,
    at date NOT NULL,
    account_id integer NOT NULL,
    org_id text
)
PARTITION BY RANGE (at);

CREATE TABLE public.event_2024 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL,
    org_id text
);

CREATE TABLE public.event_2025 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL,
    org_id text
)
PARTITION BY HASH (id);

CREATE TABLE public.event_2025_0 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL,
    org_id text
);

CREATE TABLE public.event_2025_1 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL,
    org_id text
);

CREATE TABLE public.event_rest (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL,
    org_id text
);

CREATE TABLE public.measure (
    id integer,
    kind integer,
    org_id text
)
PARTITION BY LIST (kind);

CREATE TABLE public.measure_1 (
    id integer,
    kind integer,
    org_id text
);

CREATE TABLE public.measure_2 (
    id integer,
    kind integer,
    org_id text
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.receipt (
    id integer NOT NULL,
    event_id integer NOT NULL,
    event_at date NOT NULL,
    org_id text
);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

ALTER TABLE ONLY public.event_2025 ATTACH PARTITION public.event_2025_0 FOR VALUES WITH (modulus 2, remainder 0);

ALTER TABLE ONLY public.event_2025 ATTACH PARTITION public.event_2025_1 FOR VALUES WITH (modulus 2, remainder 1);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_rest DEFAULT;

ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_1 FOR VALUES IN (1);

ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_2 FOR VALUES IN (2);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:48.728591+00', 'postgres'),
	(2, 'column', 'public', 'account', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:48:48.774253+00', 'postgres'),
	(3, 'guard', 'public', 'account', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:48.792636+00', 'postgres'),
	(4, 'column', 'public', 'measure', 'org_id', 'add', 'confirmed', NULL, 'sql CASE kind WHEN 1 THEN ''acme'' ELSE ''zeta'' END', '2026-11-25 21:48:48.848063+00', 'postgres'),
	(5, 'guard', 'public', 'measure', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:48.865974+00', 'postgres'),
	(6, 'column', 'public', 'event', 'org_id', 'add', 'confirmed', NULL, 'via account_id → public.account', '2026-11-25 21:48:48.913509+00', 'postgres'),
	(7, 'guard', 'public', 'event', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:48.935007+00', 'postgres'),
	(8, 'column', 'public', 'receipt', 'org_id', 'add', 'confirmed', NULL, 'via event_id, event_at → public.event', '2026-11-25 21:48:48.988011+00', 'postgres'),
	(9, 'guard', 'public', 'receipt', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:49.005053+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:48:48.736064+00', '2026-11-25 21:48:50.828471+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '827d5b67d837bda3733d17524391a039052ef1a97b7d39368f50919083a82124'),
	(2, 'rollback --to add', '2026-11-25 21:48:51.55005+00', '2026-11-25 21:48:52.071144+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '59181a918ed6b5afe11f205aa6d8e45b73c8ba0b44ad0e16459532d0174d997c');

INSERT INTO planner.step VALUES
	(2, 16, 'rollback.backfill.public.measure', 'DELETE FROM "planner"."owned" WHERE "kind" = ''backfill'' AND "schema_name" = ''public'' AND "relation_name" = ''measure'' AND "object_name" = ''org_id''', '2026-11-25 21:48:52.025047+00', 3.2363589998567477, NULL, NULL, 0.017011999943861156, 14.47116500003176, 1, 408, 1, NULL),
	(2, 17, 'rollback.backfill.public.account', 'DELETE FROM "planner"."backfill" WHERE "schema_name" = ''public'' AND "relation_name" = ''account''', '2026-11-25 21:48:52.044724+00', 0.4261090000454715, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL),
	(2, 17, 'rollback.backfill.public.account', 'DELETE FROM "planner"."owned" WHERE "kind" = ''backfill'' AND "schema_name" = ''public'' AND "relation_name" = ''account'' AND "object_name" = ''org_id''', '2026-11-25 21:48:52.045267+00', 6.789601000036782, NULL, NULL, 0.012133000154790352, 15.44555199984643, 1, 352, 1, NULL);

INSERT INTO public.account VALUES
	(1, 'acme', 'acme'),
	(2, 'zeta', 'zeta');

INSERT INTO public.event_2024 VALUES
	(8, '2024-11-16', 1, 'acme'),
	(1, '2024-02-10', 2, 'zeta'),
	(9, '2024-12-26', 2, 'zeta'),
	(2, '2024-03-21', 1, 'acme'),
	(3, '2024-04-30', 2, 'zeta'),
	(4, '2024-06-09', 1, 'acme'),
	(5, '2024-07-19', 2, 'zeta'),
	(6, '2024-08-28', 1, 'acme'),
	(7, '2024-10-07', 2, 'zeta');

INSERT INTO public.event_2025_0 VALUES
	(12, '2025-04-25', 1, 'acme'),
	(13, '2025-06-04', 2, 'zeta'),
	(14, '2025-07-14', 1, 'acme'),
	(16, '2025-10-02', 1, 'acme'),
	(17, '2025-11-11', 2, 'zeta'),
	(18, '2025-12-21', 1, 'acme');

INSERT INTO public.event_2025_1 VALUES
	(10, '2025-02-04', 1, 'acme'),
	(11, '2025-03-16', 2, 'zeta'),
	(15, '2025-08-23', 2, 'zeta');

INSERT INTO public.event_rest VALUES
	(19, '2026-01-30', 2, 'zeta'),
	(20, '2026-03-11', 1, 'acme'),
	(21, '2026-04-20', 2, 'zeta'),
	(22, '2026-05-30', 1, 'acme'),
	(23, '2026-07-09', 2, 'zeta'),
	(24, '2026-08-18', 1, 'acme'),
	(25, '2026-09-27', 2, 'zeta');

INSERT INTO public.measure_1 VALUES
	(2, 1, 'acme'),
	(4, 1, 'acme'),
	(6, 1, 'acme');

INSERT INTO public.measure_2 VALUES
	(1, 2, 'zeta'),
	(3, 2, 'zeta'),
	(5, 2, 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.receipt VALUES
	(8, 8, '2024-11-16', 'acme'),
	(10, 10, '2025-02-04', 'acme'),
	(24, 24, '2026-08-18', 'acme'),
	(1, 1, '2024-02-10', 'zeta'),
	(9, 9, '2024-12-26', 'zeta'),
	(11, 11, '2025-03-16', 'zeta'),
	(25, 25, '2026-09-27', 'zeta'),
	(2, 2, '2024-03-21', 'acme'),
	(12, 12, '2025-04-25', 'acme'),
	(15, 15, '2025-08-23', 'zeta'),
	(3, 3, '2024-04-30', 'zeta'),
	(13, 13, '2025-06-04', 'zeta'),
	(19, 19, '2026-01-30', 'zeta'),
	(4, 4, '2024-06-09', 'acme'),
	(14, 14, '2025-07-14', 'acme'),
	(20, 20, '2026-03-11', 'acme'),
	(5, 5, '2024-07-19', 'zeta'),
	(16, 16, '2025-10-02', 'acme'),
	(21, 21, '2026-04-20', 'zeta'),
	(6, 6, '2024-08-28', 'acme'),
	(17, 17, '2025-11-11', 'zeta'),
	(22, 22, '2026-05-30', 'acme'),
	(7, 7, '2024-10-07', 'zeta'),
	(18, 18, '2025-12-21', 'acme'),
	(23, 23, '2026-07-09', 'zeta');

SELECT pg_catalog.setval('planner.owned_seq_seq', 43, true);

SELECT pg_catalog.setval('planner.run_run_seq', 2, true);

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

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2024
    ADD CONSTRAINT event_2024_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2025
    ADD CONSTRAINT event_2025_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2025_0
    ADD CONSTRAINT event_2025_0_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2025_1
    ADD CONSTRAINT event_2025_1_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_rest
    ADD CONSTRAINT event_rest_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

ALTER INDEX public.event_pkey ATTACH PARTITION public.event_2024_pkey;

ALTER INDEX public.event_2025_pkey ATTACH PARTITION public.event_2025_0_pkey;

ALTER INDEX public.event_2025_pkey ATTACH PARTITION public.event_2025_1_pkey;

ALTER INDEX public.event_pkey ATTACH PARTITION public.event_2025_pkey;

ALTER INDEX public.event_pkey ATTACH PARTITION public.event_rest_pkey;

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.account FOR EACH ROW EXECUTE FUNCTION public.account_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.measure FOR EACH ROW EXECUTE FUNCTION public.measure_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.receipt_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.account FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.account_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.event FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.account_id IS DISTINCT FROM old.account_id))) EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.measure FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.kind IS DISTINCT FROM old.kind))) EXECUTE FUNCTION public.measure_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.receipt FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.event_id IS DISTINCT FROM old.event_id) OR (new.event_at IS DISTINCT FROM old.event_at))) EXECUTE FUNCTION public.receipt_planner_guard();

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE public.event
    ADD CONSTRAINT event_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_event_id_event_at_fkey FOREIGN KEY (event_id, event_at) REFERENCES public.event(id, at);

REVOKE ALL ON FUNCTION public.account_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.event_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.measure_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.receipt_planner_guard() FROM PUBLIC;
