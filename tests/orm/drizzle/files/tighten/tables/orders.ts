import { integer, pgTable, text, uuid, index, timestamp } from 'drizzle-orm/pg-core';
import { timestamps } from '../common';
import { people } from './people';

export const clients = pgTable('clients', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

export const orders = pgTable('orders', {
  ...timestamps,
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').references(() => people.id),
  clientId: integer('customer_number'),
});

const lines = pgTable('lines', {
  id: uuid('id').primaryKey(),
  orderId: uuid('order_id').notNull().references(() => orders.id),
  clientId: text('client_id').references(() => clients.id).notNull(),
}, (table) => ({
  clientIdIdx: index('lines_client_id_index').on(table.clientId),
}));

export { lines };

const extra = (t: { id: unknown }) => ({});
export const audit = pgTable('audit', { id: uuid('id').primaryKey(), what: text('what'), clientId: text('client_id').references(() => clients.id).notNull() }, extra);
