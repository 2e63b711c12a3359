import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/** A pool of so many connections. */
export function connect(max: number) {
  const client = postgres(process.env.DATABASE_URL ?? '', { max });
  return { db: drizzle(client), close: () => client.end() };
}

export const { db, close } = connect(4);
