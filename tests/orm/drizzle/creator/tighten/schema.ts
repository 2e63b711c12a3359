import * as p from 'drizzle-orm/pg-core';

const createTable = p.pgTableCreator((name) => `app_${name}`);
export const billing = p.pgSchema('billing');

export const tenants = p.pgTable('tenants', {
  id: p.uuid('id').primaryKey(),
  name: p.text('name').notNull(),
  plan: p.varchar('plan', { length: 20 }),
});

export const customers = createTable('customers', {
  id: p.bigint('id', { mode: 'number' }).primaryKey(),
  slug: p.varchar('slug', { length: 40 }).notNull(),
  tenant: p.uuid('tenant').references(() => tenants.id).notNull(),
}, (table) => ({
  appCustomersTenantIdUnique: p.unique('app_customers_tenant_id_unique').on(table.tenant, table.id),
  appCustomersTenantSlugUnique: p.unique('app_customers_tenant_slug_unique').on(table.tenant, table.slug),
  tenantIdx: p.index('app_customers_tenant_index').on(table.tenant),
}));

export const invoices = billing.table(
  'invoices',
  {
    number: p.text().notNull(),
    customerId: p.bigint('customer_id', { mode: 'number' }).notNull(),
    amount: p.numeric({ precision: 12, scale: 2 }),
    tenant: p.uuid('tenant').references(() => tenants.id).notNull(),
  },
  (table) => ({
    key: p.primaryKey({ columns: [table.number] }),
    customer: p.foreignKey({ name: 'invoices_tenant_customer_id_app_customers_tenant_id_fk', columns: [table.tenant, table.customerId], foreignColumns: [customers.tenant, customers.id] }).onDelete('restrict'),
    tenantIdx: p.index('invoices_tenant_index').on(table.tenant),
  }),
);
