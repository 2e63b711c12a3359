-- PostgreSQL >= 18
-- rules_default: left by planner 0.1.0 on PostgreSQL 18.6
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
    IF NEW."org_id" IS NULL AND "new"."org" IS NULL THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

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

  SELECT CAST((split_part(path, '/', 2)
) AS text) INTO planner_found FROM (SELECT NEW.*) AS t;

  IF planner_found IS NOT NULL AND NOT EXISTS(SELECT 1 FROM "public"."orgs" AS "k" WHERE "k"."id" = "planner_found") THEN
    planner_found := NULL;
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF NEW."org_id" IS NULL AND TRUE THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

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

CREATE FUNCTION public.message_planner_guard() RETURNS trigger
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
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF NEW."org_id" IS NULL AND TRUE THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

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

CREATE FUNCTION public.page_planner_guard() RETURNS trigger
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
  IF "new"."parent" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."page" AS p WHERE "p"."id" = "new"."parent";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."chat_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF NEW."org_id" IS NULL AND ("new"."parent" IS NULL OR "new"."chat_id" IS NULL) THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

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

CREATE FUNCTION public.vote_planner_guard() RETURNS trigger
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
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat_id";
  END IF;

  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."message_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."message" AS p WHERE "p"."id" = "new"."message_id";
  END IF;

  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    IF NEW."org_id" IS NULL AND TRUE THEN
      NEW."org_id" := CAST('house' AS text);
    END IF;

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
    org text,
    org_id text NOT NULL
);

CREATE TABLE public.event (
    id integer NOT NULL,
    path text,
    org_id text NOT NULL
);

