import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { timestamps } from '../common';

export const people = pgTable('people', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  ...timestamps,
});
