-- PostgreSQL >= 18
-- unique_keys, backfill: left by planner 0.1.0 on PostgreSQL 18.6
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

CREATE FUNCTION public.documents_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.users_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."org_id" IS NOT NULL THEN
    SELECT "p"."id" INTO planner_found FROM "public"."orgs" AS p WHERE "p"."id" = "new"."org_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.visits_planner_guard() RETURNS trigger
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
    planner_given := NEW."tenant" IS NOT NULL;
  ELSE
    planner_given := NEW."tenant" IS NOT NULL AND NEW."tenant" IS DISTINCT FROM OLD."tenant";
  END IF;

  planner_found := NULL;
  IF "new"."user_id" IS NOT NULL THEN
    SELECT "p"."tenant" INTO planner_found FROM "public"."users" AS p WHERE "p"."id" = "new"."user_id";
  END IF;

  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);

  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW."tenant" <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW."tenant"
      USING ERRCODE = 'check_violation', COLUMN = 'tenant', HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW."tenant" := planner_tenant;
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

CREATE TABLE public.documents (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    slug text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    tenant text
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id text NOT NULL,
    email text NOT NULL,
    handle text,
    badge integer NOT NULL,
    tenant text
);

CREATE TABLE public.visits (
    id bigint,
    at date,
    user_id bigint NOT NULL,
    token text NOT NULL,
    tenant text
)
PARTITION BY RANGE (at);

CREATE TABLE public.visits_2024 (
    id bigint,
    at date,
    user_id bigint CONSTRAINT visits_user_id_not_null NOT NULL,
    token text CONSTRAINT visits_token_not_null NOT NULL,
    tenant text
);

CREATE TABLE public.visits_2025 (
    id bigint,
    at date,
    user_id bigint CONSTRAINT visits_user_id_not_null NOT NULL,
    token text CONSTRAINT visits_token_not_null NOT NULL,
    tenant text
);

ALTER TABLE ONLY public.visits ATTACH PARTITION public.visits_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public.visits ATTACH PARTITION public.visits_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

INSERT INTO planner.backfill VALUES
	('public', 'users', 'public', 'users', 0, 1, 1, 20, '2026-11-25 21:49:26.894082+00'),
	('public', 'documents', 'public', 'documents', 0, 1, 1, 40, '2026-11-25 21:49:27.152253+00'),
	('public', 'visits', 'public', 'visits_2024', 0, 2, 2, 213, '2026-11-25 21:49:27.364707+00'),
	('public', 'visits', 'public', 'visits_2025', 0, 1, 1, 87, '2026-11-25 21:49:27.527419+00');

