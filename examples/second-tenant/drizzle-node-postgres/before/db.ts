import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';

/** A pool of so many connections. */
export function connect(max: number) {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max });
  return { db: drizzle(pool), close: () => pool.end() };
}

export const { db, close } = connect(4);
