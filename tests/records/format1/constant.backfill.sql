-- PostgreSQL >= 18
-- constant, backfill: left by planner 0.1.0 on PostgreSQL 18.6
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
    client_id text DEFAULT 'default'::text
);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:36.888187+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:36.921623+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:48:36.927464+00', 'postgres'),
	(4, 'column', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:48:36.958139+00', 'postgres'),
	(5, 'guard', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:36.961127+00', 'postgres'),
	(6, 'foreign_key', 'public', 'item', 'item_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:48:36.965872+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:48:36.896086+00', '2026-11-25 21:48:36.976737+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '4f44a0073649be506ad317c42fc80d8f78b97fe5490f010e8e7478af1c85bb17');

INSERT INTO planner.step VALUES
	(1, 1, 'add.record', 'CREATE SCHEMA "planner"', '2026-11-25 21:48:36.832445+00', 1.7958580001504743, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'COMMENT ON SCHEMA "planner" IS ''planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none.''', '2026-11-25 21:48:36.834286+00', 0.413494999975228, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."owned" ("seq" bigint GENERATED ALWAYS AS IDENTITY, "kind" text NOT NULL, "schema_name" text NOT NULL, "relation_name" text NOT NULL, "object_name" text NOT NULL, "phase" text NOT NULL, "state" text NOT NULL, "before" text, "detail" text, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "recorded_by" text DEFAULT SESSION_USER NOT NULL, PRIMARY KEY ("kind", "schema_name", "relation_name", "object_name"))', '2026-11-25 21:48:36.835275+00', 6.650710999792864, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."backfill" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "leaf_schema" text NOT NULL, "leaf_name" text NOT NULL, "first_page" bigint NOT NULL, "next_page" bigint NOT NULL, "end_page" bigint NOT NULL, "rows_filled" bigint NOT NULL, "updated_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, PRIMARY KEY ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"))', '2026-11-25 21:48:36.842501+00', 13.1501579999167, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."run" ("run" bigint GENERATED ALWAYS AS IDENTITY, "command" text NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "finished_at" timestamp with time zone, "outcome" text, "role" text NOT NULL, "client" text NOT NULL, "planner_version" text NOT NULL, "fingerprint" text, PRIMARY KEY ("run"))', '2026-11-25 21:48:36.856219+00', 2.8258489999188896, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."step" ("run" bigint NOT NULL, "segment" integer NOT NULL, "step" text NOT NULL, "statement" text NOT NULL, "started_at" timestamp with time zone NOT NULL, "duration_ms" double precision NOT NULL, "locks_predicted" text, "locks_held" text, "lock_wait_ms" double precision, "lock_hold_ms" double precision, "rows" bigint, "wal_bytes" bigint, "attempt" integer NOT NULL, "error" text)', '2026-11-25 21:48:36.859593+00', 5.178980999971827, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."lease" ("holder" bigint NOT NULL, "run" bigint, "command" text NOT NULL, "client" text NOT NULL, "backend_pid" integer NOT NULL, "backend_start" timestamp with time zone NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "heartbeat_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "state" text NOT NULL, "step" text, "reason" text, "paused_by" text, PRIMARY KEY ("holder"))', '2026-11-25 21:48:36.865333+00', 5.876960000023246, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."quarantine" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "row_key" jsonb NOT NULL, "reason" text NOT NULL, "candidates" text[] NOT NULL, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "tenant" text, "decided_at" timestamp with time zone, "decided_by" text, PRIMARY KEY ("schema_name", "relation_name", "row_key"))', '2026-11-25 21:48:36.87172+00', 13.055992000090555, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''schema'', ''planner'', ''owned'', ''planner'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:36.88512+00', 3.5106829998312605, NULL, NULL, 0.0057810000271274475, 58.146121999925526, 1, 149664, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'CREATE TABLE "public"."Clients" ("id" text NOT NULL, "name" text NOT NULL, "created_at" timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT "Clients_pkey" PRIMARY KEY ("id"))', '2026-11-25 21:48:36.913704+00', 6.798008000032496, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''table'', ''public'', ''Clients'', ''Clients'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:36.920914+00', 5.097748000025604, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "public"."Clients" ("id", "name") VALUES (CAST(''default'' AS text), ''Default Client'') ON CONFLICT("id") DO NOTHING', '2026-11-25 21:48:36.926262+00', 0.634859999991022, 'ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''row'', ''public'', ''Clients'', ''default'', ''add'', ''confirmed'', NULL, ''id'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:36.927165+00', 0.41202200009138323, 'ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.Clients, ShareLock on public.Clients', 0.02226199990218447, 15.279241000143884, 1, 19072, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'ALTER TABLE "public"."item" ADD COLUMN "client_id" text DEFAULT CAST(''default'' AS text)', '2026-11-25 21:48:36.950236+00', 7.0665410000856355, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''column'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, ''constant default'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:36.957715+00', 0.549390000060157, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE FUNCTION "public"."item_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."client_id" := CAST(''default'' AS text);
  RETURN NEW;
END
$planner$', '2026-11-25 21:48:36.958511+00', 1.3260559999253019, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'REVOKE ALL ON FUNCTION "public"."item_planner_guard" () FROM PUBLIC', '2026-11-25 21:48:36.959873+00', 0.2381169999807753, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."item" FOR EACH ROW WHEN ("new"."client_id" IS NULL) EXECUTE FUNCTION "public"."item_planner_guard" ()', '2026-11-25 21:48:36.96013+00', 0.5286419998355996, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:36.960919+00', 0.2847440000550705, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'ALTER TABLE "public"."item" ADD CONSTRAINT "item_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID', '2026-11-25 21:48:36.961309+00', 3.926352999997107, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''foreign_key'', ''public'', ''item'', ''item_client_id_fkey'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:48:36.965545+00', 0.4254380000929814, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.item, ShareRowExclusiveLock on public.item, ShareRowExclusiveLock on public.Clients', 1.7437599999539088, 22.260531000029005, 1, 11728, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:48:36.913218+00');

INSERT INTO public.item VALUES
	(1, 'item 1', 'default'),
	(2, 'item 2', 'default'),
	(3, 'item 3', 'default'),
	(4, 'item 4', 'default'),
	(5, 'item 5', 'default');

SELECT pg_catalog.setval('planner.owned_seq_seq', 6, true);

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

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.item FOR EACH ROW WHEN ((new.client_id IS NULL)) EXECUTE FUNCTION public.item_planner_guard();

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id) NOT VALID;

REVOKE ALL ON FUNCTION public.item_planner_guard() FROM PUBLIC;
