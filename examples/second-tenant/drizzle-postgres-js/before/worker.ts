// The background jobs of the shop. `tsx worker.ts` works until it is stopped; `tsx worker.ts nightly` once.
import { asc, eq } from 'drizzle-orm';
import { close, db } from './db';
import { confirm, type Db, forget } from './orders';
import { jobs } from './schema';

/** Do the oldest job; return whether there was one. The job is gone if its work is done. */
export const work = (db: Db) =>
  db.transaction(async (tx) => {
    const [job] = await tx.select().from(jobs).orderBy(asc(jobs.id)).limit(1).for('update', { skipLocked: true });
    if (job === undefined) return false;
    await tx.delete(jobs).where(eq(jobs.id, job.id));
    await confirm(tx, job.payload.order);
    return true;
  });

/** Forget the customers without an order. */
export const nightly = (db: Db) => db.transaction((tx) => forget(tx));

async function main() {
  let stopped = false;
  process.once('SIGTERM', () => (stopped = true));
  if (process.argv[2] === 'nightly') console.log(await nightly(db));
  else while (!stopped) if (!(await work(db))) await new Promise((wake) => setTimeout(wake, 50));
  await close();
}

if (process.argv[1] === import.meta.filename) await main();
