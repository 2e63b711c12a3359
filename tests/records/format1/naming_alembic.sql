-- PostgreSQL >= 18
-- naming_alembic: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public."User_planner_guard"() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW."client_id" := CAST('default' AS text);
  RETURN NEW;
END
$$;

CREATE FUNCTION public.a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard() RETURNS trigger
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
  IF "new"."userId" IS NOT NULL THEN
    SELECT "p"."client_id" INTO planner_found FROM "public"."User" AS p WHERE "p"."id" = "new"."userId";
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

CREATE FUNCTION public."visit log_planner_guard"() RETURNS trigger
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
  IF "new"."userId" IS NOT NULL THEN
    SELECT "p"."client_id" INTO planner_found FROM "public"."User" AS p WHERE "p"."id" = "new"."userId";
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

CREATE TABLE public."User" (
    id bigint NOT NULL,
    email text NOT NULL,
    handle text NOT NULL,
    client_id text DEFAULT 'default'::text NOT NULL
);

CREATE TABLE public.a_list_of_measurements_taken_by_instruments_of_the_laboratory (
    id bigint CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the__id_not_null NOT NULL,
    "userId" bigint CONSTRAINT "a_list_of_measurements_taken_by_instruments_of__userId_not_null" NOT NULL,
    "reviewerId" bigint,
    serial integer CONSTRAINT a_list_of_measurements_taken_by_instruments_of__serial_not_null NOT NULL,
    label text CONSTRAINT a_list_of_measurements_taken_by_instruments_of_t_label_not_null NOT NULL,
    client_id text CONSTRAINT a_list_of_measurements_taken_by_instruments__client_id_not_null NOT NULL
);

CREATE TABLE public."visit log" (
    id bigint,
    day date,
    "userId" bigint NOT NULL,
    client_id text NOT NULL
)
PARTITION BY RANGE (day);

CREATE TABLE public."visit log 2025" (
    id bigint,
    day date,
    "userId" bigint CONSTRAINT "visit log_userId_not_null" NOT NULL,
    client_id text CONSTRAINT "visit log_client_id_not_null" NOT NULL
);

ALTER TABLE ONLY public."visit log" ATTACH PARTITION public."visit log 2025" FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

