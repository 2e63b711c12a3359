import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { timestamps } from '../common';
import { people } from './people';

export const orders = pgTable('orders', {
  ...timestamps,
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').references(() => people.id),
  clientId: integer('customer_number'),
});

const lines = pgTable('lines', {
  id: uuid('id').primaryKey(),
  orderId: uuid('order_id').notNull().references(() => orders.id),
});

export { lines };

const extra = (t: { id: unknown }) => ({});
export const audit = pgTable('audit', { id: uuid('id').primaryKey(), what: text('what') }, extra);
