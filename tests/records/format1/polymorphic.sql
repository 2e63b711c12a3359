-- PostgreSQL >= 18
-- polymorphic: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.comments_planner_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
  IF "new"."subject_id" IS NOT NULL AND "new"."subject_type" = 'Post' THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."posts" AS p WHERE "p"."id" = CASE WHEN "new"."subject_type" = 'Post' AND "new"."subject_id" ~ '^-?[0-9]{1,18}$' THEN CAST("new"."subject_id" AS bigint) END AND "new"."subject_type" = 'Post';
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."subject_id" IS NOT NULL AND "new"."subject_type" = 'BlogPost' THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."posts" AS p WHERE "p"."id" = CASE WHEN "new"."subject_type" = 'BlogPost' AND "new"."subject_id" ~ '^-?[0-9]{1,18}$' THEN CAST("new"."subject_id" AS bigint) END AND "new"."subject_type" = 'BlogPost';
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."subject_id" IS NOT NULL AND "new"."subject_type" = 'Image' THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."images" AS p WHERE "p"."id" = CASE WHEN "new"."subject_type" = 'Image' AND "new"."subject_id" ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN CAST("new"."subject_id" AS uuid) END AND "new"."subject_type" = 'Image';
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
$_$;

CREATE FUNCTION public.images_planner_guard() RETURNS trigger
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

CREATE FUNCTION public.likes_planner_guard() RETURNS trigger
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
  IF "new"."likeable_id" IS NOT NULL AND "new"."likeable type" = 'it''s a "post"' THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."posts" AS p WHERE "p"."id" = "new"."likeable_id" AND "new"."likeable type" = 'it''s a "post"';
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

CREATE FUNCTION public.posts_planner_guard() RETURNS trigger
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

CREATE TABLE public.comments (
    id integer NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    body text,
    org_id text NOT NULL
);