INSERT INTO planner.backfill VALUES
	('public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 0, 2, 2, 200, '2026-11-25 21:47:10.639497+00'),
	('public', 'visit log', 'public', 'visit log 2025', 0, 2, 2, 300, '2026-11-25 21:47:10.7641+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.044694+00', 'postgres'),
	(2, 'table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.105299+00', 'postgres'),
	(3, 'row', 'public', 'Clients', 'default', 'add', 'confirmed', NULL, 'id', '2026-11-25 21:47:10.118304+00', 'postgres'),
	(4, 'column', 'public', 'User', 'client_id', 'add', 'confirmed', NULL, 'constant default', '2026-11-25 21:47:10.166871+00', 'postgres'),
	(5, 'guard', 'public', 'User', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.188975+00', 'postgres'),
	(6, 'foreign_key', 'public', 'User', 'User_client_id_fkey', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.19828+00', 'postgres'),
	(7, 'column', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'add', 'confirmed', NULL, 'via userId → public.User', '2026-11-25 21:47:10.300077+00', 'postgres'),
	(8, 'guard', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.329349+00', 'postgres'),
	(9, 'column', 'public', 'visit log', 'client_id', 'add', 'confirmed', NULL, 'via userId → public.User', '2026-11-25 21:47:10.388821+00', 'postgres'),
	(10, 'guard', 'public', 'visit log', 'client_id', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.400125+00', 'postgres'),
	(11, 'backfill', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.801837+00', 'postgres'),
	(12, 'backfill', 'public', 'visit log', 'client_id', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.821875+00', 'postgres'),
	(13, 'not_null', 'public', 'User', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.854531+00', 'postgres'),
	(14, 'index', 'public', 'User', 'ix_User_client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.889126+00', 'postgres'),
	(16, 'foreign_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_t_client_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.944743+00', 'postgres'),
	(17, 'not_null', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.946814+00', 'postgres'),
	(18, 'index', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'ix_a_list_of_measurements_taken_by_instruments_of_the_l_842d', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:10.970733+00', 'postgres'),
	(20, 'foreign_key', 'public', 'visit log', 'visit log_client_id_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.028832+00', 'postgres'),
	(22, 'not_null', 'public', 'visit log', 'client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.036769+00', 'postgres'),
	(23, 'index', 'public', 'visit log 2025', 'ix_visit log 2025_client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.068909+00', 'postgres'),
	(21, 'index', 'public', 'visit log', 'ix_visit log_client_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.035287+00', 'postgres'),
	(26, 'key', 'public', 'User', 'ix_User_client_id_id', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.13606+00', 'postgres'),
	(28, 'composite_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.204151+00', 'postgres'),
	(29, 'old_foreign_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of__reviewerId_fkey', 'tighten', 'confirmed', '{"columns": ["reviewerId"], "deferrable": false, "deferred": false, "match": "s", "name": "a_list_of_measurements_taken_by_instruments_of__reviewerId_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "User"], "ref_columns": ["id"]}', 'a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey', '2026-11-25 21:47:11.24982+00', 'postgres'),
	(30, 'composite_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.264047+00', 'postgres'),
	(31, 'old_foreign_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the__userId_fkey', 'tighten', 'confirmed', '{"columns": ["userId"], "deferrable": false, "deferred": false, "match": "s", "name": "a_list_of_measurements_taken_by_instruments_of_the__userId_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "User"], "ref_columns": ["id"]}', 'a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey', '2026-11-25 21:47:11.303627+00', 'postgres'),
	(32, 'composite_key', 'public', 'visit log', 'visit log_client_id_userId_fkey', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.348084+00', 'postgres'),
	(33, 'old_foreign_key', 'public', 'visit log', 'visit log_userId_fkey', 'tighten', 'confirmed', '{"columns": ["userId"], "deferrable": false, "deferred": false, "match": "s", "name": "visit log_userId_fkey", "on_delete": "a", "on_update": "a", "ref": ["public", "User"], "ref_columns": ["id"]}', 'visit log_client_id_userId_fkey', '2026-11-25 21:47:11.383078+00', 'postgres'),
	(34, 'key', 'public', 'User', 'User_client_id_email_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.402145+00', 'postgres'),
	(36, 'old_key', 'public', 'User', 'User_email_key', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "email", "descending": false, "name": "email", "nulls_first": false, "opclass": null}], "constraint": "User_email_key", "immediate": true, "include": [], "method": "btree", "name": "User_email_key", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": false, "replica_identity": false, "unique": true, "valid": true}}', 'User_client_id_email_key', '2026-11-25 21:47:11.448125+00', 'postgres'),
	(37, 'key', 'public', 'User', 'ix_User_client_id_handle', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.480135+00', 'postgres'),
	(39, 'old_key', 'public', 'User', 'user_handle', 'tighten', 'confirmed', '{"deferrable": null, "index": {"columns": [{"collation": null, "definition": "handle", "descending": false, "name": "handle", "nulls_first": false, "opclass": null}], "constraint": null, "immediate": true, "include": [], "method": "btree", "name": "user_handle", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": false, "replica_identity": false, "unique": true, "valid": true}}', 'ix_User_client_id_handle', '2026-11-25 21:47:11.525341+00', 'postgres'),
	(40, 'key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_395e3122_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.548029+00', 'postgres'),
	(42, 'old_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_l_serial_key', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "serial", "descending": false, "name": "serial", "nulls_first": false, "opclass": null}], "constraint": "a_list_of_measurements_taken_by_instruments_of_the_l_serial_key", "immediate": true, "include": [], "method": "btree", "name": "a_list_of_measurements_taken_by_instruments_of_the_l_serial_key", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": false, "replica_identity": false, "unique": true, "valid": true}}', 'a_list_of_measurements_taken_by_instruments_of_the_395e3122_key', '2026-11-25 21:47:11.601333+00', 'postgres'),
	(43, 'key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.62314+00', 'postgres'),
	(45, 'old_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_la_label_key', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "label", "descending": false, "name": "label", "nulls_first": false, "opclass": null}], "constraint": "a_list_of_measurements_taken_by_instruments_of_the_la_label_key", "immediate": true, "include": [], "method": "btree", "name": "a_list_of_measurements_taken_by_instruments_of_the_la_label_key", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": false, "replica_identity": false, "unique": true, "valid": true}}', 'a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key', '2026-11-25 21:47:11.671025+00', 'postgres'),
	(47, 'key', 'public', 'visit log 2025', 'visit log 2025_client_id_id_day_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.708706+00', 'postgres'),
	(46, 'key', 'public', 'visit log', 'visit log_client_id_id_day_key', 'tighten', 'confirmed', NULL, NULL, '2026-11-25 21:47:11.697218+00', 'postgres'),
	(50, 'old_key', 'public', 'visit log', 'visit log_id_day_key', 'tighten', 'confirmed', '{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "id", "descending": false, "name": "id", "nulls_first": false, "opclass": null}, {"collation": null, "definition": "day", "descending": false, "name": "day", "nulls_first": false, "opclass": null}], "constraint": "visit log_id_day_key", "immediate": true, "include": [], "method": "btree", "name": "visit log_id_day_key", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": false, "replica_identity": false, "unique": true, "valid": true}}', 'visit log_client_id_id_day_key', '2026-11-25 21:47:11.750772+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:47:10.060279+00', '2026-11-25 21:47:11.766089+00', 'done', 'postgres', 'ann@laptop', '0.1.0', '99deef0411dd18d670c95e84db655402627514c79c60a1b1c9a89948d69a4603');

INSERT INTO planner.step VALUES
	(1, 40, 'tighten.unique_key.visit log_id_day_key.attach.public.visit log', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''key'', ''public'', ''visit log'', ''visit log_client_id_id_day_key'', ''tighten'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:11.749415+00', 0.4090569998425053, 'ROW SHARE on public.visit log', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 40, 'tighten.unique_key.visit log_id_day_key.swap.public.visit log', 'ALTER TABLE "public"."visit log" DROP CONSTRAINT "visit log_id_day_key"', '2026-11-25 21:47:11.749856+00', 0.49543999989509757, 'ACCESS EXCLUSIVE on public.visit log', NULL, NULL, NULL, NULL, NULL, 1, NULL),
	(1, 40, 'tighten.unique_key.visit log_id_day_key.swap.public.visit log', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''old_key'', ''public'', ''visit log'', ''visit log_id_day_key'', ''tighten'', ''confirmed'', ''{"deferrable": [false, false], "index": {"columns": [{"collation": null, "definition": "id", "descending": false, "name": "id", "nulls_first": false, "opclass": null}, {"collation": null, "definition": "day", "descending": false, "name": "day", "nulls_first": false, "opclass": null}], "constraint": "visit log_id_day_key", "immediate": true, "include": [], "method": "btree", "name": "visit log_id_day_key", "nulls_not_distinct": false, "parent": null, "predicate": null, "primary": false, "replica_identity": false, "unique": true, "valid": true}}'', ''visit log_client_id_id_day_key'') ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:47:11.750578+00', 0.2658890000475367, 'ACCESS EXCLUSIVE on public.visit log', 'AccessExclusiveLock on public.visit log, AccessExclusiveLock on public.visit log 2025', 0.40639199983161234, 3.191815000036513, 1, 4648, 1, NULL);

INSERT INTO public."Clients" VALUES
	('default', 'Default Client', '2026-11-25 21:47:10.092427+00');

INSERT INTO public."User" VALUES
	(1, '1@example.org', 'user1', 'default'),
	(2, '2@example.org', 'user2', 'default'),
	(3, '3@example.org', 'user3', 'default'),
	(4, '4@example.org', 'user4', 'default'),
	(5, '5@example.org', 'user5', 'default'),
	(6, '6@example.org', 'user6', 'default'),
	(7, '7@example.org', 'user7', 'default'),
	(8, '8@example.org', 'user8', 'default'),
	(9, '9@example.org', 'user9', 'default'),
	(10, '10@example.org', 'user10', 'default'),
	(11, '11@example.org', 'user11', 'default'),
	(12, '12@example.org', 'user12', 'default'),
	(13, '13@example.org', 'user13', 'default'),
	(14, '14@example.org', 'user14', 'default'),
	(15, '15@example.org', 'user15', 'default'),
	(16, '16@example.org', 'user16', 'default'),
	(17, '17@example.org', 'user17', 'default'),
	(18, '18@example.org', 'user18', 'default'),
	(19, '19@example.org', 'user19', 'default'),
	(20, '20@example.org', 'user20', 'default');

INSERT INTO public.a_list_of_measurements_taken_by_instruments_of_the_laboratory VALUES
	(1, 2, 1, 1, 'label 1', 'default'),
	(9, 10, 2, 9, 'label 9', 'default'),
	(17, 18, 3, 17, 'label 17', 'default'),
	(25, 6, 4, 25, 'label 25', 'default'),
	(33, 14, 5, 33, 'label 33', 'default'),
	(41, 2, 6, 41, 'label 41', 'default'),
	(49, 10, NULL, 49, 'label 49', 'default'),
	(57, 18, 1, 57, 'label 57', 'default'),
	(65, 6, 2, 65, 'label 65', 'default'),
	(73, 14, 3, 73, 'label 73', 'default'),
	(81, 2, 4, 81, 'label 81', 'default'),
	(89, 10, 5, 89, 'label 89', 'default'),
	(2, 3, 2, 2, 'label 2', 'default'),
	(10, 11, 3, 10, 'label 10', 'default'),
	(18, 19, 4, 18, 'label 18', 'default'),
	(26, 7, 5, 26, 'label 26', 'default'),
	(34, 15, 6, 34, 'label 34', 'default'),
	(42, 3, NULL, 42, 'label 42', 'default'),
	(50, 11, 1, 50, 'label 50', 'default'),
	(58, 19, 2, 58, 'label 58', 'default'),
	(66, 7, 3, 66, 'label 66', 'default'),
	(74, 15, 4, 74, 'label 74', 'default'),
	(82, 3, 5, 82, 'label 82', 'default'),
	(90, 11, 6, 90, 'label 90', 'default'),
	(98, 19, NULL, 98, 'label 98', 'default'),
	(106, 7, 1, 106, 'label 106', 'default'),
	(3, 4, 3, 3, 'label 3', 'default'),
	(11, 12, 4, 11, 'label 11', 'default'),
	(19, 20, 5, 19, 'label 19', 'default'),
	(27, 8, 6, 27, 'label 27', 'default'),
	(35, 16, NULL, 35, 'label 35', 'default'),
	(43, 4, 1, 43, 'label 43', 'default'),
	(51, 12, 2, 51, 'label 51', 'default'),
	(59, 20, 3, 59, 'label 59', 'default'),
	(67, 8, 4, 67, 'label 67', 'default'),
	(75, 16, 5, 75, 'label 75', 'default'),
	(83, 4, 6, 83, 'label 83', 'default'),
	(91, 12, NULL, 91, 'label 91', 'default'),
	(99, 20, 1, 99, 'label 99', 'default'),
	(4, 5, 4, 4, 'label 4', 'default'),
	(12, 13, 5, 12, 'label 12', 'default'),
	(20, 1, 6, 20, 'label 20', 'default'),
	(28, 9, NULL, 28, 'label 28', 'default'),
	(36, 17, 1, 36, 'label 36', 'default'),
	(44, 5, 2, 44, 'label 44', 'default'),
	(52, 13, 3, 52, 'label 52', 'default'),
	(60, 1, 4, 60, 'label 60', 'default'),
	(68, 9, 5, 68, 'label 68', 'default'),
	(76, 17, 6, 76, 'label 76', 'default'),
	(84, 5, NULL, 84, 'label 84', 'default');
INSERT INTO public.a_list_of_measurements_taken_by_instruments_of_the_laboratory VALUES
	(92, 13, 1, 92, 'label 92', 'default'),
	(100, 1, 2, 100, 'label 100', 'default'),
	(5, 6, 5, 5, 'label 5', 'default'),
	(13, 14, 6, 13, 'label 13', 'default'),
	(21, 2, NULL, 21, 'label 21', 'default'),
	(29, 10, 1, 29, 'label 29', 'default'),
	(37, 18, 2, 37, 'label 37', 'default'),
	(45, 6, 3, 45, 'label 45', 'default'),
	(53, 14, 4, 53, 'label 53', 'default'),
	(61, 2, 5, 61, 'label 61', 'default'),
	(69, 10, 6, 69, 'label 69', 'default'),
	(77, 18, NULL, 77, 'label 77', 'default'),
	(85, 6, 1, 85, 'label 85', 'default'),
	(93, 14, 2, 93, 'label 93', 'default'),
	(6, 7, 6, 6, 'label 6', 'default'),
	(14, 15, NULL, 14, 'label 14', 'default'),
	(22, 3, 1, 22, 'label 22', 'default'),
	(30, 11, 2, 30, 'label 30', 'default'),
	(38, 19, 3, 38, 'label 38', 'default'),
	(46, 7, 4, 46, 'label 46', 'default'),
	(54, 15, 5, 54, 'label 54', 'default'),
	(62, 3, 6, 62, 'label 62', 'default'),
	(70, 11, NULL, 70, 'label 70', 'default'),
	(78, 19, 1, 78, 'label 78', 'default'),
	(86, 7, 2, 86, 'label 86', 'default'),
	(94, 15, 3, 94, 'label 94', 'default'),
	(102, 3, 4, 102, 'label 102', 'default'),
	(7, 8, NULL, 7, 'label 7', 'default'),
	(15, 16, 1, 15, 'label 15', 'default'),
	(23, 4, 2, 23, 'label 23', 'default'),
	(31, 12, 3, 31, 'label 31', 'default'),
	(39, 20, 4, 39, 'label 39', 'default'),
	(47, 8, 5, 47, 'label 47', 'default'),
	(55, 16, 6, 55, 'label 55', 'default'),
	(63, 4, NULL, 63, 'label 63', 'default'),
	(71, 12, 1, 71, 'label 71', 'default'),
	(79, 20, 2, 79, 'label 79', 'default'),
	(87, 8, 3, 87, 'label 87', 'default'),
	(95, 16, 4, 95, 'label 95', 'default'),
	(103, 4, 5, 103, 'label 103', 'default'),
	(8, 9, 1, 8, 'label 8', 'default'),
	(16, 17, 2, 16, 'label 16', 'default'),
	(24, 5, 3, 24, 'label 24', 'default'),
	(32, 13, 4, 32, 'label 32', 'default'),
	(40, 1, 5, 40, 'label 40', 'default'),
	(48, 9, 6, 48, 'label 48', 'default'),
	(56, 17, NULL, 56, 'label 56', 'default'),
	(64, 5, 1, 64, 'label 64', 'default'),
	(72, 13, 2, 72, 'label 72', 'default'),
	(80, 1, 3, 80, 'label 80', 'default');
INSERT INTO public.a_list_of_measurements_taken_by_instruments_of_the_laboratory VALUES
	(88, 9, 4, 88, 'label 88', 'default'),
	(96, 17, 5, 96, 'label 96', 'default'),
	(104, 5, 6, 104, 'label 104', 'default'),
	(112, 13, NULL, 112, 'label 112', 'default'),
	(120, 1, 1, 120, 'label 120', 'default'),
	(130, 11, 4, 130, 'label 130', 'default'),
	(138, 19, 5, 138, 'label 138', 'default'),
	(146, 7, 6, 146, 'label 146', 'default'),
	(154, 15, NULL, 154, 'label 154', 'default'),
	(162, 3, 1, 162, 'label 162', 'default'),
	(170, 11, 2, 170, 'label 170', 'default'),
	(178, 19, 3, 178, 'label 178', 'default'),
	(186, 7, 4, 186, 'label 186', 'default'),
	(194, 15, 5, 194, 'label 194', 'default'),
	(97, 18, 6, 97, 'label 97', 'default'),
	(105, 6, NULL, 105, 'label 105', 'default'),
	(113, 14, 1, 113, 'label 113', 'default'),
	(121, 2, 2, 121, 'label 121', 'default'),
	(123, 4, 4, 123, 'label 123', 'default'),
	(131, 12, 5, 131, 'label 131', 'default'),
	(139, 20, 6, 139, 'label 139', 'default'),
	(147, 8, NULL, 147, 'label 147', 'default'),
	(155, 16, 1, 155, 'label 155', 'default'),
	(163, 4, 2, 163, 'label 163', 'default'),
	(171, 12, 3, 171, 'label 171', 'default'),
	(179, 20, 4, 179, 'label 179', 'default'),
	(187, 8, 5, 187, 'label 187', 'default'),
	(195, 16, 6, 195, 'label 195', 'default'),
	(114, 15, 2, 114, 'label 114', 'default'),
	(124, 5, 5, 124, 'label 124', 'default'),
	(132, 13, 6, 132, 'label 132', 'default'),
	(140, 1, NULL, 140, 'label 140', 'default'),
	(148, 9, 1, 148, 'label 148', 'default'),
	(156, 17, 2, 156, 'label 156', 'default'),
	(164, 5, 3, 164, 'label 164', 'default'),
	(172, 13, 4, 172, 'label 172', 'default'),
	(180, 1, 5, 180, 'label 180', 'default'),
	(188, 9, 6, 188, 'label 188', 'default'),
	(196, 17, NULL, 196, 'label 196', 'default'),
	(125, 6, 6, 125, 'label 125', 'default'),
	(133, 14, NULL, 133, 'label 133', 'default'),
	(141, 2, 1, 141, 'label 141', 'default'),
	(149, 10, 2, 149, 'label 149', 'default'),
	(157, 18, 3, 157, 'label 157', 'default'),
	(165, 6, 4, 165, 'label 165', 'default'),
	(173, 14, 5, 173, 'label 173', 'default'),
	(181, 2, 6, 181, 'label 181', 'default'),
	(189, 10, NULL, 189, 'label 189', 'default'),
	(197, 18, 1, 197, 'label 197', 'default'),
	(126, 7, NULL, 126, 'label 126', 'default');
INSERT INTO public.a_list_of_measurements_taken_by_instruments_of_the_laboratory VALUES
	(134, 15, 1, 134, 'label 134', 'default'),
	(142, 3, 2, 142, 'label 142', 'default'),
	(150, 11, 3, 150, 'label 150', 'default'),
	(158, 19, 4, 158, 'label 158', 'default'),
	(166, 7, 5, 166, 'label 166', 'default'),
	(174, 15, 6, 174, 'label 174', 'default'),
	(182, 3, NULL, 182, 'label 182', 'default'),
	(190, 11, 1, 190, 'label 190', 'default'),
	(198, 19, 2, 198, 'label 198', 'default'),
	(127, 8, 1, 127, 'label 127', 'default'),
	(135, 16, 2, 135, 'label 135', 'default'),
	(143, 4, 3, 143, 'label 143', 'default'),
	(151, 12, 4, 151, 'label 151', 'default'),
	(159, 20, 5, 159, 'label 159', 'default'),
	(167, 8, 6, 167, 'label 167', 'default'),
	(175, 16, NULL, 175, 'label 175', 'default'),
	(183, 4, 1, 183, 'label 183', 'default'),
	(191, 12, 2, 191, 'label 191', 'default'),
	(199, 20, 3, 199, 'label 199', 'default'),
	(128, 9, 2, 128, 'label 128', 'default'),
	(136, 17, 3, 136, 'label 136', 'default'),
	(144, 5, 4, 144, 'label 144', 'default'),
	(152, 13, 5, 152, 'label 152', 'default'),
	(160, 1, 6, 160, 'label 160', 'default'),
	(168, 9, NULL, 168, 'label 168', 'default'),
	(176, 17, 1, 176, 'label 176', 'default'),
	(184, 5, 2, 184, 'label 184', 'default'),
	(192, 13, 3, 192, 'label 192', 'default'),
	(129, 10, 3, 129, 'label 129', 'default'),
	(137, 18, 4, 137, 'label 137', 'default'),
	(145, 6, 5, 145, 'label 145', 'default'),
	(153, 14, 6, 153, 'label 153', 'default'),
	(161, 2, NULL, 161, 'label 161', 'default'),
	(169, 10, 1, 169, 'label 169', 'default'),
	(177, 18, 2, 177, 'label 177', 'default'),
	(185, 6, 3, 185, 'label 185', 'default'),
	(193, 14, 4, 193, 'label 193', 'default'),
	(122, 3, 3, 122, 'label 122', 'default'),
	(107, 8, 2, 107, 'label 107', 'default'),
	(115, 16, 3, 115, 'label 115', 'default'),
	(108, 9, 3, 108, 'label 108', 'default'),
	(116, 17, 4, 116, 'label 116', 'default'),
	(101, 2, 3, 101, 'label 101', 'default'),
	(109, 10, 4, 109, 'label 109', 'default'),
	(117, 18, 5, 117, 'label 117', 'default'),
	(110, 11, 5, 110, 'label 110', 'default'),
	(118, 19, 6, 118, 'label 118', 'default'),
	(200, 1, 4, 200, 'label 200', 'default'),
	(111, 12, 6, 111, 'label 111', 'default'),
	(119, 20, NULL, 119, 'label 119', 'default');

INSERT INTO public."visit log 2025" VALUES
	(1, '2025-01-02', 2, 'default'),
	(9, '2025-01-10', 10, 'default'),
	(17, '2025-01-18', 18, 'default'),
	(25, '2025-01-26', 6, 'default'),
	(33, '2025-02-03', 14, 'default'),
	(41, '2025-02-11', 2, 'default'),
	(49, '2025-02-19', 10, 'default'),
	(57, '2025-02-27', 18, 'default'),
	(65, '2025-03-07', 6, 'default'),
	(73, '2025-03-15', 14, 'default'),
	(81, '2025-03-23', 2, 'default'),
	(89, '2025-03-31', 10, 'default'),
	(97, '2025-04-08', 18, 'default'),
	(105, '2025-04-16', 6, 'default'),
	(113, '2025-04-24', 14, 'default'),
	(2, '2025-01-03', 3, 'default'),
	(10, '2025-01-11', 11, 'default'),
	(18, '2025-01-19', 19, 'default'),
	(26, '2025-01-27', 7, 'default'),
	(34, '2025-02-04', 15, 'default'),
	(42, '2025-02-12', 3, 'default'),
	(50, '2025-02-20', 11, 'default'),
	(58, '2025-02-28', 19, 'default'),
	(66, '2025-03-08', 7, 'default'),
	(74, '2025-03-16', 15, 'default'),
	(82, '2025-03-24', 3, 'default'),
	(90, '2025-04-01', 11, 'default'),
	(98, '2025-04-09', 19, 'default'),
	(106, '2025-04-17', 7, 'default'),
	(114, '2025-04-25', 15, 'default'),
	(122, '2025-05-03', 3, 'default'),
	(3, '2025-01-04', 4, 'default'),
	(11, '2025-01-12', 12, 'default'),
	(19, '2025-01-20', 20, 'default'),
	(27, '2025-01-28', 8, 'default'),
	(35, '2025-02-05', 16, 'default'),
	(43, '2025-02-13', 4, 'default'),
	(51, '2025-02-21', 12, 'default'),
	(59, '2025-03-01', 20, 'default'),
	(67, '2025-03-09', 8, 'default'),
	(75, '2025-03-17', 16, 'default'),
	(83, '2025-03-25', 4, 'default'),
	(91, '2025-04-02', 12, 'default'),
	(99, '2025-04-10', 20, 'default'),
	(107, '2025-04-18', 8, 'default'),
	(115, '2025-04-26', 16, 'default'),
	(123, '2025-05-04', 4, 'default'),
	(4, '2025-01-05', 5, 'default'),
	(12, '2025-01-13', 13, 'default'),
	(20, '2025-01-21', 1, 'default');
INSERT INTO public."visit log 2025" VALUES
	(28, '2025-01-29', 9, 'default'),
	(36, '2025-02-06', 17, 'default'),
	(44, '2025-02-14', 5, 'default'),
	(52, '2025-02-22', 13, 'default'),
	(60, '2025-03-02', 1, 'default'),
	(68, '2025-03-10', 9, 'default'),
	(76, '2025-03-18', 17, 'default'),
	(84, '2025-03-26', 5, 'default'),
	(92, '2025-04-03', 13, 'default'),
	(100, '2025-04-11', 1, 'default'),
	(108, '2025-04-19', 9, 'default'),
	(116, '2025-04-27', 17, 'default'),
	(124, '2025-05-05', 5, 'default'),
	(5, '2025-01-06', 6, 'default'),
	(13, '2025-01-14', 14, 'default'),
	(21, '2025-01-22', 2, 'default'),
	(29, '2025-01-30', 10, 'default'),
	(37, '2025-02-07', 18, 'default'),
	(45, '2025-02-15', 6, 'default'),
	(53, '2025-02-23', 14, 'default'),
	(61, '2025-03-03', 2, 'default'),
	(69, '2025-03-11', 10, 'default'),
	(77, '2025-03-19', 18, 'default'),
	(85, '2025-03-27', 6, 'default'),
	(93, '2025-04-04', 14, 'default'),
	(101, '2025-04-12', 2, 'default'),
	(109, '2025-04-20', 10, 'default'),
	(117, '2025-04-28', 18, 'default'),
	(125, '2025-05-06', 6, 'default'),
	(6, '2025-01-07', 7, 'default'),
	(14, '2025-01-15', 15, 'default'),
	(22, '2025-01-23', 3, 'default'),
	(30, '2025-01-31', 11, 'default'),
	(38, '2025-02-08', 19, 'default'),
	(46, '2025-02-16', 7, 'default'),
	(54, '2025-02-24', 15, 'default'),
	(62, '2025-03-04', 3, 'default'),
	(70, '2025-03-12', 11, 'default'),
	(78, '2025-03-20', 19, 'default'),
	(86, '2025-03-28', 7, 'default'),
	(94, '2025-04-05', 15, 'default'),
	(102, '2025-04-13', 3, 'default'),
	(110, '2025-04-21', 11, 'default'),
	(118, '2025-04-29', 19, 'default'),
	(126, '2025-05-07', 7, 'default'),
	(7, '2025-01-08', 8, 'default'),
	(15, '2025-01-16', 16, 'default'),
	(23, '2025-01-24', 4, 'default'),
	(31, '2025-02-01', 12, 'default'),
	(39, '2025-02-09', 20, 'default');
INSERT INTO public."visit log 2025" VALUES
	(47, '2025-02-17', 8, 'default'),
	(55, '2025-02-25', 16, 'default'),
	(63, '2025-03-05', 4, 'default'),
	(71, '2025-03-13', 12, 'default'),
	(79, '2025-03-21', 20, 'default'),
	(87, '2025-03-29', 8, 'default'),
	(95, '2025-04-06', 16, 'default'),
	(103, '2025-04-14', 4, 'default'),
	(111, '2025-04-22', 12, 'default'),
	(119, '2025-04-30', 20, 'default'),
	(8, '2025-01-09', 9, 'default'),
	(16, '2025-01-17', 17, 'default'),
	(24, '2025-01-25', 5, 'default'),
	(32, '2025-02-02', 13, 'default'),
	(40, '2025-02-10', 1, 'default'),
	(48, '2025-02-18', 9, 'default'),
	(56, '2025-02-26', 17, 'default'),
	(64, '2025-03-06', 5, 'default'),
	(72, '2025-03-14', 13, 'default'),
	(80, '2025-03-22', 1, 'default'),
	(88, '2025-03-30', 9, 'default'),
	(96, '2025-04-07', 17, 'default'),
	(158, '2025-06-08', 19, 'default'),
	(166, '2025-06-16', 7, 'default'),
	(174, '2025-06-24', 15, 'default'),
	(182, '2025-07-02', 3, 'default'),
	(190, '2025-07-10', 11, 'default'),
	(198, '2025-07-18', 19, 'default'),
	(206, '2025-07-26', 7, 'default'),
	(214, '2025-08-03', 15, 'default'),
	(222, '2025-08-11', 3, 'default'),
	(230, '2025-08-19', 11, 'default'),
	(238, '2025-08-27', 19, 'default'),
	(246, '2025-09-04', 7, 'default'),
	(254, '2025-09-12', 15, 'default'),
	(159, '2025-06-09', 20, 'default'),
	(167, '2025-06-17', 8, 'default'),
	(175, '2025-06-25', 16, 'default'),
	(183, '2025-07-03', 4, 'default'),
	(191, '2025-07-11', 12, 'default'),
	(199, '2025-07-19', 20, 'default'),
	(207, '2025-07-27', 8, 'default'),
	(215, '2025-08-04', 16, 'default'),
	(223, '2025-08-12', 4, 'default'),
	(231, '2025-08-20', 12, 'default'),
	(239, '2025-08-28', 20, 'default'),
	(247, '2025-09-05', 8, 'default'),
	(255, '2025-09-13', 16, 'default'),
	(263, '2025-09-21', 4, 'default'),
	(271, '2025-09-29', 12, 'default');
INSERT INTO public."visit log 2025" VALUES
	(160, '2025-06-10', 1, 'default'),
	(168, '2025-06-18', 9, 'default'),
	(176, '2025-06-26', 17, 'default'),
	(184, '2025-07-04', 5, 'default'),
	(192, '2025-07-12', 13, 'default'),
	(200, '2025-07-20', 1, 'default'),
	(208, '2025-07-28', 9, 'default'),
	(216, '2025-08-05', 17, 'default'),
	(224, '2025-08-13', 5, 'default'),
	(232, '2025-08-21', 13, 'default'),
	(240, '2025-08-29', 1, 'default'),
	(248, '2025-09-06', 9, 'default'),
	(256, '2025-09-14', 17, 'default'),
	(264, '2025-09-22', 5, 'default'),
	(161, '2025-06-11', 2, 'default'),
	(169, '2025-06-19', 10, 'default'),
	(177, '2025-06-27', 18, 'default'),
	(185, '2025-07-05', 6, 'default'),
	(193, '2025-07-13', 14, 'default'),
	(201, '2025-07-21', 2, 'default'),
	(209, '2025-07-29', 10, 'default'),
	(217, '2025-08-06', 18, 'default'),
	(225, '2025-08-14', 6, 'default'),
	(233, '2025-08-22', 14, 'default'),
	(241, '2025-08-30', 2, 'default'),
	(249, '2025-09-07', 10, 'default'),
	(257, '2025-09-15', 18, 'default'),
	(265, '2025-09-23', 6, 'default'),
	(273, '2025-10-01', 14, 'default'),
	(162, '2025-06-12', 3, 'default'),
	(170, '2025-06-20', 11, 'default'),
	(178, '2025-06-28', 19, 'default'),
	(186, '2025-07-06', 7, 'default'),
	(194, '2025-07-14', 15, 'default'),
	(202, '2025-07-22', 3, 'default'),
	(210, '2025-07-30', 11, 'default'),
	(218, '2025-08-07', 19, 'default'),
	(226, '2025-08-15', 7, 'default'),
	(234, '2025-08-23', 15, 'default'),
	(242, '2025-08-31', 3, 'default'),
	(250, '2025-09-08', 11, 'default'),
	(258, '2025-09-16', 19, 'default'),
	(266, '2025-09-24', 7, 'default'),
	(163, '2025-06-13', 4, 'default'),
	(171, '2025-06-21', 12, 'default'),
	(179, '2025-06-29', 20, 'default'),
	(187, '2025-07-07', 8, 'default'),
	(195, '2025-07-15', 16, 'default'),
	(203, '2025-07-23', 4, 'default'),
	(211, '2025-07-31', 12, 'default');
INSERT INTO public."visit log 2025" VALUES
	(219, '2025-08-08', 20, 'default'),
	(227, '2025-08-16', 8, 'default'),
	(235, '2025-08-24', 16, 'default'),
	(243, '2025-09-01', 4, 'default'),
	(251, '2025-09-09', 12, 'default'),
	(259, '2025-09-17', 20, 'default'),
	(267, '2025-09-25', 8, 'default'),
	(164, '2025-06-14', 5, 'default'),
	(172, '2025-06-22', 13, 'default'),
	(180, '2025-06-30', 1, 'default'),
	(188, '2025-07-08', 9, 'default'),
	(196, '2025-07-16', 17, 'default'),
	(204, '2025-07-24', 5, 'default'),
	(212, '2025-08-01', 13, 'default'),
	(220, '2025-08-09', 1, 'default'),
	(228, '2025-08-17', 9, 'default'),
	(236, '2025-08-25', 17, 'default'),
	(244, '2025-09-02', 5, 'default'),
	(252, '2025-09-10', 13, 'default'),
	(260, '2025-09-18', 1, 'default'),
	(268, '2025-09-26', 9, 'default'),
	(276, '2025-10-04', 17, 'default'),
	(104, '2025-04-15', 5, 'default'),
	(112, '2025-04-23', 13, 'default'),
	(120, '2025-05-01', 1, 'default'),
	(128, '2025-05-09', 9, 'default'),
	(136, '2025-05-17', 17, 'default'),
	(144, '2025-05-25', 5, 'default'),
	(152, '2025-06-02', 13, 'default'),
	(165, '2025-06-15', 6, 'default'),
	(173, '2025-06-23', 14, 'default'),
	(181, '2025-07-01', 2, 'default'),
	(189, '2025-07-09', 10, 'default'),
	(197, '2025-07-17', 18, 'default'),
	(205, '2025-07-25', 6, 'default'),
	(213, '2025-08-02', 14, 'default'),
	(221, '2025-08-10', 2, 'default'),
	(229, '2025-08-18', 10, 'default'),
	(237, '2025-08-26', 18, 'default'),
	(245, '2025-09-03', 6, 'default'),
	(253, '2025-09-11', 14, 'default'),
	(261, '2025-09-19', 2, 'default'),
	(269, '2025-09-27', 10, 'default'),
	(277, '2025-10-05', 18, 'default'),
	(285, '2025-10-13', 6, 'default'),
	(293, '2025-10-21', 14, 'default'),
	(121, '2025-05-02', 2, 'default'),
	(129, '2025-05-10', 10, 'default'),
	(137, '2025-05-18', 18, 'default'),
	(145, '2025-05-26', 6, 'default');
INSERT INTO public."visit log 2025" VALUES
	(153, '2025-06-03', 14, 'default'),
	(262, '2025-09-20', 3, 'default'),
	(270, '2025-09-28', 11, 'default'),
	(278, '2025-10-06', 19, 'default'),
	(286, '2025-10-14', 7, 'default'),
	(294, '2025-10-22', 15, 'default'),
	(130, '2025-05-11', 11, 'default'),
	(138, '2025-05-19', 19, 'default'),
	(146, '2025-05-27', 7, 'default'),
	(154, '2025-06-04', 15, 'default'),
	(279, '2025-10-07', 20, 'default'),
	(287, '2025-10-15', 8, 'default'),
	(295, '2025-10-23', 16, 'default'),
	(131, '2025-05-12', 12, 'default'),
	(139, '2025-05-20', 20, 'default'),
	(147, '2025-05-28', 8, 'default'),
	(155, '2025-06-05', 16, 'default'),
	(272, '2025-09-30', 13, 'default'),
	(280, '2025-10-08', 1, 'default'),
	(288, '2025-10-16', 9, 'default'),
	(296, '2025-10-24', 17, 'default'),
	(132, '2025-05-13', 13, 'default'),
	(140, '2025-05-21', 1, 'default'),
	(148, '2025-05-29', 9, 'default'),
	(156, '2025-06-06', 17, 'default'),
	(281, '2025-10-09', 2, 'default'),
	(289, '2025-10-17', 10, 'default'),
	(297, '2025-10-25', 18, 'default'),
	(133, '2025-05-14', 14, 'default'),
	(141, '2025-05-22', 2, 'default'),
	(149, '2025-05-30', 10, 'default'),
	(157, '2025-06-07', 18, 'default'),
	(274, '2025-10-02', 15, 'default'),
	(282, '2025-10-10', 3, 'default'),
	(290, '2025-10-18', 11, 'default'),
	(298, '2025-10-26', 19, 'default'),
	(134, '2025-05-15', 15, 'default'),
	(142, '2025-05-23', 3, 'default'),
	(150, '2025-05-31', 11, 'default'),
	(275, '2025-10-03', 16, 'default'),
	(283, '2025-10-11', 4, 'default'),
	(291, '2025-10-19', 12, 'default'),
	(299, '2025-10-27', 20, 'default'),
	(127, '2025-05-08', 8, 'default'),
	(135, '2025-05-16', 16, 'default'),
	(143, '2025-05-24', 4, 'default'),
	(151, '2025-06-01', 12, 'default'),
	(284, '2025-10-12', 5, 'default'),
	(292, '2025-10-20', 13, 'default'),
	(300, '2025-10-28', 1, 'default');

SELECT pg_catalog.setval('planner.owned_seq_seq', 50, true);

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

ALTER TABLE ONLY public."User"
    ADD CONSTRAINT "User_client_id_email_key" UNIQUE (client_id, email);

ALTER TABLE ONLY public."User"
    ADD CONSTRAINT "User_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the_395e3122_key UNIQUE (client_id, serial);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key UNIQUE (client_id, label);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the_laborat_pkey PRIMARY KEY (id);

CREATE INDEX "ix_User_client_id" ON public."User" USING btree (client_id);

CREATE UNIQUE INDEX "ix_User_client_id_handle" ON public."User" USING btree (client_id, handle);

CREATE UNIQUE INDEX "ix_User_client_id_id" ON public."User" USING btree (client_id, id);

CREATE INDEX ix_a_list_of_measurements_taken_by_instruments_of_the_l_842d ON public.a_list_of_measurements_taken_by_instruments_of_the_laboratory USING btree (client_id);

CREATE INDEX "ix_visit log_client_id" ON ONLY public."visit log" USING btree (client_id);

CREATE INDEX "ix_visit log 2025_client_id" ON public."visit log 2025" USING btree (client_id);

CREATE UNIQUE INDEX "visit log_client_id_id_day_key" ON ONLY public."visit log" USING btree (client_id, id, day);

CREATE UNIQUE INDEX "visit log 2025_client_id_id_day_key" ON public."visit log 2025" USING btree (client_id, id, day);

ALTER INDEX public."ix_visit log_client_id" ATTACH PARTITION public."ix_visit log 2025_client_id";

ALTER INDEX public."visit log_client_id_id_day_key" ATTACH PARTITION public."visit log 2025_client_id_id_day_key";

CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON public."User" FOR EACH ROW WHEN ((new.client_id IS NULL)) EXECUTE FUNCTION public."User_planner_guard"();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.a_list_of_measurements_taken_by_instruments_of_the_laboratory FOR EACH ROW EXECUTE FUNCTION public.a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public."visit log" FOR EACH ROW EXECUTE FUNCTION public."visit log_planner_guard"();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.a_list_of_measurements_taken_by_instruments_of_the_laboratory FOR EACH ROW WHEN (((new.client_id IS NULL) OR ((new.client_id IS DISTINCT FROM old.client_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new."userId" IS DISTINCT FROM old."userId"))) EXECUTE FUNCTION public.a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public."visit log" FOR EACH ROW WHEN (((new.client_id IS NULL) OR ((new.client_id IS DISTINCT FROM old.client_id) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new."userId" IS DISTINCT FROM old."userId"))) EXECUTE FUNCTION public."visit log_planner_guard"();

ALTER TABLE ONLY public."User"
    ADD CONSTRAINT "User_client_id_fkey" FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT "a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey" FOREIGN KEY (client_id, "reviewerId") REFERENCES public."User"(client_id, id);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT "a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey" FOREIGN KEY (client_id, "userId") REFERENCES public."User"(client_id, id);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT a_list_of_measurements_taken_by_instruments_of_t_client_id_fkey FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE public."visit log"
    ADD CONSTRAINT "visit log_client_id_fkey" FOREIGN KEY (client_id) REFERENCES public."Clients"(id);

ALTER TABLE public."visit log"
    ADD CONSTRAINT "visit log_client_id_userId_fkey" FOREIGN KEY (client_id, "userId") REFERENCES public."User"(client_id, id);

REVOKE ALL ON FUNCTION public."User_planner_guard"() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public."visit log_planner_guard"() FROM PUBLIC;
