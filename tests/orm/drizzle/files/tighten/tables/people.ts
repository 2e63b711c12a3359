import { pgTable, text, uuid, index } from 'drizzle-orm/pg-core';
import { timestamps } from '../common';
import { clients } from './orders';

export const people = pgTable('people', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  ...timestamps,
  clientId: text('client_id').references(() => clients.id).notNull(),
}, (table) => ({
  clientIdIdx: index('people_client_id_index').on(table.clientId),
}));
