-- PostgreSQL >= 15
-- constant, check: left by planner 0.1.0 on PostgreSQL 15.18
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
    client_id text DEFAULT 'default'::text,
    CONSTRAINT item_client_id_planner_check CHECK ((client_id IS NOT NULL))
);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:56.819655+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:56.854672+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:49:56.864974+00', 'postgres'),
	(4, 'column', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:49:56.910837+00', 'postgres'),
	(5, 'guard', 'public', 'item', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:56.923997+00', 'postgres'),
	(6, 'foreign_key', 'public', 'item', 'item_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:56.932313+00', 'postgres'),
	(7, 'check', 'public', 'item', 'item_client_id_planner_check', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:56.960146+00', 'postgres'),
	(8, 'index', 'public', 'item', 'item_client_id_idx', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:49:56.996606+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:49:56.834335+00', NULL, NULL, 'postgres', 'ann@laptop', '0.1.0', '4f44a0073649be506ad317c42fc80d8f78b97fe5490f010e8e7478af1c85bb17');

INSERT INTO planner.step VALUES
	(1, 1, 'add.record', 'CREATE SCHEMA "planner"', '2026-11-25 21:49:56.763167+00', 4.749546000084592, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'COMMENT ON SCHEMA "planner" IS ''planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none.''', '2026-11-25 21:49:56.767955+00', 1.5049920000365091, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."owned" ("seq" bigint GENERATED ALWAYS AS IDENTITY, "kind" text NOT NULL, "schema_name" text NOT NULL, "relation_name" text NOT NULL, "object_name" text NOT NULL, "phase" text NOT NULL, "state" text NOT NULL, "before" text, "detail" text, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "recorded_by" text DEFAULT SESSION_USER NOT NULL, PRIMARY KEY ("kind", "schema_name", "relation_name", "object_name"))', '2026-11-25 21:49:56.770095+00', 6.041056999947614, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."backfill" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "leaf_schema" text NOT NULL, "leaf_name" text NOT NULL, "first_page" bigint NOT NULL, "next_page" bigint NOT NULL, "end_page" bigint NOT NULL, "rows_filled" bigint NOT NULL, "updated_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, PRIMARY KEY ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"))', '2026-11-25 21:49:56.776639+00', 12.18403699999726, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."run" ("run" bigint GENERATED ALWAYS AS IDENTITY, "command" text NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "finished_at" timestamp with time zone, "outcome" text, "role" text NOT NULL, "client" text NOT NULL, "planner_version" text NOT NULL, "fingerprint" text, PRIMARY KEY ("run"))', '2026-11-25 21:49:56.789287+00', 7.105174000116676, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."step" ("run" bigint NOT NULL, "segment" integer NOT NULL, "step" text NOT NULL, "statement" text NOT NULL, "started_at" timestamp with time zone NOT NULL, "duration_ms" double precision NOT NULL, "locks_predicted" text, "locks_held" text, "lock_wait_ms" double precision, "lock_hold_ms" double precision, "rows" bigint, "wal_bytes" bigint, "attempt" integer NOT NULL, "error" text)', '2026-11-25 21:49:56.796964+00', 1.3784149998627981, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."lease" ("holder" bigint NOT NULL, "run" bigint, "command" text NOT NULL, "client" text NOT NULL, "backend_pid" integer NOT NULL, "backend_start" timestamp with time zone NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "heartbeat_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "state" text NOT NULL, "step" text, "reason" text, "paused_by" text, PRIMARY KEY ("holder"))', '2026-11-25 21:49:56.798841+00', 5.500844999914989, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'CREATE TABLE "planner"."quarantine" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "row_key" jsonb NOT NULL, "reason" text NOT NULL, "candidates" text[] NOT NULL, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "tenant" text, "decided_at" timestamp with time zone, "decided_by" text, PRIMARY KEY ("schema_name", "relation_name", "row_key"))', '2026-11-25 21:49:56.804849+00', 12.75872399992295, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 1, 'add.record', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''schema'', ''planner'', ''owned'', ''planner'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.817972+00', 8.319068999981027, NULL, NULL, 0.014037000028110924, 66.97310300000936, 1, 114024, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'CREATE TABLE "public"."Clients" ("id" text NOT NULL, "name" text NOT NULL, "created_at" timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT "Clients_pkey" PRIMARY KEY ("id"))', '2026-11-25 21:49:56.849006+00', 1.4604189998408401, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 2, 'add.tenants_table.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''table'', ''public'', ''Clients'', ''Clients'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.85246+00', 2.320831999895745, NULL, NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "public"."Clients" ("id", "name") VALUES (CAST(''default'' AS text), ''Default Client'') ON CONFLICT("id") DO NOTHING', '2026-11-25 21:49:56.854933+00', 8.828433999951812, 'ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 2, 'add.default_tenant.public.Clients', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''row'', ''public'', ''Clients'', ''default'', ''add'', ''confirmed'', NULL, ''id'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.864063+00', 1.319354000088424, 'ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.Clients, ShareLock on public.Clients', 0.023182999939308502, 18.103536999888092, 1, 15984, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'ALTER TABLE "public"."item" ADD COLUMN "client_id" text DEFAULT CAST(''default'' AS text)', '2026-11-25 21:49:56.905916+00', 4.377107999971486, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_column.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''column'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, ''constant default'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.910572+00', 1.2144370000441995, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE FUNCTION "public"."item_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."client_id" := CAST(''default'' AS text);
  RETURN NEW;
END
$planner$', '2026-11-25 21:49:56.91203+00', 2.9049469999335997, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'REVOKE ALL ON FUNCTION "public"."item_planner_guard" () FROM PUBLIC', '2026-11-25 21:49:56.914953+00', 5.480866999960199, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."item" FOR EACH ROW WHEN ("new"."client_id" IS NULL) EXECUTE FUNCTION "public"."item_planner_guard" ()', '2026-11-25 21:49:56.920458+00', 0.47435900000891706, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.write_guard.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''guard'', ''public'', ''item'', ''client_id'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.921157+00', 3.1348079999133915, 'SHARE ROW EXCLUSIVE on public.item', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'ALTER TABLE "public"."item" ADD CONSTRAINT "item_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID', '2026-11-25 21:49:56.924436+00', 2.6473350001197105, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 3, 'add.tenant_foreign_key.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''foreign_key'', ''public'', ''item'', ''item_client_id_fkey'', ''add'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.927845+00', 8.339728999999352, 'SHARE ROW EXCLUSIVE on public.item, SHARE ROW EXCLUSIVE on public.Clients', 'AccessExclusiveLock on public.item, ShareRowExclusiveLock on public.item, ShareRowExclusiveLock on public.Clients', 0.6860969999706867, 35.46688500000528, 1, 12088, 1, NULL),
	(1, 4, 'tighten.not_null.check.public.item', 'ALTER TABLE "public"."item" ADD CONSTRAINT "item_client_id_planner_check" CHECK ("client_id" IS NOT NULL) NOT VALID', '2026-11-25 21:49:56.958298+00', 0.6821899999067682, 'ACCESS EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 4, 'tighten.not_null.check.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''check'', ''public'', ''item'', ''item_client_id_planner_check'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.959972+00', 4.834264999999505, 'ACCESS EXCLUSIVE on public.item', 'AccessExclusiveLock on public.item', 0.2770090000012715, 10.157235999940895, 1, 1960, 1, NULL),
	(1, 5, 'tighten.tenant_foreign_key.validate.public.item', 'ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_client_id_fkey"', '2026-11-25 21:49:56.977549+00', 2.3521099999470607, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 168, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''item'', ''item_client_id_idx'', ''tighten'', ''intent'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:56.995888+00', 1.0582939999039809, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, 1, 328, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'DROP INDEX CONCURRENTLY IF EXISTS "public"."item_client_id_idx"', '2026-11-25 21:49:57.00673+00', 0.17519900006846, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 0, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'CREATE INDEX CONCURRENTLY "item_client_id_idx" ON "public"."item" ("client_id")', '2026-11-25 21:49:57.008157+00', 6.3748840000243945, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 3040, 1, NULL),
	(1, 6, 'tighten.tenant_index.public.item', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''index'', ''public'', ''item'', ''item_client_id_idx'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:57.033016+00', 0.67056800003229, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, 1, 184, 1, NULL),
	(1, 7, 'tighten.not_null.validate.public.item', 'ALTER TABLE "public"."item" VALIDATE CONSTRAINT "item_client_id_planner_check"', '2026-11-25 21:49:57.040314+00', 2.1214179998878535, 'SHARE UPDATE EXCLUSIVE on public.item', NULL, NULL, NULL, NULL, 168, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:49:56.848141+00');

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
