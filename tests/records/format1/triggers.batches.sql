-- PostgreSQL >= 18
-- triggers, batches: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO public.audit (what) VALUES (TG_NAME || TG_ARGV[0]); RETURN NULL; END $$;

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
    planner_given := NEW."client_id" IS NOT NULL;
  ELSE
    planner_given := NEW."client_id" IS NOT NULL AND NEW."client_id" IS DISTINCT FROM OLD."client_id";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."client_id" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."client_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."client_id"
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."client_id" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.orders_planner_guard() RETURNS trigger
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
    planner_given := NEW."client_id" IS NOT NULL;
  ELSE
    planner_given := NEW."client_id" IS NOT NULL AND NEW."client_id" IS DISTINCT FROM OLD."client_id";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."client_id" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."client_id" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."client_id"
      USING ERRCODE = 'check_violation', COLUMN = 'client_id', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."client_id" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.tell() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN NOTIFY orders; RETURN NULL; END $$;

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN NEW.touched := coalesce(NEW.touched, 0) + 1; RETURN NEW; END $$;

CREATE FUNCTION public.users_planner_guard() RETURNS trigger
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

CREATE TABLE public.audit (
    at timestamp with time zone DEFAULT now() NOT NULL,
    what text NOT NULL
);

CREATE TABLE public.event (
    id integer,
    kind integer,
    user_id integer NOT NULL,
    touched integer,
    client_id text
)
PARTITION BY LIST (kind);

CREATE TABLE public.event_1 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer,
    client_id text
);

CREATE TABLE public.event_2 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer,
    client_id text
)
PARTITION BY LIST (kind);

CREATE TABLE public.event_2_2 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer,
    client_id text
);

CREATE TABLE public.event_2_3 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer,
    client_id text
);

CREATE TABLE public.orders (
    id integer NOT NULL,
    user_id integer NOT NULL,
    state character varying(10),
    touched integer,
    client_id text
);

CREATE TABLE public.users (
    id integer NOT NULL,
    client_id text DEFAULT 'default'::text
);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_1 FOR VALUES IN (1);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2 FOR VALUES IN (2, 3);

ALTER TABLE ONLY public.event_2 ATTACH PARTITION public.event_2_2 FOR VALUES IN (2);

ALTER TABLE ONLY public.event_2 ATTACH PARTITION public.event_2_3 FOR VALUES IN (3);

INSERT INTO planner.backfill VALUES
	('public', 'event', 'public', 'event_2_2', 0, 0, 1, 0, '2026-11-25 21:49:19.759656+00'),
	('public', 'event', 'public', 'event_2_3', 0, 0, 1, 0, '2026-11-25 21:49:19.779081+00'),
	('public', 'orders', 'public', 'orders', 0, 1, 1, 9, '2026-11-25 21:49:20.021367+00'),
	('public', 'event', 'public', 'event_1', 0, 1, 1, 3, '2026-11-25 21:49:20.136617+00');

