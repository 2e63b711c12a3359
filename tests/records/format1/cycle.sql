-- PostgreSQL >= 18
-- cycle: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.member_planner_guard() RETURNS trigger
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
  IF "new"."team" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."team" AS p WHERE "p"."id" = "new"."team";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'org_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  planner_found := NULL;
  IF "new"."mentor" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."member" AS p WHERE "p"."id" = "new"."mentor";
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

CREATE FUNCTION public.task_planner_guard() RETURNS trigger
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
  IF "new"."member" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."member" AS p WHERE "p"."id" = "new"."member";
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

CREATE FUNCTION public.team_planner_guard() RETURNS trigger
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

  planner_found := NULL;
  IF "new"."lead" IS NOT NULL THEN
    SELECT "p"."org_id" INTO planner_found FROM "public"."member" AS p WHERE "p"."id" = "new"."lead";
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

CREATE TABLE public.member (
    id integer NOT NULL,
    team integer,
    mentor integer,
    org_id text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.task (
    id integer NOT NULL,
    member integer NOT NULL,
    org_id text NOT NULL
);

CREATE TABLE public.team (
    id integer NOT NULL,
    org text,
    lead integer,
    org_id text NOT NULL
);

INSERT INTO planner.backfill VALUES
	('public', 'team', 'public', 'team', 0, 1, 1, 2, '2026-11-25 21:46:52.32034+00'),
	('public', 'member', 'public', 'member', 0, 1, 1, 4, '2026-11-25 21:46:52.408074+00'),
	('public', 'task', 'public', 'task', 0, 1, 1, 14, '2026-11-25 21:46:52.54902+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.032252+00', 'postgres'),
	(2, 'column', 'public', 'team', 'org_id', 'add', 'confirmed', NULL, 'via org → public.orgs and lead → public.member', '2026-11-25 21:46:52.085999+00', 'postgres'),
	(3, 'guard', 'public', 'team', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.089408+00', 'postgres'),
	(4, 'column', 'public', 'member', 'org_id', 'add', 'confirmed', NULL, 'via team → public.team and mentor → public.member', '2026-11-25 21:46:52.132028+00', 'postgres'),
	(5, 'guard', 'public', 'member', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.14013+00', 'postgres'),
	(6, 'column', 'public', 'task', 'org_id', 'add', 'confirmed', NULL, 'via member → public.member', '2026-11-25 21:46:52.177945+00', 'postgres'),
	(7, 'guard', 'public', 'task', 'org_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.200065+00', 'postgres'),
	(8, 'backfill', 'public', 'team', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.465286+00', 'postgres'),
	(9, 'backfill', 'public', 'member', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.468444+00', 'postgres'),
	(10, 'backfill', 'public', 'task', 'org_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.573881+00', 'postgres'),
	(11, 'foreign_key', 'public', 'team', 'team_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.621054+00', 'postgres'),
	(12, 'not_null', 'public', 'team', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.626101+00', 'postgres'),
	(13, 'index', 'public', 'team', 'team_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.663131+00', 'postgres'),
	(15, 'foreign_key', 'public', 'member', 'member_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.748219+00', 'postgres'),
	(16, 'not_null', 'public', 'member', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.754622+00', 'postgres'),
	(17, 'index', 'public', 'member', 'member_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.808739+00', 'postgres'),
	(19, 'foreign_key', 'public', 'task', 'task_org_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.924198+00', 'postgres'),
	(20, 'not_null', 'public', 'task', 'org_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.925983+00', 'postgres'),
	(21, 'index', 'public', 'task', 'task_org_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:52.974271+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:52.052195+00', '2026-11-25 21:46:53.044651+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'f8a36995ddae52cad0ebc6402792158d149348525d51da65f414220c504004ff');

INSERT INTO planner.step VALUES
	(1, 17, 'tighten.tenant_index.public.task', 'CREATE INDEX CONCURRENTLY "task_org_id_idx" ON "public"."task" ("org_id")', '2026-11-25 21:46:52.990854+00', 8.024396999871897, 'SHARE UPDATE EXCLUSIVE on public.task', NULL, NULL, NULL, NULL, 2600, 1, NULL),
	(1, 17, 'tighten.tenant_index.public.task', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''task'', ''task_org_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:53.005722+00', 2.1904069999436615, 'SHARE UPDATE EXCLUSIVE on public.task', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 18, 'tighten.not_null.validate.public.task', 'ALTER TABLE "public"."task" VALIDATE CONSTRAINT "task_org_id_not_null"', '2026-11-25 21:46:53.028607+00', 5.745354000055158, 'SHARE UPDATE EXCLUSIVE on public.task', NULL, NULL, NULL, NULL, 720, 1, NULL);

INSERT INTO public.member VALUES
	(1, 1, NULL, 'acme'),
	(2, 2, NULL, 'zeta'),
	(3, NULL, 1, 'acme'),
	(4, NULL, 3, 'acme'),
	(5, 3, NULL, 'acme'),
	(6, 4, NULL, 'zeta'),
	(7, NULL, 6, 'zeta');

INSERT INTO public.orgs VALUES
	('acme'),
	('zeta');

INSERT INTO public.task VALUES
	(8, 2, 'zeta'),
	(1, 2, 'zeta'),
	(9, 3, 'acme'),
	(2, 3, 'acme'),
	(10, 4, 'acme'),
	(3, 4, 'acme'),
	(11, 5, 'acme'),
	(4, 5, 'acme'),
	(12, 6, 'zeta'),
	(5, 6, 'zeta'),
	(13, 7, 'zeta'),
	(6, 7, 'zeta'),
	(14, 1, 'acme'),
	(7, 1, 'acme');

INSERT INTO public.team VALUES
	(1, 'acme', NULL, 'acme'),
	(2, 'zeta', NULL, 'zeta'),
	(3, NULL, 4, 'acme'),
	(4, NULL, 2, 'zeta');

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

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);

CREATE INDEX member_org_id_idx ON public.member USING btree (org_id);

CREATE INDEX task_org_id_idx ON public.task USING btree (org_id);

CREATE INDEX team_org_id_idx ON public.team USING btree (org_id);

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.member FOR EACH ROW EXECUTE FUNCTION public.member_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.task FOR EACH ROW EXECUTE FUNCTION public.task_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.team FOR EACH ROW EXECUTE FUNCTION public.team_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.member FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.team IS DISTINCT FROM old.team) OR (new.mentor IS DISTINCT FROM old.mentor))) EXECUTE FUNCTION public.member_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.task FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.member IS DISTINCT FROM old.member))) EXECUTE FUNCTION public.task_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.team FOR EACH ROW WHEN (((new.org_id IS NULL) OR ((new.org_id IS DISTINCT FROM old.org_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org IS DISTINCT FROM old.org) OR (new.lead IS DISTINCT FROM old.lead))) EXECUTE FUNCTION public.team_planner_guard();

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_mentor_fkey FOREIGN KEY (mentor) REFERENCES public.member(id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_team_fkey FOREIGN KEY (team) REFERENCES public.team(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_member_fkey FOREIGN KEY (member) REFERENCES public.member(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_lead_fkey FOREIGN KEY (lead) REFERENCES public.member(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

REVOKE ALL ON FUNCTION public.member_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.task_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.team_planner_guard() FROM PUBLIC;
