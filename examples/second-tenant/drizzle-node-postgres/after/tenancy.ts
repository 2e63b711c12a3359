// The tenant of a transaction, for Drizzle with postgres.js or node-postgres. planner 0.2.0.dev0 wrote it; it is yours from now on.
//
//   await withTenant(db, tenantId, async (tx) => {
//     await tx.insert(orders).values({ note: '…' });
//   });
import { is, type SQL, sql } from 'drizzle-orm';
import { PgTransaction } from 'drizzle-orm/pg-core';

/** The setting of a database session that names its tenant. */
export const SETTING = "app.client_id";

interface Executes {
  execute(query: SQL): PromiseLike<unknown>;
}

interface Begins<Tx, Options> {
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: Options): Promise<T>;
}

/**
 * Run `work` in a transaction of one tenant. The setting ends with it, so the connection can go back into the pool.
 *
 * `db` may be an open transaction without a tenant, such as that of a worker that has taken a job. `work` then runs in
 * a savepoint, and afterwards the transaction has no tenant again. An open transaction of another tenant is an error.
 * `options` are those of `db.transaction`.
 */
export async function withTenant<Tx extends Executes, T, Options>(
  db: Begins<Tx, Options> & Executes,
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
  options?: Options,
): Promise<T> {
  const named = String(tenantId ?? '');
  if (named === '') throw new Error('no tenant is named');
  const inside = is(db, PgTransaction);
  const before = inside ? await current(db) : '';
  if (before !== '' && before !== named) throw new Error('a transaction of another tenant is open');
  return db.transaction(async (tx) => {
    await set(tx, named);
    const result = await work(tx);
    if (inside) await set(tx, before);
    return result;
  }, options);
}

async function current(db: Executes): Promise<string> {
  const found = await db.execute(sql`select coalesce(pg_catalog.current_setting(${SETTING}, true), '') as tenant`);
  const rows = Array.isArray(found) ? found : (found as { rows: unknown[] }).rows; // postgres.js, node-postgres
  return (rows[0] as { tenant: string }).tenant;
}

async function set(tx: Executes, tenant: string): Promise<void> {
  await tx.execute(sql`select pg_catalog.set_config(${SETTING}, ${tenant}, true)`);
}
