-- PostgreSQL >= 18
-- path_without_key: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.document_planner_guard() RETURNS trigger
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
  IF "new"."chat" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."chat" AS p WHERE "p"."id" = "new"."chat";
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

CREATE FUNCTION public.suggestion_planner_guard() RETURNS trigger
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
  IF "new"."document" IS NOT NULL AND "new"."document_revision" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."document" AS p WHERE "p"."id" = "new"."document" AND "p"."revision" = "new"."document_revision";
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

CREATE TABLE public.document (
    id uuid NOT NULL,
    revision integer NOT NULL,
    chat integer NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.message (
    id bigint NOT NULL,
    chat_id bigint NOT NULL,
    body text,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.suggestion (
    id integer NOT NULL,
    document uuid NOT NULL,
    document_revision integer NOT NULL,
    org_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'chat', 'public', 'chat', 0, 1, 1, 2, '2026-11-25 21:47:28.170016+00'),
	('public', 'message', 'public', 'message', 0, 1, 1, 3, '2026-11-25 21:47:28.253446+00'),
	('public', 'document', 'public', 'document', 0, 1, 1, 2, '2026-11-25 21:47:28.340603+00'),
	('public', 'suggestion', 'public', 'suggestion', 0, 1, 1, 2, '2026-11-25 21:47:28.477012+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:27.788144+00', 'postgres'),
	(2, 'column', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:47:27.843553+00', 'postgres'),
	(3, 'guard', 'public', 'chat', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:27.86026+00', 'postgres'),
	(4, 'column', 'public', 'message', 'org_id', 'add', 'confirmed', NULL, 'via chat_id → public.chat', '2026-11-25 21:47:27.896134+00', 'postgres'),
	(5, 'guard', 'public', 'message', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:27.915451+00', 'postgres'),
	(6, 'column', 'public', 'document', 'org_id', 'add', 'confirmed', NULL, 'via chat → public.chat', '2026-11-25 21:47:27.95178+00', 'postgres'),
	(7, 'guard', 'public', 'document', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:27.956034+00', 'postgres'),
	(8, 'column', 'public', 'suggestion', 'org_id', 'add', 'confirmed', NULL, 'via document, document_revision → public.document', '2026-11-25 21:47:27.990157+00', 'postgres'),
	(9, 'guard', 'public', 'suggestion', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.005903+00', 'postgres'),
	(10, 'backfill', 'public', 'chat', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.176874+00', 'postgres'),
	(11, 'backfill', 'public', 'message', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.353826+00', 'postgres'),
	(12, 'backfill', 'public', 'document', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.364723+00', 'postgres'),
	(13, 'backfill', 'public', 'suggestion', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.480762+00', 'postgres'),
	(14, 'foreign_key', 'public', 'chat', 'chat_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.499389+00', 'postgres'),
	(15, 'not_null', 'public', 'chat', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.500023+00', 'postgres'),
	(16, 'index', 'public', 'chat', 'chat_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.513041+00', 'postgres'),
	(18, 'foreign_key', 'public', 'message', 'message_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.561565+00', 'postgres'),
	(19, 'not_null', 'public', 'message', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.56216+00', 'postgres'),
	(20, 'index', 'public', 'message', 'message_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.588523+00', 'postgres'),
	(22, 'foreign_key', 'public', 'document', 'document_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.624341+00', 'postgres'),
	(23, 'not_null', 'public', 'document', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.625256+00', 'postgres'),
	(24, 'index', 'public', 'document', 'document_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.640224+00', 'postgres'),
	(26, 'foreign_key', 'public', 'suggestion', 'suggestion_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.686628+00', 'postgres'),
	(27, 'not_null', 'public', 'suggestion', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.698215+00', 'postgres'),
	(28, 'index', 'public', 'suggestion', 'suggestion_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:28.721158+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:27.803561+00', '2026-11-25 21:47:28.756976+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '80d8b473635b4c67b26e78cc3f7aa3f436eb24d1cc718db78b2bb5d1824a3775');

INSERT INTO planner.step VALUES
	(1, 24, 'tighten.tenant_index.public.suggestion', 'CREATE INDEX CONCURRENTLY "suggestion_org_id_idx" ON "public"."suggestion" ("org_id")', '2026-11-25 21:47:28.72495+00', 7.026686000017435, 'SHARE UPDATE EXCLUSIVE on public.suggestion', NULL, NULL, NULL, NULL, 2560, 1, NULL),
	(1, 24, 'tighten.tenant_index.public.suggestion', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''suggestion'', ''suggestion_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:28.740671+00', 0.412434000054418, 'SHARE UPDATE EXCLUSIVE on public.suggestion', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 25, 'tighten.not_null.validate.public.suggestion', 'ALTER TABLE "public"."suggestion" VALIDATE CONSTRAINT "suggestion_org_id_not_null"', '2026-11-25 21:47:28.75206+00', 3.7549910000507225, 'SHARE UPDATE EXCLUSIVE on public.suggestion', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.chat VALUES
	(1, 'acme', 'acme'),
	(2, 'zeta', 'zeta');

INSERT INTO public.document VALUES
	('00000000-0000-0000-0000-000000000001', 1, 1, 'acme'),
	('00000000-0000-0000-0000-000000000001', 2, 2, 'zeta');

INSERT INTO public.message VALUES
	(1, 1, 'a', 'acme'),
	(2, 2, 'b', 'zeta'),
	(3, 2, 'c', 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.suggestion VALUES
	(1, '00000000-0000-0000-0000-000000000001', 2, 'zeta'),
	(2, '00000000-0000-0000-0000-000000000001', 1, 'acme');

SELECT pg_catalog.setval('planner.owned_seq_seq', 29, true);

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

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (id, revision);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_pkey PRIMARY KEY (id);

CREATE INDEX chat_org_id_idx ON public.chat USING btree (org_id);

CREATE INDEX document_org_id_idx ON public.document USING btree (org_id);

CREATE INDEX message_org_id_idx ON public.message USING btree (org_id);

CREATE INDEX suggestion_org_id_idx ON public.suggestion USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.chat FOR EACH ROW EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.document FOR EACH ROW EXECUTE FUNCTION public.document_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.message FOR EACH ROW EXECUTE FUNCTION public.message_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.suggestion FOR EACH ROW EXECUTE FUNCTION public.suggestion_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.chat FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.chat_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.document FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat IS DISTINCT FROM old.chat))) EXECUTE FUNCTION public.document_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.message FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.chat_id IS DISTINCT FROM old.chat_id))) EXECUTE FUNCTION public.message_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.suggestion FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.document IS DISTINCT FROM old.document) OR (new.document_revision IS DISTINCT FROM old.document_revision))) EXECUTE FUNCTION public.suggestion_planner_guard();

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.chat_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.document_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.message_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.suggestion_planner_guard() FROM PUBLIC;
