-- PostgreSQL >= 15
-- chain, check: left by planner 0.1.0 on PostgreSQL 15.18
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

CREATE FUNCTION public.chats_planner_guard() RETURNS trigger
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
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id";
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

CREATE FUNCTION public.messages_planner_guard() RETURNS trigger
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
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chats" AS p WHERE "p"."id" = "new"."chat_id";
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

CREATE FUNCTION public.users_planner_guard() RETURNS trigger
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

CREATE TABLE public.chats (
    id integer NOT NULL,
    user_id integer NOT NULL,
    org_id text
);

CREATE TABLE public.messages (
    id integer NOT NULL,
    chat_id integer NOT NULL,
    body text,
    org_id text
);

CREATE TABLE public.orgs (
    id text NOT NULL,
    name text
);

CREATE TABLE public.users (
    id integer NOT NULL,
    org text NOT NULL,
    org_id text NOT NULL
);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.160111+00', 'postgres'),
	(2, 'column', 'public', 'users', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:49:42.280219+00', 'postgres'),
	(3, 'guard', 'public', 'users', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.29124+00', 'postgres'),
	(4, 'column', 'public', 'chats', 'org_id', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:49:42.400054+00', 'postgres'),
	(5, 'guard', 'public', 'chats', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.409931+00', 'postgres'),
	(6, 'column', 'public', 'messages', 'org_id', 'add', 'confirmed', NULL, 'via chat_id → public.chats', '2026-11-25 21:49:42.520825+00', 'postgres'),
	(7, 'guard', 'public', 'messages', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.528562+00', 'postgres'),
	(8, 'backfill', 'public', 'users', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.662864+00', 'postgres'),
	(9, 'backfill', 'public', 'chats', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.763669+00', 'postgres'),
	(10, 'backfill', 'public', 'messages', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.871825+00', 'postgres'),
	(11, 'foreign_key', 'public', 'users', 'users_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:42.961455+00', 'postgres'),
	(13, 'index', 'public', 'users', 'users_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:43.113863+00', 'postgres'),
	(15, 'not_null', 'public', 'users', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:43.292215+00', 'postgres'),
	(16, 'foreign_key', 'public', 'chats', 'chats_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:43.381133+00', 'postgres'),
	(17, 'check', 'public', 'chats', 'chats_org_id_planner_check', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:43.38523+00', 'postgres'),
	(18, 'index', 'public', 'chats', 'chats_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:43.592191+00', 'postgres');

INSERT INTO public.chats VALUES
	(8, 3, 'acme'),
	(1, 2, 'zeta'),
	(9, 1, 'acme'),
	(2, 3, 'acme'),
	(3, 1, 'acme'),
	(4, 2, 'zeta'),
	(5, 3, 'acme'),
	(6, 1, 'acme'),
	(7, 2, 'zeta');

INSERT INTO public.messages VALUES
	(8, 9, 'm', 'acme'),
	(16, 8, 'm', 'acme'),
	(24, 7, 'm', 'zeta'),
	(32, 6, 'm', 'acme'),
	(40, 5, 'm', 'acme'),
	(1, 2, 'm', 'acme'),
	(9, 1, 'm', 'zeta'),
	(17, 9, 'm', 'acme'),
	(25, 8, 'm', 'acme'),
	(33, 7, 'm', 'zeta'),
	(2, 3, 'm', 'acme'),
	(10, 2, 'm', 'acme'),
	(18, 1, 'm', 'zeta'),
	(26, 9, 'm', 'acme'),
	(34, 8, 'm', 'acme'),
	(3, 4, 'm', 'zeta'),
	(11, 3, 'm', 'acme'),
	(19, 2, 'm', 'acme'),
	(27, 1, 'm', 'zeta'),
	(35, 9, 'm', 'acme'),
	(4, 5, 'm', 'acme'),
	(12, 4, 'm', 'zeta'),
	(20, 3, 'm', 'acme'),
	(28, 2, 'm', 'acme'),
	(36, 1, 'm', 'zeta'),
	(5, 6, 'm', 'acme'),
	(13, 5, 'm', 'acme'),
	(21, 4, 'm', 'zeta'),
	(29, 3, 'm', 'acme'),
	(37, 2, 'm', 'acme'),
	(6, 7, 'm', 'zeta'),
	(14, 6, 'm', 'acme'),
	(22, 5, 'm', 'acme'),
	(30, 4, 'm', 'zeta'),
	(38, 3, 'm', 'acme'),
	(7, 8, 'm', 'acme'),
	(15, 7, 'm', 'zeta'),
	(23, 6, 'm', 'acme'),
	(31, 5, 'm', 'acme'),
	(39, 4, 'm', 'zeta');

INSERT INTO public.orgs VALUES
	('acme', 'Acme'),
	('zeta', 'Zeta');

INSERT INTO public.users VALUES
	(1, 'acme', 'acme'),
	(2, 'zeta', 'zeta'),
	(3, 'acme', 'acme');

SELECT pg_catalog.setval('planner.owned_seq_seq', 19, true);

SELECT pg_catalog.setval('planner.run_run_seq', 1, false);

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

ALTER TABLE public.chats
    ADD CONSTRAINT chats_org_id_planner_check CHECK ((org_id IS NOT NULL)) NOT VALID;

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX chats_org_id_idx ON public.chats USING btree (org_id);

CREATE INDEX users_org_id_idx ON public.users USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.chats FOR EACH ROW EXECUTE FUNCTION public.chats_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.messages FOR EACH ROW EXECUTE FUNCTION public.messages_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.chats FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.chats_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.messages FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id))) EXECUTE FUNCTION public.messages_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.users_planner_guard();

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.chats_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.messages_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.users_planner_guard() FROM PUBLIC;