CREATE TABLE public.message (
    id integer NOT NULL,
    chat_id integer,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.page (
    id integer NOT NULL,
    parent integer,
    chat_id integer,
    org_id text NOT NULL
);

CREATE TABLE public.vote (
    id integer NOT NULL,
    chat_id integer,
    message_id integer,
    org_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'chat', 'public', 'chat', 0, 1, 1, 2, '2026-11-25 21:47:42.943068+00'),
	('public', 'event', 'public', 'event', 0, 1, 1, 3, '2026-11-25 21:47:42.998414+00'),
	('public', 'message', 'public', 'message', 0, 1, 1, 4, '2026-11-25 21:47:43.109067+00'),
	('public', 'page', 'public', 'page', 0, 1, 1, 2, '2026-11-25 21:47:43.174709+00'),
	('public', 'vote', 'public', 'vote', 0, 1, 1, 5, '2026-11-25 21:47:43.276655+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:42.623077+00', 'postgres'),
	(2, 'column', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:47:42.664346+00', 'postgres'),
	(3, 'guard', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:42.671233+00', 'postgres'),
	(4, 'column', 'public', 'event', 'org_id', 'add', 'confirmed', NULL, 'sql split_part(path, ''/'', 2)', '2026-11-25 21:47:42.703428+00', 'postgres'),
	(5, 'guard', 'public', 'event', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:42.713494+00', 'postgres'),
	(6, 'column', 'public', 'message', 'org_id', 'add', 'confirmed', NULL, 'via chat_id → public.chat', '2026-11-25 21:47:42.734961+00', 'postgres'),
	(7, 'guard', 'public', 'message', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:42.744121+00', 'postgres'),
	(8, 'column', 'public', 'page', 'org_id', 'add', 'confirmed', NULL, 'via parent → public.page and chat_id → public.chat', '2026-11-25 21:47:42.76432+00', 'postgres'),
	(9, 'guard', 'public', 'page', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:42.772981+00', 'postgres'),
	(10, 'column', 'public', 'vote', 'org_id', 'add', 'confirmed', NULL, 'via chat_id → public.chat and message_id → public.message', '2026-11-25 21:47:42.800488+00', 'postgres'),
	(11, 'guard', 'public', 'vote', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:42.80537+00', 'postgres'),
	(12, 'backfill', 'public', 'chat', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.015426+00', 'postgres'),
	(13, 'backfill', 'public', 'event', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.052704+00', 'postgres'),
	(14, 'backfill', 'public', 'message', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.185005+00', 'postgres'),
	(15, 'backfill', 'public', 'page', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.22503+00', 'postgres'),
	(16, 'backfill', 'public', 'vote', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.287516+00', 'postgres'),
	(17, 'foreign_key', 'public', 'chat', 'chat_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.308641+00', 'postgres'),
	(18, 'not_null', 'public', 'chat', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.310066+00', 'postgres'),
	(19, 'index', 'public', 'chat', 'chat_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.336248+00', 'postgres'),
	(21, 'foreign_key', 'public', 'event', 'event_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.374431+00', 'postgres'),
	(22, 'not_null', 'public', 'event', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.375555+00', 'postgres'),
	(23, 'index', 'public', 'event', 'event_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.389077+00', 'postgres'),
	(25, 'foreign_key', 'public', 'message', 'message_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.426166+00', 'postgres'),
	(26, 'not_null', 'public', 'message', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.428449+00', 'postgres'),
	(27, 'index', 'public', 'message', 'message_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.453175+00', 'postgres'),
	(29, 'foreign_key', 'public', 'page', 'page_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.508575+00', 'postgres'),
	(30, 'not_null', 'public', 'page', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.512066+00', 'postgres'),
	(31, 'index', 'public', 'page', 'page_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.524136+00', 'postgres'),
	(33, 'foreign_key', 'public', 'vote', 'vote_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.561004+00', 'postgres'),
	(34, 'not_null', 'public', 'vote', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.563195+00', 'postgres'),
	(35, 'index', 'public', 'vote', 'vote_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:43.588093+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:42.634287+00', '2026-11-25 21:47:43.611553+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '51c22a0e0235504074e038e161121517611f426f5d527d0c1a5718008661b60e');

INSERT INTO planner.step VALUES
	(1, 30, 'tighten.tenant_index.public.vote', 'CREATE INDEX CONCURRENTLY "vote_org_id_idx" ON "public"."vote" ("org_id")', '2026-11-25 21:47:43.59256+00', 1.3172700000723125, 'SHARE UPDATE EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, 2528, 1, NULL),
	(1, 30, 'tighten.tenant_index.public.vote', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''vote'', ''vote_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:43.594736+00', 5.961267999964548, 'SHARE UPDATE EXCLUSIVE on public.vote', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 31, 'tighten.not_null.validate.public.vote', 'ALTER TABLE "public"."vote" VALIDATE CONSTRAINT "vote_org_id_not_null"', '2026-11-25 21:47:43.606099+00', 0.6542569999510306, 'SHARE UPDATE EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.chat VALUES
	(1, 'acme', 'acme'),
	(2, NULL, 'house');

INSERT INTO public.event VALUES
	(1, '/acme/x', 'acme'),
	(2, '/nobody/x', 'house'),
	(3, NULL, 'house');

INSERT INTO public.message VALUES
	(1, 1, 'acme'),
	(2, 2, 'house'),
	(3, 99, 'house'),
	(4, NULL, 'house');

INSERT INTO public.orgs VALUES
	('acme'),
	('house');

INSERT INTO public.page VALUES
	(1, NULL, 1, 'acme'),
	(2, 1, NULL, 'acme'),
	(3, NULL, NULL, 'house'),
	(4, 3, NULL, 'house'),
	(5, 4, NULL, 'house');

INSERT INTO public.vote VALUES
	(1, 1, 1, 'acme'),
	(2, 1, 2, 'acme'),
	(3, NULL, 1, 'acme'),
	(4, NULL, NULL, 'house'),
	(5, 2, 1, 'house');

SELECT pg_catalog.setval('planner.owned_seq_seq', 36, true);

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

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (id);

CREATE INDEX chat_org_id_idx ON public.chat USING btree (org_id);

CREATE INDEX event_org_id_idx ON public.event USING btree (org_id);

CREATE INDEX message_org_id_idx ON public.message USING btree (org_id);

CREATE INDEX page_org_id_idx ON public.page USING btree (org_id);

CREATE INDEX vote_org_id_idx ON public.vote USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.chat FOR EACH ROW EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.message FOR EACH ROW EXECUTE FUNCTION public.message_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.page FOR EACH ROW EXECUTE FUNCTION public.page_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.vote FOR EACH ROW EXECUTE FUNCTION public.vote_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.chat FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.event FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.path IS DISTINCT FROM old.path))) EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.message FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id))) EXECUTE FUNCTION public.message_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.page FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.parent IS DISTINCT FROM old.parent) OR (new.chat_id IS DISTINCT FROM old.chat_id))) EXECUTE FUNCTION public.page_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.vote FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id) OR (new.message_id IS DISTINCT FROM old.message_id))) EXECUTE FUNCTION public.vote_planner_guard();

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_parent_fkey FOREIGN KEY (parent) REFERENCES public.page(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.chat_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.event_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.message_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.page_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.vote_planner_guard() FROM PUBLIC;