INSERT INTO planner.lease VALUES
	(1, 1, 'apply', 'ann@laptop', 4547, '2026-11-25 21:49:18.172345+00', '2026-11-25 21:49:19.263259+00', '2026-11-25 21:49:19.263259+00', 'running', 'add.tenant_column.public.users', NULL, NULL);

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:19.186809+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:19.222315+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:49:19.225058+00', 'postgres'),
	(4, 'column', 'public', 'users', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:49:19.26808+00', 'postgres'),
	(5, 'guard', 'public', 'users', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:19.278339+00', 'postgres'),
	(6, 'foreign_key', 'public', 'users', 'users_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:19.288157+00', 'postgres'),
	(7, 'column', 'public', 'orders', 'client_id', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:49:19.328864+00', 'postgres'),
	(8, 'guard', 'public', 'orders', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:19.342391+00', 'postgres'),
	(9, 'column', 'public', 'event', 'client_id', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:49:19.398373+00', 'postgres'),
	(10, 'guard', 'public', 'event', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:19.432234+00', 'postgres'),
	(11, 'trigger', 'public', 'orders', 'Audit when', 'backfill', 'confirmed', 'CREATE TRIGGER "Audit when" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW WHEN (((new.id > 0) AND ((new.state)::text IS DISTINCT FROM ''it''''s''::text))) EXECUTE FUNCTION public.audit('' execute function'', ''\'')', 'CREATE TRIGGER "Audit when" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW WHEN (((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text) AND ((new.id > 0) AND ((new.state)::text IS DISTINCT FROM ''it''''s''::text)))) EXECUTE FUNCTION public.audit('' execute function'', ''\'')', '2026-11-25 21:49:19.49431+00', 'postgres'),
	(12, 'trigger', 'public', 'orders', 'orders_always', 'backfill', 'confirmed', 'CREATE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()', 'CREATE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW WHEN ((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text)) EXECUTE FUNCTION public.touch()', '2026-11-25 21:49:19.521403+00', 'postgres'),
	(13, 'trigger', 'public', 'orders', 'orders_changes', 'backfill', 'confirmed', 'CREATE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''')', 'CREATE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT WHEN ((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text)) EXECUTE FUNCTION public.audit('''')', '2026-11-25 21:49:19.530568+00', 'postgres'),
	(14, 'trigger', 'public', 'orders', 'orders_late', 'backfill', 'confirmed', 'CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit('''')', 'CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text)) EXECUTE FUNCTION public.audit('''')', '2026-11-25 21:49:19.546082+00', 'postgres'),
	(15, 'trigger', 'public', 'orders', 'orders_touch', 'backfill', 'confirmed', 'CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()', 'CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW WHEN ((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text)) EXECUTE FUNCTION public.touch()', '2026-11-25 21:49:19.563084+00', 'postgres'),
	(16, 'trigger', 'public', 'event', 'event_touch', 'backfill', 'confirmed', 'CREATE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.touch()', 'CREATE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW WHEN ((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text)) EXECUTE FUNCTION public.touch()', '2026-11-25 21:49:19.643064+00', 'postgres'),
	(17, 'trigger', 'public', 'event_1', 'event_1_audit', 'backfill', 'confirmed', 'CREATE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW EXECUTE FUNCTION public.audit('''')', 'CREATE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW WHEN ((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text)) EXECUTE FUNCTION public.audit('''')', '2026-11-25 21:49:19.661256+00', 'postgres'),
	(18, 'trigger', 'public', 'event_2_3', 'event_2_3_statement', 'backfill', 'confirmed', 'CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''')', 'CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT WHEN ((current_setting(''planner.backfill''::text, true) IS DISTINCT FROM ''on''::text)) EXECUTE FUNCTION public.audit('''')', '2026-11-25 21:49:19.68057+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:49:19.196842+00', NULL, NULL, 'postgres', 'ann@laptop', '0.1.0', 'da38cfba8a10306beb406c938106a56b8b91fb2cb96d0a21f281bb6107c12a44');

INSERT INTO planner.step VALUES
	(1, 7, 'backfill.triggers.suppress.public.event_2_3.event_2_3_statement', 'DO $planner$
BEGIN
  PERFORM pg_catalog.count(*) FROM (SELECT set_config(name, value, true)
FROM (VALUES (''search_path'', ''''), (''jit'', ''off''), (''quote_all_identifiers'', ''off''), (''standard_conforming_strings'', ''on''),
             (''datestyle'', ''ISO, YMD''), (''intervalstyle'', ''postgres''), (''timezone'', ''UTC''), (''bytea_output'', ''hex''),
             (''extra_float_digits'', ''1''), (''lc_monetary'', ''C'')) AS s(name, value)
) AS spelling; -- definitions are spelled as in planner''s look at the catalog

  IF NOT (COALESCE((SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" = "pg_catalog"."to_regclass"(''"public"."event_2_3"'') AND "tgname" = ''event_2_3_statement'') = ''CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''''''')'', FALSE)) THEN
    RAISE EXCEPTION USING MESSAGE = ''trigger event_2_3_statement of public.event_2_3 is not the one that planner has looked at'', HINT = ''somebody changed it meanwhile: run planner apply again, or render the files again'', ERRCODE = ''object_not_in_prerequisite_state'';
  END IF;

END
$planner$', '2026-11-25 21:49:19.664799+00', 4.004469000165045, 'SHARE ROW EXCLUSIVE on public.event_2_3', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 7, 'backfill.triggers.suppress.public.event_2_3.event_2_3_statement', 'CREATE OR REPLACE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT
 WHEN (("pg_catalog"."current_setting"(''planner.backfill'', TRUE) IS DISTINCT FROM ''on'')) EXECUTE FUNCTION public.audit('''')
', '2026-11-25 21:49:19.668858+00', 3.415984999946886, 'SHARE ROW EXCLUSIVE on public.event_2_3', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 7, 'backfill.triggers.suppress.public.event_2_3.event_2_3_statement', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''trigger'', ''public'', ''event_2_3'', ''event_2_3_statement'', ''backfill'', ''confirmed'', ''CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT EXECUTE FUNCTION public.audit('''''''')'', (SELECT "pg_catalog"."pg_get_triggerdef"("oid", FALSE) FROM "pg_catalog"."pg_trigger" WHERE "tgrelid" = "pg_catalog"."to_regclass"(''"public"."event_2_3"'') AND "tgname" = ''event_2_3_statement'')) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:19.672976+00', 19.097249999958876, 'SHARE ROW EXCLUSIVE on public.event_2_3', 'ShareRowExclusiveLock on public.event, ShareRowExclusiveLock on public.event_1, ShareRowExclusiveLock on public.event_2, ShareRowExclusiveLock on public.event_2_2, ShareRowExclusiveLock on public.event_2_3', 7.347847999881196, 78.18187100019713, 1, 28872, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:49:19.21294+00');

INSERT INTO public.event_1 VALUES
	(3, 1, 2, NULL, 'default'),
	(6, 1, 1, NULL, 'default'),
	(9, 1, 2, NULL, 'default');

INSERT INTO public.event_2_2 VALUES
	(1, 2, 2, NULL, NULL),
	(4, 2, 1, NULL, NULL),
	(7, 2, 2, NULL, NULL);

INSERT INTO public.event_2_3 VALUES
	(2, 3, 1, NULL, NULL),
	(5, 3, 2, NULL, NULL),
	(8, 3, 1, NULL, NULL);

INSERT INTO public.orders VALUES
	(8, 1, 'open', NULL, 'default'),
	(1, 2, 'open', NULL, 'default'),
	(9, 2, 'open', NULL, 'default'),
	(2, 1, 'open', NULL, 'default'),
	(3, 2, 'open', NULL, 'default'),
	(4, 1, 'open', NULL, 'default'),
	(5, 2, 'open', NULL, 'default'),
	(6, 1, 'open', NULL, 'default'),
	(7, 2, 'open', NULL, 'default');

INSERT INTO public.users VALUES
	(1, 'default'),
	(2, 'default');

SELECT pg_catalog.setval('planner.owned_seq_seq', 18, true);

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

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE TRIGGER "Audit when" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW WHEN (((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text) AND ((new.id > 0) AND ((new.state)::text IS DISTINCT FROM 'it''s'::text)))) EXECUTE FUNCTION public.audit(' execute function', '\');

CREATE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.audit('');

CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.audit('');

CREATE TRIGGER event_statement AFTER UPDATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.audit('');

CREATE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.touch();

ALTER TABLE public.event ENABLE ALWAYS TRIGGER event_touch;

CREATE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.touch();

ALTER TABLE public.orders ENABLE ALWAYS TRIGGER orders_always;

CREATE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.audit('');

CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.audit('');

COMMENT ON TRIGGER orders_late ON public.orders IS 'at commit';

CREATE TRIGGER orders_off BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE public.orders DISABLE TRIGGER orders_off;

CREATE TRIGGER orders_state AFTER UPDATE OF state ON public.orders FOR EACH ROW EXECUTE FUNCTION public.audit('');

CREATE TRIGGER orders_tell AFTER UPDATE ON public.orders FOR EACH STATEMENT EXECUTE FUNCTION public.tell();

CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION public.touch();

COMMENT ON TRIGGER orders_touch ON public.orders IS 'counts updates';

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public.users FOR EACH ROW WHEN ((new.client_id IS NULL)) EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.orders FOR EACH ROW EXECUTE FUNCTION public.orders_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.event FOR EACH ROW WHEN (((new.client_id IS NULL) OR ((new.client_id IS DISTINCT FROM old.client_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.event_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.orders FOR EACH ROW WHEN (((new.client_id IS NULL) OR ((new.client_id IS DISTINCT FROM old.client_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.orders_planner_guard();

ALTER TABLE public.event
    ADD CONSTRAINT event_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id) NOT VALID;

REVOKE ALL ON FUNCTION public.event_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.orders_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.users_planner_guard() FROM PUBLIC;
