// What the shop does with its rows.
import { count, desc, eq, notExists, sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { customers, jobs, orders } from './schema';
import { SETTING } from './tenancy';

export type Db = PgDatabase<PgQueryResultHKT>;

export const newest = (db: Db) =>
  db
    .select({ id: orders.id, email: customers.email, note: orders.note, confirmed: orders.confirmed })
    .from(orders)
    .innerJoin(customers, eq(customers.id, orders.customerId))
    .orderBy(desc(orders.id))
    .limit(20);

export const everyone = (db: Db) =>
  db
    .select({ email: customers.email, name: customers.name, orders: count(orders.id) })
    .from(customers)
    .leftJoin(orders, eq(orders.customerId, customers.id))
    .groupBy(customers.id)
    .orderBy(customers.email)
    .limit(50);

/** Return the id of the new order. A job confirms it later. */
export async function add(db: Db, email: string, name: string, note: string) {
  await db.insert(customers).values({ email, name }).onConflictDoNothing();
  const [customer] = await db.select({ id: customers.id }).from(customers).where(eq(customers.email, email));
  const [order] = await db.insert(orders).values({ customerId: customer.id, note }).returning({ id: orders.id });
  await db.insert(jobs).values({
    payload: sql`jsonb_build_object('order', ${order.id}::bigint, 'client', current_setting(${SETTING}))`,
  });
  return order.id;
}

/** Return whether there is such an order. */
export async function change(db: Db, id: number, note: string) {
  return (await db.update(orders).set({ note }).where(eq(orders.id, id)).returning({ id: orders.id })).length === 1;
}

/** Confirm an order. It is an error if there is none: a job that finds nothing has not done its work. */
export async function confirm(db: Db, id: number) {
  const found = await db.update(orders).set({ confirmed: true }).where(eq(orders.id, id)).returning({ id: orders.id });
  if (found.length !== 1) throw new Error(`no order ${id}`);
}

/** Delete the customers without an order; return how many. */
export async function forget(db: Db) {
  const theirs = db.select({ id: orders.id }).from(orders).where(eq(orders.customerId, customers.id));
  return (await db.delete(customers).where(notExists(theirs)).returning({ id: customers.id })).length;
}
