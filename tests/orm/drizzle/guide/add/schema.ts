import type { InferSelectModel } from 'drizzle-orm';
import {
  pgTable,
  varchar,
  timestamp,
  json,
  uuid,
  text,
  primaryKey,
  foreignKey,
  boolean,
  index,
} from 'drizzle-orm/pg-core';

export const clients = pgTable('Clients', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

/** Who signs in. */
export const user = pgTable('User', {
  id: uuid('id').primaryKey().notNull().defaultRandom(),
  email: varchar('email', { length: 64 }).notNull().unique(),
  password: varchar('password', { length: 64 }),
  clientId: text('client_id').references(() => clients.id),
}, (table) => ({
  clientIdIdx: index('User_client_id_index').on(table.clientId),
}));

export type User = InferSelectModel<typeof user>;

export const chat = pgTable('Chat', {
  id: uuid('id').primaryKey().notNull().defaultRandom(),
  createdAt: timestamp('createdAt').notNull(),
  title: text('title').notNull(),
  userId: uuid('userId')
    .notNull()
    .references(() => user.id),
  visibility: varchar('visibility', { enum: ['public', 'private'] })
    .notNull()
    .default('private'),
  clientId: text('client_id').references(() => clients.id),
}, (table) => ({
  clientIdIdx: index('Chat_client_id_index').on(table.clientId),
}));

export const vote = pgTable(
  'Vote_v2',
  {
    chatId: uuid('chatId')
      .notNull()
      .references(() => chat.id),
    isUpvoted: boolean('isUpvoted').notNull(),
    clientId: text('client_id').references(() => clients.id),
  },
  (table) => {
    return {
      pk: primaryKey({ columns: [table.chatId] }),
      clientIdIdx: index('Vote_v2_client_id_index').on(table.clientId),
    };
  },
);

export const document = pgTable(
  'Document',
  {
    id: uuid('id').notNull().defaultRandom(),
    createdAt: timestamp('createdAt').notNull(),
    userId: uuid('userId')
      .notNull()
      .references(() => user.id),
    clientId: text('client_id').references(() => clients.id),
  },
  (table) => {
    return {
      pk: primaryKey({ columns: [table.id, table.createdAt] }),
      clientIdIdx: index('Document_client_id_index').on(table.clientId),
    };
  },
);

export const suggestion = pgTable(
  'Suggestion',
  {
    id: uuid('id').notNull().defaultRandom(),
    documentId: uuid('documentId').notNull(),
    documentCreatedAt: timestamp('documentCreatedAt').notNull(),
    clientId: text('client_id').references(() => clients.id),
  },
  (table) => ({
    pk: primaryKey({ columns: [table.id] }),
    documentRef: foreignKey({
      columns: [table.documentId, table.documentCreatedAt],
      foreignColumns: [document.id, document.createdAt],
    }),
    clientIdIdx: index('Suggestion_client_id_index').on(table.clientId),
  }),
);