INSERT INTO planner.owned OVERRIDING SYSTEM VALUE VALUES
	(1, 'schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:26.348878+00', 'postgres'),
	(2, 'column', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, 'via org_id → public.orgs', '2026-11-25 21:49:26.414849+00', 'postgres'),
	(3, 'guard', 'public', 'users', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:26.432342+00', 'postgres'),
	(4, 'column', 'public', 'documents', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:49:26.484804+00', 'postgres'),
	(5, 'guard', 'public', 'documents', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:26.508035+00', 'postgres'),
	(6, 'column', 'public', 'visits', 'tenant', 'add', 'confirmed', NULL, 'via user_id → public.users', '2026-11-25 21:49:26.580076+00', 'postgres'),
	(7, 'guard', 'public', 'visits', 'tenant', 'add', 'confirmed', NULL, NULL, '2026-11-25 21:49:26.606636+00', 'postgres'),
	(8, 'backfill', 'public', 'users', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:26.925905+00', 'postgres'),
	(9, 'backfill', 'public', 'documents', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:27.552985+00', 'postgres'),
	(10, 'backfill', 'public', 'visits', 'tenant', 'backfill', 'confirmed', NULL, NULL, '2026-11-25 21:49:27.593533+00', 'postgres');

INSERT INTO planner.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'apply', '2026-11-25 21:49:26.363112+00', '2026-11-25 21:49:27.612877+00', 'done', 'postgres', 'ann@laptop', '0.1.0', 'e251ecfc594a9877089cfaf9692ee280f7ee6affb0271b3213eaa7c1417bd491');

INSERT INTO planner.step VALUES
	(1, 6, 'backfill.public.documents', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''backfill'', ''public'', ''documents'', ''tenant'', ''backfill'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:27.552607+00', 3.2993259999329894, 'ROW EXCLUSIVE on public.documents', NULL, NULL, NULL, 1, NULL, 1, NULL),
	(1, 7, 'backfill.public.visits', 'UPDATE ONLY "public"."visits_2024" AS "t" SET "tenant" = "p"."tenant" FROM "public"."users" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"(''(%s,%s)'', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"(''(%s,%s)'', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."tenant" IS NULL AND "p"."id" = "t"."user_id" AND "p"."tenant" IS NOT NULL', '2026-11-25 21:49:26.996138+00', 592.1486570000525, 'ROW EXCLUSIVE on public.visits', NULL, NULL, NULL, 300, 424, 1, NULL),
	(1, 7, 'backfill.public.visits', 'INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES (''backfill'', ''public'', ''visits'', ''tenant'', ''backfill'', ''confirmed'', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail")', '2026-11-25 21:49:27.593148+00', 0.9290220000366389, 'ROW EXCLUSIVE on public.visits', NULL, NULL, NULL, 1, NULL, 1, NULL);

INSERT INTO public.documents VALUES
	(8, 9, 'slug-8', 8, 'zebra'),
	(16, 17, 'slug-16', 16, 'zebra'),
	(24, 5, 'slug-24', 24, 'zebra'),
	(32, 13, 'slug-32', 32, 'zebra'),
	(40, 1, 'slug-40', 40, 'zebra'),
	(1, 2, 'slug-1', 1, 'acme'),
	(9, 10, 'slug-9', 9, 'acme'),
	(17, 18, 'slug-17', 17, 'acme'),
	(25, 6, 'slug-25', 25, 'acme'),
	(33, 14, 'slug-33', 33, 'acme'),
	(2, 3, 'slug-2', 2, 'zebra'),
	(10, 11, 'slug-10', 10, 'zebra'),
	(18, 19, 'slug-18', 18, 'zebra'),
	(26, 7, 'slug-26', 26, 'zebra'),
	(34, 15, 'slug-34', 34, 'zebra'),
	(3, 4, 'slug-3', 3, 'acme'),
	(11, 12, 'slug-11', 11, 'acme'),
	(19, 20, 'slug-19', 19, 'acme'),
	(27, 8, 'slug-27', 27, 'acme'),
	(35, 16, 'slug-35', 35, 'acme'),
	(4, 5, 'slug-4', 4, 'zebra'),
	(12, 13, 'slug-12', 12, 'zebra'),
	(20, 1, 'slug-20', 20, 'zebra'),
	(28, 9, 'slug-28', 28, 'zebra'),
	(36, 17, 'slug-36', 36, 'zebra'),
	(5, 6, 'slug-5', 5, 'acme'),
	(13, 14, 'slug-13', 13, 'acme'),
	(21, 2, 'slug-21', 21, 'acme'),
	(29, 10, 'slug-29', 29, 'acme'),
	(37, 18, 'slug-37', 37, 'acme'),
	(6, 7, 'slug-6', 6, 'zebra'),
	(14, 15, 'slug-14', 14, 'zebra'),
	(22, 3, 'slug-22', 22, 'zebra'),
	(30, 11, 'slug-30', 30, 'zebra'),
	(38, 19, 'slug-38', 38, 'zebra'),
	(7, 8, 'slug-7', 7, 'acme'),
	(15, 16, 'slug-15', 15, 'acme'),
	(23, 4, 'slug-23', 23, 'acme'),
	(31, 12, 'slug-31', 31, 'acme'),
	(39, 20, 'slug-39', 39, 'acme');

INSERT INTO public.orgs VALUES
	('acme'),
	('zebra');

INSERT INTO public.users VALUES
	(8, 'acme', 'u8', 'H8', 8, 'acme'),
	(16, 'acme', 'u16', 'H16', 16, 'acme'),
	(1, 'zebra', 'u1', 'H1', 1, 'zebra'),
	(9, 'zebra', 'u9', NULL, 9, 'zebra'),
	(17, 'zebra', 'u17', 'H17', 17, 'zebra'),
	(2, 'acme', 'u2', 'H2', 2, 'acme'),
	(10, 'acme', 'u10', 'H10', 10, 'acme'),
	(18, 'acme', 'u18', NULL, 18, 'acme'),
	(3, 'zebra', 'u3', NULL, 3, 'zebra'),
	(11, 'zebra', 'u11', 'H11', 11, 'zebra'),
	(19, 'zebra', 'u19', 'H19', 19, 'zebra'),
	(4, 'acme', 'u4', 'H4', 4, 'acme'),
	(12, 'acme', 'u12', NULL, 12, 'acme'),
	(20, 'acme', 'u20', 'H20', 20, 'acme'),
	(5, 'zebra', 'u5', 'H5', 5, 'zebra'),
	(13, 'zebra', 'u13', 'H13', 13, 'zebra'),
	(6, 'acme', 'u6', NULL, 6, 'acme'),
	(14, 'acme', 'u14', 'H14', 14, 'acme'),
	(7, 'zebra', 'u7', 'H7', 7, 'zebra'),
	(15, 'zebra', 'u15', NULL, 15, 'zebra');

INSERT INTO public.visits_2024 VALUES
	(1, '2024-06-02', 2, 't1', 'acme'),
	(9, '2024-06-10', 10, 't9', 'acme'),
	(17, '2024-06-18', 18, 't17', 'acme'),
	(25, '2024-06-26', 6, 't25', 'acme'),
	(33, '2024-07-04', 14, 't33', 'acme'),
	(41, '2024-07-12', 2, 't41', 'acme'),
	(49, '2024-07-20', 10, 't49', 'acme'),
	(57, '2024-07-28', 18, 't57', 'acme'),
	(65, '2024-08-05', 6, 't65', 'acme'),
	(73, '2024-08-13', 14, 't73', 'acme'),
	(81, '2024-08-21', 2, 't81', 'acme'),
	(89, '2024-08-29', 10, 't89', 'acme'),
	(97, '2024-09-06', 18, 't97', 'acme'),
	(105, '2024-09-14', 6, 't105', 'acme'),
	(2, '2024-06-03', 3, 't2', 'zebra'),
	(10, '2024-06-11', 11, 't10', 'zebra'),
	(18, '2024-06-19', 19, 't18', 'zebra'),
	(26, '2024-06-27', 7, 't26', 'zebra'),
	(34, '2024-07-05', 15, 't34', 'zebra'),
	(42, '2024-07-13', 3, 't42', 'zebra'),
	(50, '2024-07-21', 11, 't50', 'zebra'),
	(58, '2024-07-29', 19, 't58', 'zebra'),
	(66, '2024-08-06', 7, 't66', 'zebra'),
	(74, '2024-08-14', 15, 't74', 'zebra'),
	(82, '2024-08-22', 3, 't82', 'zebra'),
	(90, '2024-08-30', 11, 't90', 'zebra'),
	(98, '2024-09-07', 19, 't98', 'zebra'),
	(106, '2024-09-15', 7, 't106', 'zebra'),
	(3, '2024-06-04', 4, 't3', 'acme'),
	(11, '2024-06-12', 12, 't11', 'acme'),
	(19, '2024-06-20', 20, 't19', 'acme'),
	(27, '2024-06-28', 8, 't27', 'acme'),
	(35, '2024-07-06', 16, 't35', 'acme'),
	(43, '2024-07-14', 4, 't43', 'acme'),
	(51, '2024-07-22', 12, 't51', 'acme'),
	(59, '2024-07-30', 20, 't59', 'acme'),
	(67, '2024-08-07', 8, 't67', 'acme'),
	(75, '2024-08-15', 16, 't75', 'acme'),
	(83, '2024-08-23', 4, 't83', 'acme'),
	(91, '2024-08-31', 12, 't91', 'acme'),
	(99, '2024-09-08', 20, 't99', 'acme'),
	(107, '2024-09-16', 8, 't107', 'acme'),
	(4, '2024-06-05', 5, 't4', 'zebra'),
	(12, '2024-06-13', 13, 't12', 'zebra'),
	(20, '2024-06-21', 1, 't20', 'zebra'),
	(28, '2024-06-29', 9, 't28', 'zebra'),
	(36, '2024-07-07', 17, 't36', 'zebra'),
	(44, '2024-07-15', 5, 't44', 'zebra'),
	(52, '2024-07-23', 13, 't52', 'zebra'),
	(60, '2024-07-31', 1, 't60', 'zebra');
INSERT INTO public.visits_2024 VALUES
	(68, '2024-08-08', 9, 't68', 'zebra'),
	(76, '2024-08-16', 17, 't76', 'zebra'),
	(84, '2024-08-24', 5, 't84', 'zebra'),
	(92, '2024-09-01', 13, 't92', 'zebra'),
	(100, '2024-09-09', 1, 't100', 'zebra'),
	(108, '2024-09-17', 9, 't108', 'zebra'),
	(5, '2024-06-06', 6, 't5', 'acme'),
	(13, '2024-06-14', 14, 't13', 'acme'),
	(21, '2024-06-22', 2, 't21', 'acme'),
	(29, '2024-06-30', 10, 't29', 'acme'),
	(37, '2024-07-08', 18, 't37', 'acme'),
	(45, '2024-07-16', 6, 't45', 'acme'),
	(53, '2024-07-24', 14, 't53', 'acme'),
	(61, '2024-08-01', 2, 't61', 'acme'),
	(69, '2024-08-09', 10, 't69', 'acme'),
	(77, '2024-08-17', 18, 't77', 'acme'),
	(85, '2024-08-25', 6, 't85', 'acme'),
	(93, '2024-09-02', 14, 't93', 'acme'),
	(101, '2024-09-10', 2, 't101', 'acme'),
	(109, '2024-09-18', 10, 't109', 'acme'),
	(6, '2024-06-07', 7, 't6', 'zebra'),
	(14, '2024-06-15', 15, 't14', 'zebra'),
	(22, '2024-06-23', 3, 't22', 'zebra'),
	(30, '2024-07-01', 11, 't30', 'zebra'),
	(38, '2024-07-09', 19, 't38', 'zebra'),
	(46, '2024-07-17', 7, 't46', 'zebra'),
	(54, '2024-07-25', 15, 't54', 'zebra'),
	(62, '2024-08-02', 3, 't62', 'zebra'),
	(70, '2024-08-10', 11, 't70', 'zebra'),
	(78, '2024-08-18', 19, 't78', 'zebra'),
	(86, '2024-08-26', 7, 't86', 'zebra'),
	(94, '2024-09-03', 15, 't94', 'zebra'),
	(102, '2024-09-11', 3, 't102', 'zebra'),
	(110, '2024-09-19', 11, 't110', 'zebra'),
	(7, '2024-06-08', 8, 't7', 'acme'),
	(15, '2024-06-16', 16, 't15', 'acme'),
	(23, '2024-06-24', 4, 't23', 'acme'),
	(31, '2024-07-02', 12, 't31', 'acme'),
	(39, '2024-07-10', 20, 't39', 'acme'),
	(47, '2024-07-18', 8, 't47', 'acme'),
	(55, '2024-07-26', 16, 't55', 'acme'),
	(63, '2024-08-03', 4, 't63', 'acme'),
	(71, '2024-08-11', 12, 't71', 'acme'),
	(79, '2024-08-19', 20, 't79', 'acme'),
	(87, '2024-08-27', 8, 't87', 'acme'),
	(95, '2024-09-04', 16, 't95', 'acme'),
	(103, '2024-09-12', 4, 't103', 'acme'),
	(111, '2024-09-20', 12, 't111', 'acme'),
	(8, '2024-06-09', 9, 't8', 'zebra'),
	(16, '2024-06-17', 17, 't16', 'zebra');
INSERT INTO public.visits_2024 VALUES
	(24, '2024-06-25', 5, 't24', 'zebra'),
	(32, '2024-07-03', 13, 't32', 'zebra'),
	(40, '2024-07-11', 1, 't40', 'zebra'),
	(48, '2024-07-19', 9, 't48', 'zebra'),
	(56, '2024-07-27', 17, 't56', 'zebra'),
	(64, '2024-08-04', 5, 't64', 'zebra'),
	(72, '2024-08-12', 13, 't72', 'zebra'),
	(80, '2024-08-20', 1, 't80', 'zebra'),
	(88, '2024-08-28', 9, 't88', 'zebra'),
	(96, '2024-09-05', 17, 't96', 'zebra'),
	(104, '2024-09-13', 5, 't104', 'zebra'),
	(112, '2024-09-21', 13, 't112', 'zebra'),
	(120, '2024-09-29', 1, 't120', 'zebra'),
	(128, '2024-10-07', 9, 't128', 'zebra'),
	(136, '2024-10-15', 17, 't136', 'zebra'),
	(144, '2024-10-23', 5, 't144', 'zebra'),
	(152, '2024-10-31', 13, 't152', 'zebra'),
	(160, '2024-11-08', 1, 't160', 'zebra'),
	(168, '2024-11-16', 9, 't168', 'zebra'),
	(176, '2024-11-24', 17, 't176', 'zebra'),
	(184, '2024-12-02', 5, 't184', 'zebra'),
	(192, '2024-12-10', 13, 't192', 'zebra'),
	(200, '2024-12-18', 1, 't200', 'zebra'),
	(208, '2024-12-26', 9, 't208', 'zebra'),
	(113, '2024-09-22', 14, 't113', 'acme'),
	(121, '2024-09-30', 2, 't121', 'acme'),
	(129, '2024-10-08', 10, 't129', 'acme'),
	(137, '2024-10-16', 18, 't137', 'acme'),
	(145, '2024-10-24', 6, 't145', 'acme'),
	(153, '2024-11-01', 14, 't153', 'acme'),
	(161, '2024-11-09', 2, 't161', 'acme'),
	(169, '2024-11-17', 10, 't169', 'acme'),
	(177, '2024-11-25', 18, 't177', 'acme'),
	(185, '2024-12-03', 6, 't185', 'acme'),
	(193, '2024-12-11', 14, 't193', 'acme'),
	(201, '2024-12-19', 2, 't201', 'acme'),
	(209, '2024-12-27', 10, 't209', 'acme'),
	(114, '2024-09-23', 15, 't114', 'zebra'),
	(122, '2024-10-01', 3, 't122', 'zebra'),
	(130, '2024-10-09', 11, 't130', 'zebra'),
	(138, '2024-10-17', 19, 't138', 'zebra'),
	(146, '2024-10-25', 7, 't146', 'zebra'),
	(154, '2024-11-02', 15, 't154', 'zebra'),
	(162, '2024-11-10', 3, 't162', 'zebra'),
	(170, '2024-11-18', 11, 't170', 'zebra'),
	(178, '2024-11-26', 19, 't178', 'zebra'),
	(186, '2024-12-04', 7, 't186', 'zebra'),
	(194, '2024-12-12', 15, 't194', 'zebra'),
	(202, '2024-12-20', 3, 't202', 'zebra'),
	(210, '2024-12-28', 11, 't210', 'zebra');
INSERT INTO public.visits_2024 VALUES
	(115, '2024-09-24', 16, 't115', 'acme'),
	(123, '2024-10-02', 4, 't123', 'acme'),
	(131, '2024-10-10', 12, 't131', 'acme'),
	(139, '2024-10-18', 20, 't139', 'acme'),
	(147, '2024-10-26', 8, 't147', 'acme'),
	(155, '2024-11-03', 16, 't155', 'acme'),
	(163, '2024-11-11', 4, 't163', 'acme'),
	(171, '2024-11-19', 12, 't171', 'acme'),
	(179, '2024-11-27', 20, 't179', 'acme'),
	(187, '2024-12-05', 8, 't187', 'acme'),
	(195, '2024-12-13', 16, 't195', 'acme'),
	(203, '2024-12-21', 4, 't203', 'acme'),
	(211, '2024-12-29', 12, 't211', 'acme'),
	(116, '2024-09-25', 17, 't116', 'zebra'),
	(124, '2024-10-03', 5, 't124', 'zebra'),
	(140, '2024-10-19', 1, 't140', 'zebra'),
	(148, '2024-10-27', 9, 't148', 'zebra'),
	(156, '2024-11-04', 17, 't156', 'zebra'),
	(164, '2024-11-12', 5, 't164', 'zebra'),
	(172, '2024-11-20', 13, 't172', 'zebra'),
	(180, '2024-11-28', 1, 't180', 'zebra'),
	(188, '2024-12-06', 9, 't188', 'zebra'),
	(196, '2024-12-14', 17, 't196', 'zebra'),
	(204, '2024-12-22', 5, 't204', 'zebra'),
	(212, '2024-12-30', 13, 't212', 'zebra'),
	(141, '2024-10-20', 2, 't141', 'acme'),
	(149, '2024-10-28', 10, 't149', 'acme'),
	(157, '2024-11-05', 18, 't157', 'acme'),
	(165, '2024-11-13', 6, 't165', 'acme'),
	(173, '2024-11-21', 14, 't173', 'acme'),
	(181, '2024-11-29', 2, 't181', 'acme'),
	(189, '2024-12-07', 10, 't189', 'acme'),
	(197, '2024-12-15', 18, 't197', 'acme'),
	(205, '2024-12-23', 6, 't205', 'acme'),
	(213, '2024-12-31', 14, 't213', 'acme'),
	(142, '2024-10-21', 3, 't142', 'zebra'),
	(150, '2024-10-29', 11, 't150', 'zebra'),
	(158, '2024-11-06', 19, 't158', 'zebra'),
	(166, '2024-11-14', 7, 't166', 'zebra'),
	(174, '2024-11-22', 15, 't174', 'zebra'),
	(182, '2024-11-30', 3, 't182', 'zebra'),
	(190, '2024-12-08', 11, 't190', 'zebra'),
	(198, '2024-12-16', 19, 't198', 'zebra'),
	(206, '2024-12-24', 7, 't206', 'zebra'),
	(143, '2024-10-22', 4, 't143', 'acme'),
	(151, '2024-10-30', 12, 't151', 'acme'),
	(159, '2024-11-07', 20, 't159', 'acme'),
	(167, '2024-11-15', 8, 't167', 'acme'),
	(175, '2024-11-23', 16, 't175', 'acme'),
	(183, '2024-12-01', 4, 't183', 'acme');
INSERT INTO public.visits_2024 VALUES
	(191, '2024-12-09', 12, 't191', 'acme'),
	(199, '2024-12-17', 20, 't199', 'acme'),
	(207, '2024-12-25', 8, 't207', 'acme'),
	(132, '2024-10-11', 13, 't132', 'zebra'),
	(117, '2024-09-26', 18, 't117', 'acme'),
	(125, '2024-10-04', 6, 't125', 'acme'),
	(133, '2024-10-12', 14, 't133', 'acme'),
	(118, '2024-09-27', 19, 't118', 'zebra'),
	(126, '2024-10-05', 7, 't126', 'zebra'),
	(134, '2024-10-13', 15, 't134', 'zebra'),
	(119, '2024-09-28', 20, 't119', 'acme'),
	(127, '2024-10-06', 8, 't127', 'acme'),
	(135, '2024-10-14', 16, 't135', 'acme');

INSERT INTO public.visits_2025 VALUES
	(221, '2025-01-08', 2, 't221', 'acme'),
	(229, '2025-01-16', 10, 't229', 'acme'),
	(237, '2025-01-24', 18, 't237', 'acme'),
	(245, '2025-02-01', 6, 't245', 'acme'),
	(253, '2025-02-09', 14, 't253', 'acme'),
	(261, '2025-02-17', 2, 't261', 'acme'),
	(269, '2025-02-25', 10, 't269', 'acme'),
	(277, '2025-03-05', 18, 't277', 'acme'),
	(285, '2025-03-13', 6, 't285', 'acme'),
	(293, '2025-03-21', 14, 't293', 'acme'),
	(214, '2025-01-01', 15, 't214', 'zebra'),
	(222, '2025-01-09', 3, 't222', 'zebra'),
	(230, '2025-01-17', 11, 't230', 'zebra'),
	(238, '2025-01-25', 19, 't238', 'zebra'),
	(246, '2025-02-02', 7, 't246', 'zebra'),
	(254, '2025-02-10', 15, 't254', 'zebra'),
	(262, '2025-02-18', 3, 't262', 'zebra'),
	(270, '2025-02-26', 11, 't270', 'zebra'),
	(278, '2025-03-06', 19, 't278', 'zebra'),
	(286, '2025-03-14', 7, 't286', 'zebra'),
	(294, '2025-03-22', 15, 't294', 'zebra'),
	(215, '2025-01-02', 16, 't215', 'acme'),
	(223, '2025-01-10', 4, 't223', 'acme'),
	(231, '2025-01-18', 12, 't231', 'acme'),
	(239, '2025-01-26', 20, 't239', 'acme'),
	(247, '2025-02-03', 8, 't247', 'acme'),
	(255, '2025-02-11', 16, 't255', 'acme'),
	(263, '2025-02-19', 4, 't263', 'acme'),
	(271, '2025-02-27', 12, 't271', 'acme'),
	(279, '2025-03-07', 20, 't279', 'acme'),
	(287, '2025-03-15', 8, 't287', 'acme'),
	(295, '2025-03-23', 16, 't295', 'acme'),
	(216, '2025-01-03', 17, 't216', 'zebra'),
	(224, '2025-01-11', 5, 't224', 'zebra'),
	(232, '2025-01-19', 13, 't232', 'zebra'),
	(240, '2025-01-27', 1, 't240', 'zebra'),
	(248, '2025-02-04', 9, 't248', 'zebra'),
	(256, '2025-02-12', 17, 't256', 'zebra'),
	(264, '2025-02-20', 5, 't264', 'zebra'),
	(272, '2025-02-28', 13, 't272', 'zebra'),
	(280, '2025-03-08', 1, 't280', 'zebra'),
	(288, '2025-03-16', 9, 't288', 'zebra'),
	(296, '2025-03-24', 17, 't296', 'zebra'),
	(217, '2025-01-04', 18, 't217', 'acme'),
	(225, '2025-01-12', 6, 't225', 'acme'),
	(233, '2025-01-20', 14, 't233', 'acme'),
	(241, '2025-01-28', 2, 't241', 'acme'),
	(249, '2025-02-05', 10, 't249', 'acme'),
	(257, '2025-02-13', 18, 't257', 'acme'),
	(265, '2025-02-21', 6, 't265', 'acme');
INSERT INTO public.visits_2025 VALUES
	(273, '2025-03-01', 14, 't273', 'acme'),
	(281, '2025-03-09', 2, 't281', 'acme'),
	(289, '2025-03-17', 10, 't289', 'acme'),
	(297, '2025-03-25', 18, 't297', 'acme'),
	(218, '2025-01-05', 19, 't218', 'zebra'),
	(226, '2025-01-13', 7, 't226', 'zebra'),
	(234, '2025-01-21', 15, 't234', 'zebra'),
	(242, '2025-01-29', 3, 't242', 'zebra'),
	(250, '2025-02-06', 11, 't250', 'zebra'),
	(258, '2025-02-14', 19, 't258', 'zebra'),
	(266, '2025-02-22', 7, 't266', 'zebra'),
	(274, '2025-03-02', 15, 't274', 'zebra'),
	(282, '2025-03-10', 3, 't282', 'zebra'),
	(290, '2025-03-18', 11, 't290', 'zebra'),
	(298, '2025-03-26', 19, 't298', 'zebra'),
	(219, '2025-01-06', 20, 't219', 'acme'),
	(227, '2025-01-14', 8, 't227', 'acme'),
	(235, '2025-01-22', 16, 't235', 'acme'),
	(243, '2025-01-30', 4, 't243', 'acme'),
	(251, '2025-02-07', 12, 't251', 'acme'),
	(259, '2025-02-15', 20, 't259', 'acme'),
	(267, '2025-02-23', 8, 't267', 'acme'),
	(275, '2025-03-03', 16, 't275', 'acme'),
	(283, '2025-03-11', 4, 't283', 'acme'),
	(291, '2025-03-19', 12, 't291', 'acme'),
	(299, '2025-03-27', 20, 't299', 'acme'),
	(220, '2025-01-07', 1, 't220', 'zebra'),
	(228, '2025-01-15', 9, 't228', 'zebra'),
	(236, '2025-01-23', 17, 't236', 'zebra'),
	(244, '2025-01-31', 5, 't244', 'zebra'),
	(252, '2025-02-08', 13, 't252', 'zebra'),
	(260, '2025-02-16', 1, 't260', 'zebra'),
	(268, '2025-02-24', 9, 't268', 'zebra'),
	(276, '2025-03-04', 17, 't276', 'zebra'),
	(284, '2025-03-12', 5, 't284', 'zebra'),
	(292, '2025-03-20', 13, 't292', 'zebra'),
	(300, '2025-03-28', 1, 't300', 'zebra');

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

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_badge_key UNIQUE (badge) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_token_at_key UNIQUE (token, at);

ALTER TABLE ONLY public.visits_2024
    ADD CONSTRAINT visits_2024_token_at_key UNIQUE (token, at);

ALTER TABLE ONLY public.visits_2025
    ADD CONSTRAINT visits_2025_token_at_key UNIQUE (token, at);

CREATE UNIQUE INDEX documents_number ON public.documents USING btree (number);

ALTER TABLE ONLY public.documents REPLICA IDENTITY USING INDEX documents_number;

CREATE UNIQUE INDEX documents_slug ON public.documents USING btree (slug);

CREATE UNIQUE INDEX users_badge_email ON public.users USING btree (badge, email text_pattern_ops);

CREATE UNIQUE INDEX users_handle_lower ON public.users USING btree (lower(handle) DESC, badge) INCLUDE (email) WHERE (handle IS NOT NULL);

ALTER INDEX public.visits_token_at_key ATTACH PARTITION public.visits_2024_token_at_key;

ALTER INDEX public.visits_token_at_key ATTACH PARTITION public.visits_2025_token_at_key;

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.documents FOR EACH ROW EXECUTE FUNCTION public.documents_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON public.visits FOR EACH ROW EXECUTE FUNCTION public.visits_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.documents FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.documents_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.users FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.org_id IS DISTINCT FROM old.org_id))) EXECUTE FUNCTION public.users_planner_guard();

CREATE TRIGGER zzz_planner_guard_update BEFORE UPDATE ON public.visits FOR EACH ROW WHEN (((new.tenant IS NULL) OR ((new.tenant IS DISTINCT FROM old.tenant) AND (current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) OR (new.user_id IS DISTINCT FROM old.user_id))) EXECUTE FUNCTION public.visits_planner_guard();

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE public.visits
    ADD CONSTRAINT visits_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

REVOKE ALL ON FUNCTION public.documents_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.users_planner_guard() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.visits_planner_guard() FROM PUBLIC;
