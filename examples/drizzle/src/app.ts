import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { chat, suggestion, user, vote } from './schema';

type Db = PgDatabase<PgQueryResultHKT>;

export const signUp = (db: Db, email: string) => db.insert(user).values({ email });

export const startChat = (db: Db, userId: string, title: string) =>
  db.insert(chat).values({ userId, title, createdAt: new Date() });

export const upvote = (db: Db, chatId: string) => db.insert(vote).values({ chatId, isUpvoted: true });

export const allSuggestions = (db: Db) => db.select().from(suggestion);
