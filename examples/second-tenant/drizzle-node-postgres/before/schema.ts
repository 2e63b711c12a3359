import { bigint, boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';

export const customers = pgTable('customers', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  email: text('email').notNull().unique('customers_email_key'),
  name: text('name').notNull(),
});

export const orders = pgTable(
  'orders',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    customerId: bigint('customer_id', { mode: 'number' })
      .notNull()
      .references(() => customers.id),
    note: text('note').notNull(),
    confirmed: boolean('confirmed').notNull().default(false),
  },
  (table) => [index('orders_customer_id').on(table.customerId)],
);

export const jobs = pgTable('jobs', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  payload: jsonb('payload').$type<{ order: number }>().notNull(),
});
