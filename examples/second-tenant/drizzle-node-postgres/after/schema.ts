import { bigint, boolean, index, jsonb, pgTable, text, foreignKey, pgPolicy, unique } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

export const clients = pgTable('clients', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
});

export const customers = pgTable('customers', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  clientId: text('client_id').references(() => clients.id).default(sql`NULLIF(current_setting('app.client_id'::text, true), ''::text)`).notNull(),
}, (table) => [
  unique('customers_client_id_id_unique').on(table.clientId, table.id),
  unique('customers_client_id_email_unique').on(table.clientId, table.email),
  index('customers_client_id_index').on(table.clientId),
  pgPolicy('customers_client_id_isolation', { as: 'restrictive', for: 'all', to: 'public', using: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()`, withCheck: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()` }),
  pgPolicy('customers_client_id_access', { as: 'permissive', for: 'all', to: 'shop_app', using: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()`, withCheck: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()` }),
]);

export const orders = pgTable(
  'orders',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    customerId: bigint('customer_id', { mode: 'number' })
      .notNull(),
    note: text('note').notNull(),
    confirmed: boolean('confirmed').notNull().default(false),
    clientId: text('client_id').references(() => clients.id).default(sql`NULLIF(current_setting('app.client_id'::text, true), ''::text)`).notNull(),
  },
  (table) => [index('orders_customer_id').on(table.customerId), foreignKey({ columns: [table.clientId, table.customerId], foreignColumns: [customers.clientId, customers.id], name: 'orders_client_id_customer_id_customers_client_id_id_fk' }), index('orders_client_id_index').on(table.clientId), pgPolicy('orders_client_id_isolation', { as: 'restrictive', for: 'all', to: 'public', using: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()`, withCheck: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()` }), pgPolicy('orders_client_id_access', { as: 'permissive', for: 'all', to: 'shop_app', using: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()`, withCheck: sql`"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()` })],
);

export const jobs = pgTable('jobs', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  payload: jsonb('payload').$type<{ order: number; client?: string }>().notNull(),
});