CREATE TABLE public.images (
    id uuid NOT NULL,
    org text NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.likes (
    id integer NOT NULL,
    "likeable type" character varying(20),
    likeable_id bigint,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.posts (
    id bigint NOT NULL,
    org text NOT NULL,
    org_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'posts', 'public', 'posts', 0, 1, 1, 2, '2026-11-25 21:47:30.904265+00'),
	('public', 'images', 'public', 'images', 0, 1, 1, 2, '2026-11-25 21:47:31.023922+00'),
	('public', 'likes', 'public', 'likes', 0, 1, 1, 2, '2026-11-25 21:47:31.193327+00'),
	('public', 'comments', 'public', 'comments', 0, 1, 1, 5, '2026-11-25 21:47:31.354912+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:30.472143+00', 'postgres'),
	(2, 'column', 'public', 'posts', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:47:30.512534+00', 'postgres'),
	(3, 'guard', 'public', 'posts', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:30.540042+00', 'postgres'),
	(4, 'column', 'public', 'images', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs', '2026-11-25 21:47:30.584018+00', 'postgres'),
	(5, 'guard', 'public', 'images', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:30.60802+00', 'postgres'),
	(6, 'column', 'public', 'likes', 'org_id', 'add', 'confirmed', NULL, 'via likeable_id → public.posts where likeable type is it''s a "post"', '2026-11-25 21:47:30.636058+00', 'postgres'),
	(7, 'guard', 'public', 'likes', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:30.656026+00', 'postgres'),
	(8, 'column', 'public', 'comments', 'org_id', 'add', 'confirmed', NULL, 'via subject_id → public.posts where subject_type is Post and subject_id → public.posts where subject_type is BlogPost and subject_id → public.images where subject_type is Image', '2026-11-25 21:47:30.690448+00', 'postgres'),
	(9, 'guard', 'public', 'comments', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:30.736118+00', 'postgres'),
	(10, 'backfill', 'public', 'posts', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.032257+00', 'postgres'),
	(11, 'backfill', 'public', 'images', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.050171+00', 'postgres'),
	(12, 'backfill', 'public', 'likes', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.380806+00', 'postgres'),
	(13, 'backfill', 'public', 'comments', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.404261+00', 'postgres'),
	(14, 'foreign_key', 'public', 'posts', 'posts_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.448571+00', 'postgres'),
	(15, 'not_null', 'public', 'posts', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.451736+00', 'postgres'),
	(16, 'index', 'public', 'posts', 'posts_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.480777+00', 'postgres'),
	(18, 'foreign_key', 'public', 'images', 'images_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.569928+00', 'postgres'),
	(19, 'not_null', 'public', 'images', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.57199+00', 'postgres'),
	(20, 'index', 'public', 'images', 'images_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.606212+00', 'postgres'),
	(22, 'foreign_key', 'public', 'likes', 'likes_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.665331+00', 'postgres'),
	(23, 'not_null', 'public', 'likes', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.676113+00', 'postgres'),
	(24, 'index', 'public', 'likes', 'likes_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.704169+00', 'postgres'),
	(26, 'foreign_key', 'public', 'comments', 'comments_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.78855+00', 'postgres'),
	(27, 'not_null', 'public', 'comments', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.792082+00', 'postgres'),
	(28, 'index', 'public', 'comments', 'comments_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:31.818486+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:30.486297+00', '2026-11-25 21:47:31.879668+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'f3f19a9c41e48e354197e3674bd9ad034b726744258db48b504eafc742f75535');

INSERT INTO planner.step VALUES
	(1, 24, 'tighten.tenant_index.public.comments', 'CREATE INDEX CONCURRENTLY "comments_org_id_idx" ON "public"."comments" ("org_id")', '2026-11-25 21:47:31.8369+00', 7.445371000130763, 'SHARE UPDATE EXCLUSIVE on public.comments', NULL, NULL, NULL, NULL, 2616, 1, NULL),
	(1, 24, 'tighten.tenant_index.public.comments', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''comments'', ''comments_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:31.852459+00', 0.5074820001027547, 'SHARE UPDATE EXCLUSIVE on public.comments', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 25, 'tighten.not_null.validate.public.comments', 'ALTER TABLE "public"."comments" VALIDATE CONSTRAINT "comments_org_id_not_null"', '2026-11-25 21:47:31.868061+00', 3.936351999982435, 'SHARE UPDATE EXCLUSIVE on public.comments', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public.comments VALUES
	(1, 'Post', '1', NULL, 'acme'),
	(2, 'Post', '2', NULL, 'zeta'),
	(3, 'Image', '00000000-0000-0000-0000-000000000001', NULL, 'zeta'),
	(4, 'Image', '00000000-0000-0000-0000-000000000002', NULL, 'acme'),
	(5, 'BlogPost', '2', NULL, 'zeta');

INSERT INTO public.images VALUES
	('00000000-0000-0000-0000-000000000001', 'zeta', 'zeta'),
	('00000000-0000-0000-0000-000000000002', 'acme', 'acme');

INSERT INTO public.likes VALUES
	(1, 'it''s a "post"', 1, 'acme'),
	(2, 'it''s a "post"', 2, 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.posts VALUES
	(1, 'acme', 'acme'),
	(2, 'zeta', 'zeta');

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

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.images
    ADD CONSTRAINT images_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);

CREATE INDEX comments_org_id_idx ON public.comments USING btree (org_id);

CREATE INDEX images_org_id_idx ON public.images USING btree (org_id);

CREATE INDEX likes_org_id_idx ON public.likes USING btree (org_id);

CREATE INDEX posts_org_id_idx ON public.posts USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.comments FOR EACH ROW EXECUTE FUNCTION public.comments_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.images FOR EACH ROW EXECUTE FUNCTION public.images_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.likes FOR EACH ROW EXECUTE FUNCTION public.likes_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.posts FOR EACH ROW EXECUTE FUNCTION public.posts_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.comments FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.subject_id IS DISTINCT FROM old.subject_id) OR (new.subject_type IS DISTINCT FROM old.subject_type))) EXECUTE FUNCTION public.comments_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.images FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.images_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.likes FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.likeable_id IS DISTINCT FROM old.likeable_id) OR ((new."likeable type")::text IS DISTINCT FROM (old."likeable type")::text))) EXECUTE FUNCTION public.likes_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.posts FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org))) EXECUTE FUNCTION public.posts_planner_guard();

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.images
    ADD CONSTRAINT images_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.images
    ADD CONSTRAINT images_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.comments_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.images_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.likes_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.posts_planner_guard() FROM PUBLIC;
