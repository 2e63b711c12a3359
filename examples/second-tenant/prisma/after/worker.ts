// The background jobs of the shop. `tsx worker.ts` works until it is stopped; `tsx worker.ts nightly` once.
import { db } from './db';
import { confirm, type Db, forget } from './orders';
import { forTenant, setTenant } from './tenancy';

/** The tenant of the jobs that the earlier application has left in the queue. */
const FIRST = 'acme';

interface Job {
  id: bigint;
  payload: { order: number; client?: string };
}

/** Do the oldest job; return whether there was one. The job is gone if its work is done. */
export async function work(tx: Db) {
  const [job] = await tx.$queryRaw<Job[]>`SELECT id, payload FROM jobs ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (job === undefined) return false;
  await tx.job.delete({ where: { id: job.id } });
  await setTenant(tx, job.payload.client ?? FIRST);
  await confirm(tx, job.payload.order);
  return true;
}

/** Forget the customers without an order, of one tenant after the other. */
export async function nightly() {
  let forgotten = 0;
  for (const { id } of await db.client.findMany()) forgotten += await forget(forTenant(db, id));
  return forgotten;
}

async function main() {
  let stopped = false;
  process.once('SIGTERM', () => (stopped = true));
  if (process.argv[2] === 'nightly') console.log(await nightly());
  else while (!stopped) if (!(await db.$transaction(work))) await new Promise((wake) => setTimeout(wake, 50));
  await db.$disconnect();
}

if (process.argv[1] === import.meta.filename) await main();
