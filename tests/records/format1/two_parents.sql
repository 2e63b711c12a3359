-- PostgreSQL >= 18
-- two_parents: left by planner 0.1.0 on PostgreSQL 18.6
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

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."message_id" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."message" AS p WHERE "p"."id" = "new"."message_id";
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
    org_id text NOT NULL
);

CREATE TABLE public.message (
    id integer NOT NULL,
    chat_id integer NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.vote (
    chat_id integer,
    message_id integer,
    up boolean,
    org_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'chat', 'public', 'chat', 0, 1, 1, 2, '2026-11-25 21:47:59.158252+00'),
	('public', 'message', 'public', 'message', 0, 1, 1, 3, '2026-11-25 21:47:59.281705+00'),
	('public', 'vote', 'public', 'vote', 0, 1, 1, 4, '2026-11-25 21:47:59.397591+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:58.914491+00', 'postgres'),
	(2, 'column', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:47:58.963474+00', 'postgres'),
	(3, 'guard', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:58.976151+00', 'postgres'),
	(4, 'column', 'public', 'message', 'org_id', 'add', 'confirmed', NULL, 'via chat_id → public.chat', '2026-11-25 21:47:59.011236+00', 'postgres'),
	(5, 'guard', 'public', 'message', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.019957+00', 'postgres'),
	(6, 'column', 'public', 'vote', 'org_id', 'add', 'confirmed', NULL, 'via chat_id → public.chat and message_id → public.message', '2026-11-25 21:47:59.050326+00', 'postgres'),
	(7, 'guard', 'public', 'vote', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.063166+00', 'postgres'),
	(8, 'backfill', 'public', 'chat', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.178222+00', 'postgres'),
	(9, 'backfill', 'public', 'message', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.302153+00', 'postgres'),
	(10, 'backfill', 'public', 'vote', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.411718+00', 'postgres'),
	(11, 'foreign_key', 'public', 'chat', 'chat_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.462977+00', 'postgres'),
	(12, 'not_null', 'public', 'chat', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.464123+00', 'postgres'),
	(13, 'index', 'public', 'chat', 'chat_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.484729+00', 'postgres'),
	(15, 'foreign_key', 'public', 'message', 'message_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.539089+00', 'postgres'),
	(16, 'not_null', 'public', 'message', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.540524+00', 'postgres'),
	(17, 'index', 'public', 'message', 'message_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.563067+00', 'postgres'),
	(19, 'foreign_key', 'public', 'vote', 'vote_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.614832+00', 'postgres'),
	(20, 'not_null', 'public', 'vote', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.618428+00', 'postgres'),
	(21, 'index', 'public', 'vote', 'vote_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:59.65018+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:58.929722+00', '2026-11-25 21:47:59.681255+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '400b04327715328cb8ba179b275226925cf52ad2f013504e7199c7a2e3c75cf1');

INSERT INTO planner.step VALUES
	(1, 18, 'tighten.tenant_index.public.vote', 'CREATE INDEX CONCURRENTLY "vote_org_id_idx" ON "public"."vote" ("org_id")', '2026-11-25 21:47:59.660063+00', 1.8738339999799791, 'SHARE UPDATE EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, 2808, 1, NULL),
	(1, 18, 'tighten.tenant_index.public.vote', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''vote'', ''vote_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:59.6634+00', 2.733505999913177, 'SHARE UPDATE EXCLUSIVE on public.vote', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 19, 'tighten.not_null.validate.public.vote', 'ALTER TABLE "public"."vote" VALIDATE CONSTRAINT "vote_org_id_not_null"', '2026-11-25 21:47:59.676208+00', 0.6073790000300505, 'SHARE UPDATE EXCLUSIVE on public.vote', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.chat VALUES
	(1, 'acme', 'acme'),
	(2, 'zeta', 'zeta');

INSERT INTO public.message VALUES
	(1, 1, 'acme'),
	(2, 2, 'zeta'),
	(3, 2, 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.vote VALUES
	(1, 1, true, 'acme'),
	(2, 3, false, 'zeta'),
	(NULL, 2, true, 'zeta'),
	(2, NULL, true, 'zeta');

SELECT pg_catalog.setval('planner.owned_seq_seq', 22, true);

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

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

CREATE INDEX chat_org_id_idx ON public.chat USING btree (org_id);

CREATE INDEX message_org_id_idx ON public.message USING btree (org_id);

CREATE INDEX vote_org_id_idx ON public.vote USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.chat FOR EACH ROW EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.message FOR EACH ROW EXECUTE FUNCTION public.message_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.vote FOR EACH ROW EXECUTE FUNCTION public.vote_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.chat FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.message FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id))) EXECUTE FUNCTION public.message_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.vote FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id) OR (new.message_id IS DISTINCT FROM old.message_id))) EXECUTE FUNCTION public.vote_planner_guard();

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.chat_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.message_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.vote_planner_guard() FROM PUBLIC;
