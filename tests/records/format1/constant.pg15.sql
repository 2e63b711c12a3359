-- PostgreSQL >= 15
-- constant: left by planner 0.1.0 on PostgreSQL 15.18
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
    name text NOT NULL,
    client_id text DEFAULT 'default'::text NOT NULL
);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:55.128835+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:55.154617+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:49:55.164637+00', 'postgres'),
	(4, 'column', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:49:55.185067+00', 'postgres'),
	(5, 'guard', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:55.200058+00', 'postgres'),
	(6, 'foreign_key', 'public', 'item', 'item_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:55.204016+00', 'postgres'),
	(8, 'index', 'public', 'item', 'item_client_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:55.262321+00', 'postgres'),
	(10, 'not_null', 'public', 'item', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:55.335959+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:49:55.13475+00', '2026-11-25 21:49:55.363858+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '4f44a0073649be506ad317c42fc80d8f78b97fe5490f010e8e7478af1c85bb17');

INSERT INTO planner.step VALUES
	(1, 1, 'add.record', 'CREATE SCHEMA "planner"', '2026-11-25 21:49:55.092007+00', 0.42164100000263716, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'COMMENT ON SCHEMA "planner" IS ''planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none.''', '2026-11-25 21:49:55.092452+00', 4.808717000059914, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."owned" ("seq" bigint GENERATED ALWAYS AS IDENTITY, "kind" text NOT NULL, "schema_name" text NOT NULL, "relation_name" text NOT NULL, "object_name" text NOT NULL, "phase" text NOT NULL, "state" text NOT NULL, "before" text, "detail" text, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "recorded_by" text DEFAULT SESSION_USER NOT NULL, PRIMARY KEY ("kind", "schema_name", "relation_name", "object_name"))', '2026-11-25 21:49:55.097788+00', 2.103653999938615, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."backfill" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "leaf_schema" text NOT NULL, "leaf_name" text NOT NULL, "first_page" bigint NOT NULL, "next_page" bigint NOT NULL, "end_page" bigint NOT NULL, "rows_filled" bigint NOT NULL, "updated_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, PRIMARY KEY ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"))', '2026-11-25 21:49:55.100253+00', 1.2960499998371233, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."run" ("run" bigint GENERATED ALWAYS AS IDENTITY, "command" text NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "finished_at" timestamp with time zone, "outcome" text, "role" text NOT NULL, "client" text NOT NULL, "planner_version" text NOT NULL, "fingerprint" text, PRIMARY KEY ("run"))', '2026-11-25 21:49:55.101834+00', 7.575565000024653, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."step" ("run" bigint NOT NULL, "segment" integer NOT NULL, "step" text NOT NULL, "statement" text NOT NULL, "started_at" timestamp with time zone NOT NULL, "duration_ms" double precision NOT NULL, "locks_predicted" text, "locks_held" text, "lock_wait_ms" double precision, "lock_hold_ms" double precision, "rows" bigint, "wal_bytes" bigint, "attempt" integer NOT NULL, "error" text)', '2026-11-25 21:49:55.11004+00', 5.929577999950197, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."lease" ("holder" bigint NOT NULL, "run" bigint, "command" text NOT NULL, "client" text NOT NULL, "backend_pid" integer NOT NULL, "backend_start" timestamp with time zone NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "heartbeat_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "state" text NOT NULL, "step" text, "reason" text, "paused_by" text, PRIMARY KEY ("holder"))', '2026-11-25 21:49:55.116589+00', 4.548288000023604, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."quarantine" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "row_key" jsonb NOT NULL, "reason" text NOT NULL, "candidates" text[] NOT NULL, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "tenant" text, "decided_at" timestamp with time zone, "decided_by" text, PRIMARY KEY ("schema_name", "relation_name", "row_key"))', '2026-11-25 21:49:55.121606+00', 6.335028999956194, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''schema'', ''planner'', ''owned'', ''planner'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.12824+00', 3.6699419999877136, NULL, NULL, 0.004859999990003416, 46.27003199993851, 1, 114024, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'CREATE TABLE "public"."Clients" ("id" text NOT NULL, "name" text NOT NULL, "created_at" timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT "Clients_pkey" PRIMARY KEY ("id"))', '2026-11-25 21:49:55.152267+00', 1.7112089999500313, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''table'', ''public'', ''Clients'', ''Clients'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.154228+00', 1.6776659999777621, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "public"."Clients" ("id", "name") VALUES (CAST(''default'' AS text), ''Default Client'') ON CONFLICT("id") DO NOTHING', '2026-11-25 21:49:55.156056+00', 0.47867800003587035, 'ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''row'', ''public'', ''Clients'', ''default'', ''add'', ''confirmed'', NULL, ''id'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.156737+00', 8.100970999976198, 'ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.Clients, ShareLock on public.Clients', 0.02045800010819221, 13.864527999885468, 1, 15984, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'ALTER TABLE "public"."item" ADD COLUMN "client_id" text DEFAULT CAST(''default'' AS text)', '2026-11-25 21:49:55.181294+00', 2.8581390001818363, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''column'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, ''constant default'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.184445+00', 0.7355600000664708, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE FUNCTION "public"."item_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."client_id" := CAST(''default'' AS text);
  RETURN NEW;
END
$planner$', '2026-11-25 21:49:55.185387+00', 1.9218429999909858, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'REVOKE ALL ON FUNCTION "public"."item_planner_guard" () FROM PUBLIC', '2026-11-25 21:49:55.187342+00', 9.541352000042025, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."item" FOR EACH ROW WHEN ("new"."client_id" IS NULL) EXECUTE FUNCTION "public"."item_planner_guard" ()', '2026-11-25 21:49:55.19693+00', 0.6772100000489445, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.197938+00', 2.2761079999327194, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'ALTER TABLE "public"."item" ADD CONSTRAINT "item_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID', '2026-11-25 21:49:55.200374+00', 0.7682309999381687, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''foreign_key'', ''public'', ''item'', ''item_client_id_fkey'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.201406+00', 2.728387000161092, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.item, ShareRowExclusiveLock on public.item, ShareRowExclusiveLock on public.Clients', 0.3250190000017028, 24.037553999960437, 1, 12088, 1, NULL),
	(1, 4, 'tighten.not_null.check.public.item', 'ALTER TABLE "public"."item" ADD CONSTRAINT "item_client_id_planner_check" CHECK ("client_id" IS NOT NULL) NOT VALID', '2026-11-25 21:49:55.237573+00', 0.40127300007952726, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 4, 'tighten.not_null.check.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''check'', ''public'', ''item'', ''item_client_id_planner_check'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.238207+00', 0.3550360002009256, 'ACCESS EXCLUSIVE on public.item', 'AccessExclusiveLock on public.item', 0.2916470000400295, 1.9336049999765237, 1, 1960, 1, NULL),
	(1, 5, 'tighten.tenant_foreign_key.validate.public.item', 'ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_client_id_fkey"', '2026-11-25 21:49:55.257372+00', 0.9059180001713685, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 168, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''item'', ''item_client_id_idx'', ''tighten'', ''intent'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.26207+00', 0.7241880000492529, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, 1, 328, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'DROP INDEX CONCURRENTLY IF EXISTS "public"."item_client_id_idx"', '2026-11-25 21:49:55.271129+00', 1.8867080000291025, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 0, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'CREATE INDEX CONCURRENTLY "item_client_id_idx" ON "public"."item" ("client_id")', '2026-11-25 21:49:55.274036+00', 8.475383000131842, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 3040, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''item'', ''item_client_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.289961+00', 0.4034060000321915, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 7, 'tighten.not_null.validate.public.item', 'ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_client_id_planner_check"', '2026-11-25 21:49:55.299213+00', 0.42703099984464643, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 168, 1, NULL),
	(1, 8, 'tighten.not_null.public.item', 'ALTER TABLE "public"."item" ALTER COLUMN "client_id" SET NOT NULL', '2026-11-25 21:49:55.326808+00', 0.613109000141776, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 8, 'tighten.not_null.public.item', 'ALTER TABLE "public"."item" DROP CONSTRAINT "item_client_id_planner_check"', '2026-11-25 21:49:55.327454+00', 4.487956000048143, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 8, 'tighten.not_null.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''not_null'', ''public'', ''item'', ''client_id'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:55.332261+00', 4.619782000190753, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 8, 'tighten.not_null.public.item', 'DELETE FROM "planner"."owned" WHERE "kind" = ''check'' AND "schema_name" = ''public'' AND "relation_name" = ''item'' AND "object_name" = ''item_client_id_planner_check''', '2026-11-25 21:49:55.337007+00', 2.052800000001298, 'ACCESS EXCLUSIVE on public.item', 'AccessExclusiveLock on public.item', 1.651737999964098, 23.632454000107828, 1, 1808, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:49:55.151859+00');

INSERT INTO public.item VALUES
	(1, 'item 1', 'default'),
	(2, 'item 2', 'default'),
	(3, 'item 3', 'default'),
	(4, 'item 4', 'default'),
	(5, 'item 5', 'default');

SELECT pg_catalog.setval('planner.owned_seq_seq', 10, true);

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

CREATE INDEX item_client_id_idx ON public.item USING btree (client_id);

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.item FOR EACH ROW WHEN ((new.client_id IS NULL)) EXECUTE FUNCTION public.item_planner_guard();

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

REVOKE ALL ON FUNCTION public.item_planner_guard() FROM PUBLIC;
