-- PostgreSQL >= 18
-- constant: left by planner 0.1.0 on PostgreSQL 18.6
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
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:49.734244+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:49.760239+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:46:49.765682+00', 'postgres'),
	(4, 'column', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:46:49.794946+00', 'postgres'),
	(5, 'guard', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:49.804074+00', 'postgres'),
	(6, 'foreign_key', 'public', 'item', 'item_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:46:49.817588+00', 'postgres'),
	(7, 'not_null', 'public', 'item', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:49.847108+00', 'postgres'),
	(8, 'index', 'public', 'item', 'item_client_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:46:49.865689+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:46:49.736851+00', '2026-11-25 21:46:49.901283+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '4f44a0073649be506ad317c42fc80d8f78b97fe5490f010e8e7478af1c85bb17');

INSERT INTO planner.step VALUES
	(1, 1, 'add.record', 'CREATE SCHEMA "planner"', '2026-11-25 21:46:49.66593+00', 0.6545969999933732, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'COMMENT ON SCHEMA "planner" IS ''planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none.''', '2026-11-25 21:46:49.666609+00', 1.1695529999542487, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."owned" ("seq" bigint GENERATED ALWAYS AS IDENTITY, "kind" text NOT NULL, "schema_name" text NOT NULL, "relation_name" text NOT NULL, "object_name" text NOT NULL, "phase" text NOT NULL, "state" text NOT NULL, "before" text, "detail" text, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "recorded_by" text DEFAULT SESSION_USER NOT NULL, PRIMARY KEY ("kind", "schema_name", "relation_name", "object_name"))', '2026-11-25 21:46:49.668263+00', 6.023253999956069, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."backfill" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "leaf_schema" text NOT NULL, "leaf_name" text NOT NULL, "first_page" bigint NOT NULL, "next_page" bigint NOT NULL, "end_page" bigint NOT NULL, "rows_filled" bigint NOT NULL, "updated_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, PRIMARY KEY ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"))', '2026-11-25 21:46:49.674742+00', 25.271526999858906, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."run" ("run" bigint GENERATED ALWAYS AS IDENTITY, "command" text NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "finished_at" timestamp with time zone, "outcome" text, "role" text NOT NULL, "client" text NOT NULL, "planner_version" text NOT NULL, "fingerprint" text, PRIMARY KEY ("run"))', '2026-11-25 21:46:49.700505+00', 8.251943999994182, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."step" ("run" bigint NOT NULL, "segment" integer NOT NULL, "step" text NOT NULL, "statement" text NOT NULL, "started_at" timestamp with time zone NOT NULL, "duration_ms" double precision NOT NULL, "locks_predicted" text, "locks_held" text, "lock_wait_ms" double precision, "lock_hold_ms" double precision, "rows" bigint, "wal_bytes" bigint, "attempt" integer NOT NULL, "error" text)', '2026-11-25 21:46:49.709344+00', 3.774928999973781, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."lease" ("holder" bigint NOT NULL, "run" bigint, "command" text NOT NULL, "client" text NOT NULL, "backend_pid" integer NOT NULL, "backend_start" timestamp with time zone NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "heartbeat_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "state" text NOT NULL, "step" text, "reason" text, "paused_by" text, PRIMARY KEY ("holder"))', '2026-11-25 21:46:49.713693+00', 3.750893999949767, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."quarantine" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "row_key" jsonb NOT NULL, "reason" text NOT NULL, "candidates" text[] NOT NULL, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "tenant" text, "decided_at" timestamp with time zone, "decided_by" text, PRIMARY KEY ("schema_name", "relation_name", "row_key"))', '2026-11-25 21:46:49.7179+00', 15.701082000077804, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''schema'', ''planner'', ''owned'', ''planner'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.733885+00', 0.5822619998525624, NULL, NULL, 0.0037170000268815784, 69.99587099994642, 1, 149664, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'CREATE TABLE "public"."Clients" ("id" text NOT NULL, "name" text NOT NULL, "created_at" timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT "Clients_pkey" PRIMARY KEY ("id"))', '2026-11-25 21:46:49.753719+00', 3.0018689999451453, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''table'', ''public'', ''Clients'', ''Clients'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.756995+00', 7.3314679998475185, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "public"."Clients" ("id", "name") VALUES (CAST(''default'' AS text), ''Default Client'') ON CONFLICT("id") DO NOTHING', '2026-11-25 21:46:49.764565+00', 0.60178800003996, 'ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''row'', ''public'', ''Clients'', ''default'', ''add'', ''confirmed'', NULL, ''id'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.765423+00', 0.9778240000741789, 'ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.Clients, ShareLock on public.Clients', 0.01365599996461242, 13.889445000131673, 1, 19072, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'ALTER TABLE "public"."item" ADD COLUMN "client_id" text DEFAULT CAST(''default'' AS text)', '2026-11-25 21:46:49.794037+00', 0.45803800003341166, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''column'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, ''constant default'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.794732+00', 0.8945570000378211, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE FUNCTION "public"."item_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."client_id" := CAST(''default'' AS text);
  RETURN NEW;
END
$planner$', '2026-11-25 21:46:49.795837+00', 0.8301259999825561, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'REVOKE ALL ON FUNCTION "public"."item_planner_guard" () FROM PUBLIC', '2026-11-25 21:46:49.796682+00', 0.6962950001252466, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."item" FOR EACH ROW WHEN ("new"."client_id" IS NULL) EXECUTE FUNCTION "public"."item_planner_guard" ()', '2026-11-25 21:46:49.797391+00', 0.8927839999159914, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.798465+00', 13.501095999799873, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'ALTER TABLE "public"."item" ADD CONSTRAINT "item_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID', '2026-11-25 21:46:49.812117+00', 4.754766000132804, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''foreign_key'', ''public'', ''item'', ''item_client_id_fkey'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.817275+00', 1.4262950001011632, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.item, ShareRowExclusiveLock on public.item, ShareRowExclusiveLock on public.Clients', 1.1227649999909772, 25.646931999972367, 1, 11728, 1, NULL),
	(1, 4, 'tighten.not_null.public.item', 'ALTER TABLE "public"."item" ADD CONSTRAINT "item_client_id_not_null" NOT NULL "client_id" NOT VALID', '2026-11-25 21:46:49.840027+00', 6.501802000002499, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 4, 'tighten.not_null.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''not_null'', ''public'', ''item'', ''client_id'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.846809+00', 1.268026999923677, 'ACCESS EXCLUSIVE on public.item', 'AccessExclusiveLock on public.item', 3.799373999981981, 9.297593999917808, 1, 1592, 1, NULL),
	(1, 5, 'tighten.tenant_foreign_key.validate.public.item', 'ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_client_id_fkey"', '2026-11-25 21:46:49.855005+00', 1.2195459999020386, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 168, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''item'', ''item_client_id_idx'', ''tighten'', ''intent'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.865441+00', 0.3473110000413726, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, 1, 328, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'DROP INDEX CONCURRENTLY IF EXISTS "public"."item_client_id_idx"', '2026-11-25 21:46:49.868673+00', 3.249714000048698, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 0, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'CREATE INDEX CONCURRENTLY "item_client_id_idx" ON "public"."item" ("client_id")', '2026-11-25 21:46:49.877076+00', 1.0046140000667947, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 3232, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''item'', ''item_client_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:46:49.8842+00', 9.083812999961083, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 7, 'tighten.not_null.validate.public.item', 'ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_client_id_not_null"', '2026-11-25 21:46:49.896995+00', 2.9019910000442906, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:46:49.753346+00');

INSERT INTO public.item VALUES
	(1, 'item 1', 'default'),
	(2, 'item 2', 'default'),
	(3, 'item 3', 'default'),
	(4, 'item 4', 'default'),
	(5, 'item 5', 'default');

SELECT pg_catalog.setval('planner.owned_seq_seq', 9, true);

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
