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
  unique,
} from 'drizzle-orm/pg-core';

export const clients = pgTable('Clients', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

/** Who signs in. */
export const user = pgTable('User', {
  id: uuid('id').notNull().defaultRandom(),
  email: varchar('email', { length: 64 }).notNull(),
  password: varchar('password', { length: 64 }),
  clientId: text('client_id').references(() => clients.id).notNull(),
}, (table) => ({
  userClientIdEmailUnique: unique('User_client_id_email_unique').on(table.clientId, table.email),
  clientIdIdx: index('User_client_id_index').on(table.clientId),
  pk: primaryKey({ name: 'User_pkey', columns: [table.clientId, table.id] }),
}));

export type User = InferSelectModel<typeof user>;

export const chat = pgTable('Chat', {
  id: uuid('id').notNull().defaultRandom(),
  createdAt: timestamp('createdAt').notNull(),
  title: text('title').notNull(),
  userId: uuid('userId')
    .notNull(),
  visibility: varchar('visibility', { enum: ['public', 'private'] })
    .notNull()
    .default('private'),
  clientId: text('client_id').references(() => clients.id).notNull(),
}, (table) => ({
  chatClientIdUserIdUserClientIdIdFk: foreignKey({ columns: [table.clientId, table.userId], foreignColumns: [user.clientId, user.id], name: 'Chat_client_id_userId_User_client_id_id_fk' }),
  clientIdIdx: index('Chat_client_id_index').on(table.clientId),
  pk: primaryKey({ name: 'Chat_pkey', columns: [table.clientId, table.id] }),
}));

export const vote = pgTable(
  'Vote_v2',
  {
    chatId: uuid('chatId')
      .notNull(),
    isUpvoted: boolean('isUpvoted').notNull(),
    clientId: text('client_id').references(() => clients.id).notNull(),
  },
  (table) => {
    return {
      pk: primaryKey({ name: 'Vote_v2_chatId_pk', columns: [table.clientId, table.chatId] }),
      voteV2ClientIdChatIdChatClientIdIdFk: foreignKey({ columns: [table.clientId, table.chatId], foreignColumns: [chat.clientId, chat.id], name: 'Vote_v2_client_id_chatId_Chat_client_id_id_fk' }),
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
      .notNull(),
    clientId: text('client_id').references(() => clients.id).notNull(),
  },
  (table) => {
    return {
      pk: primaryKey({ name: 'Document_id_createdAt_pk', columns: [table.clientId, table.id, table.createdAt] }),
      documentClientIdUserIdUserClientIdIdFk: foreignKey({ columns: [table.clientId, table.userId], foreignColumns: [user.clientId, user.id], name: 'Document_client_id_userId_User_client_id_id_fk' }),
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
    clientId: text('client_id').references(() => clients.id).notNull(),
  },
  (table) => ({
    pk: primaryKey({ name: 'Suggestion_id_pk', columns: [table.clientId, table.id] }),
    documentRef: foreignKey({
      name: 'Suggestion_client_id_documentId_documentCreatedAt_Document_clie',
      columns: [table.clientId, table.documentId, table.documentCreatedAt],
      foreignColumns: [document.clientId, document.id, document.createdAt],
    }),
    clientIdIdx: index('Suggestion_client_id_index').on(table.clientId),
  }),
);
