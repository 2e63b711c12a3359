"""tenancy_contract: the changes that Django can't declare, as planner makes them in the live database. Each statement may run again."""

from django.db import migrations

STATEMENTS = [
    'ALTER TABLE "public"."orders" DROP CONSTRAINT IF EXISTS "orders_customer_id_b7016332_fk_customers_id";',
    """DO $planner$
BEGIN
  IF NOT (EXISTS(SELECT 1 FROM "pg_catalog"."pg_constraint" WHERE "conrelid" OPERATOR(pg_catalog.=) "pg_catalog"."to_regclass"('"public"."orders"') AND "conname" OPERATOR(pg_catalog.=) 'orders_client_id_customer_id_e3f21fb9_fk_customers_client_id_id')) THEN
    ALTER TABLE "public"."orders" ADD CONSTRAINT "orders_client_id_customer_id_e3f21fb9_fk_customers_client_id_id" FOREIGN KEY ("client_id", "customer_id") REFERENCES "public"."customers" ("client_id", "id") DEFERRABLE INITIALLY DEFERRED;
  END IF;
END
$planner$;""",
    'CREATE OR REPLACE FUNCTION "public"."planner_current_tenant" () RETURNS pg_catalog.text LANGUAGE sql STABLE PARALLEL SAFE AS $planner$SELECT CAST(NULLIF("pg_catalog"."current_setting"(\'app.client_id\', TRUE), \'\') AS pg_catalog.text)$planner$;',
    'DROP POLICY IF EXISTS "clients_id_insert" ON "public"."clients";',
    """CREATE POLICY "clients_id_insert" ON "public"."clients" AS RESTRICTIVE FOR INSERT TO PUBLIC WITH CHECK ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'DROP POLICY IF EXISTS "clients_id_update" ON "public"."clients";',
    """CREATE POLICY "clients_id_update" ON "public"."clients" AS RESTRICTIVE FOR UPDATE TO PUBLIC USING ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
) WITH CHECK ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'DROP POLICY IF EXISTS "clients_id_delete" ON "public"."clients";',
    """CREATE POLICY "clients_id_delete" ON "public"."clients" AS RESTRICTIVE FOR DELETE TO PUBLIC USING ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'DROP POLICY IF EXISTS "clients_id_access" ON "public"."clients";',
    """CREATE POLICY "clients_id_access" ON "public"."clients" AS PERMISSIVE FOR ALL TO "shop_app" USING ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
) WITH CHECK ("id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'DROP POLICY IF EXISTS "clients_id_shared" ON "public"."clients";',
    """CREATE POLICY "clients_id_shared" ON "public"."clients" AS PERMISSIVE FOR SELECT TO "shop_app" USING (TRUE
);""",
    'ALTER TABLE "public"."clients" ENABLE ROW LEVEL SECURITY;',
    'ALTER TABLE "public"."clients" FORCE ROW LEVEL SECURITY;',
    'DROP POLICY IF EXISTS "customers_client_id_isolation" ON "public"."customers";',
    """CREATE POLICY "customers_client_id_isolation" ON "public"."customers" AS RESTRICTIVE FOR ALL TO PUBLIC USING ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
) WITH CHECK ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'DROP POLICY IF EXISTS "customers_client_id_access" ON "public"."customers";',
    """CREATE POLICY "customers_client_id_access" ON "public"."customers" AS PERMISSIVE FOR ALL TO "shop_app" USING ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
) WITH CHECK ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'ALTER TABLE "public"."customers" ENABLE ROW LEVEL SECURITY;',
    'ALTER TABLE "public"."customers" FORCE ROW LEVEL SECURITY;',
    'DROP POLICY IF EXISTS "orders_client_id_isolation" ON "public"."orders";',
    """CREATE POLICY "orders_client_id_isolation" ON "public"."orders" AS RESTRICTIVE FOR ALL TO PUBLIC USING ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
) WITH CHECK ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'DROP POLICY IF EXISTS "orders_client_id_access" ON "public"."orders";',
    """CREATE POLICY "orders_client_id_access" ON "public"."orders" AS PERMISSIVE FOR ALL TO "shop_app" USING ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
) WITH CHECK ("client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()
);""",
    'ALTER TABLE "public"."orders" ENABLE ROW LEVEL SECURITY;',
    'ALTER TABLE "public"."orders" FORCE ROW LEVEL SECURITY;',
]


class Migration(migrations.Migration):
    dependencies = [
        ('shop', '0003_tenancy_tighten'),
    ]
    operations = [migrations.RunSQL(STATEMENTS)]
