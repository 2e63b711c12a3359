import * as p from 'drizzle-orm/pg-core';

const createTable = p.pgTableCreator((name) => `app_${name}`);
export const billing = p.pgSchema('billing');

export const customers = createTable('customers', {
  id: p.bigint('id', { mode: 'number' }).primaryKey(),
  slug: p.varchar('slug', { length: 40 }).notNull().unique('customers_slug_is_unique'),
});

export const invoices = billing.table(
  'invoices',
  {
    number: p.text().notNull(),
    customerId: p.bigint('customer_id', { mode: 'number' }).notNull(),
    amount: p.numeric({ precision: 12, scale: 2 }),
  },
  (table) => ({
    key: p.primaryKey({ columns: [table.number] }),
    customer: p.foreignKey({ columns: [table.customerId], foreignColumns: [customers.id] }).onDelete('restrict'),
  }),
);
