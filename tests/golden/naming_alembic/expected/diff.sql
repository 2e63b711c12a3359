-- segment 1, add, transaction
-- create schema planner, the record of what planner changes and its journal
CREATE SCHEMA "planner";
COMMENT ON SCHEMA "planner" IS 'planner record, format 2: what planner changed, and its journal. Kept until planner rollback --to none.';
CREATE TABLE "planner"."owned" ("seq" bigint GENERATED ALWAYS AS IDENTITY, "kind" text NOT NULL, "schema_name" text NOT NULL, "relation_name" text NOT NULL, "object_name" text NOT NULL, "phase" text NOT NULL, "state" text NOT NULL, "before" text, "detail" text, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "recorded_by" text DEFAULT SESSION_USER NOT NULL, PRIMARY KEY ("kind", "schema_name", "relation_name", "object_name"));
CREATE TABLE "planner"."backfill" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "leaf_schema" text NOT NULL, "leaf_name" text NOT NULL, "first_page" bigint NOT NULL, "next_page" bigint NOT NULL, "end_page" bigint NOT NULL, "rows_filled" bigint NOT NULL, "updated_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, PRIMARY KEY ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"));
CREATE TABLE "planner"."run" ("run" bigint GENERATED ALWAYS AS IDENTITY, "command" text NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "finished_at" timestamp with time zone, "outcome" text, "role" text NOT NULL, "client" text NOT NULL, "planner_version" text NOT NULL, "fingerprint" text, PRIMARY KEY ("run"));
CREATE TABLE "planner"."step" ("run" bigint NOT NULL, "segment" integer NOT NULL, "step" text NOT NULL, "statement" text NOT NULL, "started_at" timestamp with time zone NOT NULL, "duration_ms" double precision NOT NULL, "locks_predicted" text, "locks_held" text, "lock_wait_ms" double precision, "lock_hold_ms" double precision, "rows" bigint, "wal_bytes" bigint, "attempt" integer NOT NULL, "error" text);
CREATE TABLE "planner"."lease" ("holder" bigint NOT NULL, "run" bigint, "command" text NOT NULL, "client" text NOT NULL, "backend_pid" integer NOT NULL, "backend_start" timestamp with time zone NOT NULL, "started_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "heartbeat_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "state" text NOT NULL, "step" text, "reason" text, "paused_by" text, PRIMARY KEY ("holder"));
CREATE TABLE "planner"."quarantine" ("schema_name" text NOT NULL, "relation_name" text NOT NULL, "row_key" jsonb NOT NULL, "reason" text NOT NULL, "candidates" text[] NOT NULL, "recorded_at" timestamp with time zone DEFAULT "pg_catalog"."clock_timestamp"() NOT NULL, "tenant" text, "decided_at" timestamp with time zone, "decided_by" text, PRIMARY KEY ("schema_name", "relation_name", "row_key"));
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('schema', 'planner', 'owned', 'planner', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 2, add, transaction
-- create the tenants table public.Clients
CREATE TABLE "public"."Clients" ("id" text NOT NULL, "name" text NOT NULL, "created_at" timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT "Clients_pkey" PRIMARY KEY ("id"));
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('table', 'public', 'Clients', 'Clients', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- insert the default tenant 'default' into public.Clients
INSERT INTO "public"."Clients" ("id", "name") VALUES (CAST('default' AS text), 'Default Client') ON CONFLICT("id") DO NOTHING;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('row', 'public', 'Clients', 'default', 'add', 'confirmed', '{"format":2,"content":{"key_column":"id"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 3, add, transaction
-- add client_id to public.User, every row reads 'default' at once
ALTER TABLE "public"."User" ADD COLUMN "client_id" text DEFAULT CAST('default' AS text);
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'User', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"source":"constant default"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.User: writers that leave client_id out get it filled in (constant default)
CREATE FUNCTION "public"."User_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog , pg_temp AS $planner$
BEGIN
  NEW."client_id" := CAST('default' AS text);
  RETURN NEW;
END
$planner$;
REVOKE ALL ON FUNCTION "public"."User_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard" BEFORE INSERT OR UPDATE ON "public"."User" FOR EACH ROW WHEN ("new"."client_id" IS NULL) EXECUTE FUNCTION "public"."User_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'User', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key User_client_id_fkey to public.User, NOT VALID
ALTER TABLE "public"."User" ADD CONSTRAINT "User_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'User', 'User_client_id_fkey', 'add', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 4, add, transaction
-- add client_id to public.a_list_of_measurements_taken_by_instruments_of_the_laboratory, empty
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ADD COLUMN "client_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"source":"via userId → public.User"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.a_list_of_measurements_taken_by_instruments_of_the_laboratory: writers that leave client_id out get it filled in (via userId → public.User)
CREATE FUNCTION "public"."a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
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
$planner$;
REVOKE ALL ON FUNCTION "public"."a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" FOR EACH ROW EXECUTE FUNCTION "public"."a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" FOR EACH ROW WHEN ("new"."client_id" IS NULL OR ("new"."client_id" IS DISTINCT FROM "old"."client_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."userId" IS DISTINCT FROM "old"."userId") EXECUTE FUNCTION "public"."a_list_of_measurements_taken_by_instrume_1a63a20f_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 5, add, transaction
-- add client_id to public.visit log, empty
ALTER TABLE "public"."visit log" ADD COLUMN "client_id" text;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('column', 'public', 'visit log', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"source":"via userId → public.User"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- guard public.visit log: writers that leave client_id out get it filled in (via userId → public.User)
CREATE FUNCTION "public"."visit log_planner_guard" () RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog , pg_temp AS $planner$
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
$planner$;
REVOKE ALL ON FUNCTION "public"."visit log_planner_guard" () FROM PUBLIC;
CREATE TRIGGER "zzz_planner_guard_insert" BEFORE INSERT ON "public"."visit log" FOR EACH ROW EXECUTE FUNCTION "public"."visit log_planner_guard" ();
CREATE TRIGGER "zzz_planner_guard_update" BEFORE UPDATE ON "public"."visit log" FOR EACH ROW WHEN ("new"."client_id" IS NULL OR ("new"."client_id" IS DISTINCT FROM "old"."client_id" AND ("pg_catalog"."current_setting"('planner.backfill', TRUE) IS DISTINCT FROM 'on')) OR "new"."userId" IS DISTINCT FROM "old"."userId") EXECUTE FUNCTION "public"."visit log_planner_guard" ();
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('guard', 'public', 'visit log', 'client_id', 'add', 'confirmed', '{"format":2,"content":{"default":null}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 6, backfill, batches
-- fill client_id of public.a_list_of_measurements_taken_by_instruments_of_the_laboratory where it is NULL: via userId → public.User
UPDATE ONLY "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" AS "t" SET "client_id" = "p"."client_id" FROM "public"."User" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."client_id" IS NULL AND "p"."id" = "t"."userId" AND "p"."client_id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 7, backfill, batches
-- fill client_id of public.visit log where it is NULL: via userId → public.User
UPDATE ONLY "public"."visit log 2025" AS "t" SET "client_id" = "p"."client_id" FROM "public"."User" AS "p" WHERE ("t"."ctid" >= CAST("pg_catalog"."format"('(%s,%s)', "first_page", 0) AS tid) AND "t"."ctid" < CAST("pg_catalog"."format"('(%s,%s)', "end_page", 0) AS tid) AND ("remainder" = "passes" - 1 OR "pg_catalog"."get_byte"("pg_catalog"."tidsend"("t"."ctid"), 5) % "passes" = "remainder")) AND "t"."client_id" IS NULL AND "p"."id" = "t"."userId" AND "p"."client_id" IS NOT NULL;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('backfill', 'public', 'visit log', 'client_id', 'backfill', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 8, tighten, transaction
-- add NOT NULL constraint User_client_id_not_null to public.User, NOT VALID
ALTER TABLE "public"."User" ADD CONSTRAINT "User_client_id_not_null" NOT NULL "client_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'User', 'client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 9, tighten, alone
-- validate foreign key User_client_id_fkey of public.User
ALTER TABLE "public"."User" VALIDATE CONSTRAINT "User_client_id_fkey";

-- segment 10, tighten, alone
-- build index ix_User_client_id on public.User (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'User', 'ix_User_client_id', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ix_User_client_id";
CREATE INDEX CONCURRENTLY "ix_User_client_id" ON "public"."User" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'User', 'ix_User_client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 11, tighten, alone
-- validate User_client_id_not_null of public.User
ALTER TABLE "public"."User" VALIDATE CONSTRAINT "User_client_id_not_null";

-- segment 12, tighten, transaction
-- add foreign key a_list_of_measurements_taken_by_instruments_of_t_client_id_fkey to public.a_list_of_measurements_taken_by_instruments_of_the_laboratory, NOT VALID
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ADD CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_t_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_t_client_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint a_list_of_measurements_taken_by_instruments__client_id_not_null to public.a_list_of_measurements_taken_by_instruments_of_the_laboratory, NOT VALID
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ADD CONSTRAINT "a_list_of_measurements_taken_by_instruments__client_id_not_null" NOT NULL "client_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 13, tighten, alone
-- validate foreign key a_list_of_measurements_taken_by_instruments_of_t_client_id_fkey of public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" VALIDATE CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_t_client_id_fkey";

-- segment 14, tighten, alone
-- build index ix_a_list_of_measurements_taken_by_instruments_of_the_l_842d on public.a_list_of_measurements_taken_by_instruments_of_the_laboratory (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'ix_a_list_of_measurements_taken_by_instruments_of_the_l_842d', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ix_a_list_of_measurements_taken_by_instruments_of_the_l_842d";
CREATE INDEX CONCURRENTLY "ix_a_list_of_measurements_taken_by_instruments_of_the_l_842d" ON "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'ix_a_list_of_measurements_taken_by_instruments_of_the_l_842d', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 15, tighten, alone
-- validate a_list_of_measurements_taken_by_instruments__client_id_not_null of public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" VALIDATE CONSTRAINT "a_list_of_measurements_taken_by_instruments__client_id_not_null";

-- segment 16, tighten, transaction
-- add foreign key visit log_client_id_fkey to public.visit log, NOT VALID
ALTER TABLE "public"."visit log" ADD CONSTRAINT "visit log_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."Clients" ("id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('foreign_key', 'public', 'visit log', 'visit log_client_id_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- declare index ix_visit log_client_id on public.visit log, without its partitions
CREATE INDEX "ix_visit log_client_id" ON ONLY "public"."visit log" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit log', 'ix_visit log_client_id', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add NOT NULL constraint visit log_client_id_not_null to public.visit log, NOT VALID
ALTER TABLE "public"."visit log" ADD CONSTRAINT "visit log_client_id_not_null" NOT NULL "client_id" NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('not_null', 'public', 'visit log', 'client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 17, tighten, alone
-- validate foreign key visit log_client_id_fkey of public.visit log
ALTER TABLE "public"."visit log" VALIDATE CONSTRAINT "visit log_client_id_fkey";

-- segment 18, tighten, alone
-- build index ix_visit log 2025_client_id on public.visit log 2025 (client_id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit log 2025', 'ix_visit log 2025_client_id', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ix_visit log 2025_client_id";
CREATE INDEX CONCURRENTLY "ix_visit log 2025_client_id" ON "public"."visit log 2025" ("client_id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit log 2025', 'ix_visit log 2025_client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 19, tighten, transaction
-- attach the indexes of the partitions to ix_visit log_client_id
ALTER INDEX "public"."ix_visit log_client_id" ATTACH PARTITION "public"."ix_visit log 2025_client_id";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('index', 'public', 'visit log', 'ix_visit log_client_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 20, tighten, alone
-- validate visit log_client_id_not_null of public.visit log
ALTER TABLE "public"."visit log" VALIDATE CONSTRAINT "visit log_client_id_not_null";

-- segment 21, tighten, alone
-- build unique index ix_User_client_id_id on public.User (client_id, id)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'User', 'ix_User_client_id_id', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ix_User_client_id_id";
CREATE UNIQUE INDEX CONCURRENTLY "ix_User_client_id_id" ON "public"."User" ("client_id", "id");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'User', 'ix_User_client_id_id', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 22, tighten, transaction
-- add foreign key a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey (client_id, reviewerId) to public.a_list_of_measurements_taken_by_instruments_of_the_laboratory, NOT VALID
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ADD CONSTRAINT "a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey" FOREIGN KEY ("client_id", "reviewerId") REFERENCES "public"."User" ("client_id", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 23, tighten, alone
-- validate foreign key a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey of public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" VALIDATE CONSTRAINT "a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey";

-- segment 24, tighten, transaction
-- drop foreign key a_list_of_measurements_taken_by_instruments_of__reviewerId_fkey of public.a_list_of_measurements_taken_by_instruments_of_the_laboratory: a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey stands in for it
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" DROP CONSTRAINT "a_list_of_measurements_taken_by_instruments_of__reviewerId_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of__reviewerId_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"a_list_of_measurements_taken_by_instruments_of__reviewerId_fkey","columns":["reviewerId"],"references":["public","User"],"referenced_columns":["id"],"on_delete":"NO ACTION","on_update":"NO ACTION"},"replaced_by":"a_list_of_measurements_taken_by_instr_client_id_reviewerId_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- add foreign key a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey (client_id, userId) to public.a_list_of_measurements_taken_by_instruments_of_the_laboratory, NOT VALID
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ADD CONSTRAINT "a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey" FOREIGN KEY ("client_id", "userId") REFERENCES "public"."User" ("client_id", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 25, tighten, alone
-- validate foreign key a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey of public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" VALIDATE CONSTRAINT "a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey";

-- segment 26, tighten, transaction
-- drop foreign key a_list_of_measurements_taken_by_instruments_of_the__userId_fkey of public.a_list_of_measurements_taken_by_instruments_of_the_laboratory: a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey stands in for it
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" DROP CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_the__userId_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the__userId_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"a_list_of_measurements_taken_by_instruments_of_the__userId_fkey","columns":["userId"],"references":["public","User"],"referenced_columns":["id"],"on_delete":"NO ACTION","on_update":"NO ACTION"},"replaced_by":"a_list_of_measurements_taken_by_instrumen_client_id_userId_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 27, tighten, transaction
-- add foreign key visit log_client_id_userId_fkey (client_id, userId) to public.visit log, NOT VALID
ALTER TABLE "public"."visit log" ADD CONSTRAINT "visit log_client_id_userId_fkey" FOREIGN KEY ("client_id", "userId") REFERENCES "public"."User" ("client_id", "id") NOT VALID;
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('composite_key', 'public', 'visit log', 'visit log_client_id_userId_fkey', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 28, tighten, alone
-- validate foreign key visit log_client_id_userId_fkey of public.visit log
ALTER TABLE "public"."visit log" VALIDATE CONSTRAINT "visit log_client_id_userId_fkey";

-- segment 29, tighten, transaction
-- drop foreign key visit log_userId_fkey of public.visit log: visit log_client_id_userId_fkey stands in for it
ALTER TABLE "public"."visit log" DROP CONSTRAINT "visit log_userId_fkey";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_foreign_key', 'public', 'visit log', 'visit log_userId_fkey', 'tighten', 'confirmed', '{"format":2,"content":{"key":{"name":"visit log_userId_fkey","columns":["userId"],"references":["public","User"],"referenced_columns":["id"],"on_delete":"NO ACTION","on_update":"NO ACTION"},"replaced_by":"visit log_client_id_userId_fkey"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 30, tighten, alone
-- build unique index User_client_id_email_key on public.User (client_id, email)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'User', 'User_client_id_email_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."User_client_id_email_key";
CREATE UNIQUE INDEX CONCURRENTLY "User_client_id_email_key" ON "public"."User" ("client_id", "email");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'User', 'User_client_id_email_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 31, tighten, transaction
-- put User_client_id_email_key (client_id, email) in the place of User_email_key (email), and drop that
ALTER TABLE "public"."User" ADD CONSTRAINT "User_client_id_email_key" UNIQUE USING INDEX "User_client_id_email_key";
ALTER TABLE "public"."User" DROP CONSTRAINT "User_email_key";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_key', 'public', 'User', 'User_email_key', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"User_email_key","columns":[{"column":"email"}],"method":"btree","constraint":"User_email_key"},"replaced_by":"User_client_id_email_key"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 32, tighten, alone
-- build unique index ix_User_client_id_handle on public.User (client_id, handle)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'User', 'ix_User_client_id_handle', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."ix_User_client_id_handle";
CREATE UNIQUE INDEX CONCURRENTLY "ix_User_client_id_handle" ON "public"."User" ("client_id", "handle");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'User', 'ix_User_client_id_handle', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 33, tighten, transaction
-- put ix_User_client_id_handle (client_id, handle) in the place of user_handle (handle), and drop that
DROP INDEX "public"."user_handle";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_key', 'public', 'User', 'user_handle', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"user_handle","columns":[{"column":"handle"}],"method":"btree"},"replaced_by":"ix_User_client_id_handle"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 34, tighten, alone
-- build unique index a_list_of_measurements_taken_by_instruments_of_the_395e3122_key on public.a_list_of_measurements_taken_by_instruments_of_the_laboratory (client_id, serial)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_395e3122_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."a_list_of_measurements_taken_by_instruments_of_the_395e3122_key";
CREATE UNIQUE INDEX CONCURRENTLY "a_list_of_measurements_taken_by_instruments_of_the_395e3122_key" ON "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ("client_id", "serial");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_395e3122_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 35, tighten, transaction
-- put a_list_of_measurements_taken_by_instruments_of_the_395e3122_key (client_id, serial) in the place of a_list_of_measurements_taken_by_instruments_of_the_l_serial_key (serial), and drop that
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ADD CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_the_395e3122_key" UNIQUE USING INDEX "a_list_of_measurements_taken_by_instruments_of_the_395e3122_key";
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" DROP CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_the_l_serial_key";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_l_serial_key', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"a_list_of_measurements_taken_by_instruments_of_the_l_serial_key","columns":[{"column":"serial"}],"method":"btree","constraint":"a_list_of_measurements_taken_by_instruments_of_the_l_serial_key"},"replaced_by":"a_list_of_measurements_taken_by_instruments_of_the_395e3122_key"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 36, tighten, alone
-- build unique index a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key on public.a_list_of_measurements_taken_by_instruments_of_the_laboratory (client_id, label)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key";
CREATE UNIQUE INDEX CONCURRENTLY "a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key" ON "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ("client_id", "label");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 37, tighten, transaction
-- put a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key (client_id, label) in the place of a_list_of_measurements_taken_by_instruments_of_the_la_label_key (label), and drop that
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" ADD CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key" UNIQUE USING INDEX "a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key";
ALTER TABLE "public"."a_list_of_measurements_taken_by_instruments_of_the_laboratory" DROP CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_the_la_label_key";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_key', 'public', 'a_list_of_measurements_taken_by_instruments_of_the_laboratory', 'a_list_of_measurements_taken_by_instruments_of_the_la_label_key', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"a_list_of_measurements_taken_by_instruments_of_the_la_label_key","columns":[{"column":"label"}],"method":"btree","constraint":"a_list_of_measurements_taken_by_instruments_of_the_la_label_key"},"replaced_by":"a_list_of_measurements_taken_by_instruments_of_the_aa47a871_key"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 38, tighten, transaction
-- declare index visit log_client_id_id_day_key on public.visit log, without its partitions
CREATE UNIQUE INDEX "visit log_client_id_id_day_key" ON ONLY "public"."visit log" ("client_id", "id", "day");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'visit log', 'visit log_client_id_id_day_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 39, tighten, alone
-- build unique index visit log 2025_client_id_id_day_key on public.visit log 2025 (client_id, id, day)
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'visit log 2025', 'visit log 2025_client_id_id_day_key', 'tighten', 'intent', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
DROP INDEX CONCURRENTLY IF EXISTS "public"."visit log 2025_client_id_id_day_key";
CREATE UNIQUE INDEX CONCURRENTLY "visit log 2025_client_id_id_day_key" ON "public"."visit log 2025" ("client_id", "id", "day");
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'visit log 2025', 'visit log 2025_client_id_id_day_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

-- segment 40, tighten, transaction
-- attach the indexes of the partitions to visit log_client_id_id_day_key
ALTER INDEX "public"."visit log_client_id_id_day_key" ATTACH PARTITION "public"."visit log 2025_client_id_id_day_key";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('key', 'public', 'visit log', 'visit log_client_id_id_day_key', 'tighten', 'confirmed', NULL, NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");
-- put visit log_client_id_id_day_key (client_id, id, day) in the place of visit log_id_day_key (id, day), and drop that
ALTER TABLE "public"."visit log" DROP CONSTRAINT "visit log_id_day_key";
INSERT INTO "planner"."owned" ("kind", "schema_name", "relation_name", "object_name", "phase", "state", "before", "detail") VALUES ('old_key', 'public', 'visit log', 'visit log_id_day_key', 'tighten', 'confirmed', '{"format":2,"content":{"index":{"name":"visit log_id_day_key","columns":[{"column":"id"},{"column":"day"}],"method":"btree","constraint":"visit log_id_day_key"},"replaced_by":"visit log_client_id_id_day_key"}}', NULL) ON CONFLICT("kind", "schema_name", "relation_name", "object_name") DO UPDATE SET "state" = "excluded"."state", "detail" = COALESCE("excluded"."detail", "owned"."detail");

