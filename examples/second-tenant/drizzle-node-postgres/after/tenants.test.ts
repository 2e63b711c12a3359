// Two tenants of the shop, and the traps, in $DATABASE_URL: a test database that `planner apply` has converted, with the
// tenants acme and beta. A pool of one connection goes from one tenant to the other.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { connect } from './db';
import { add, change, newest } from './orders';
import { customers, jobs, orders } from './schema';
import { SETTING, withTenant } from './tenancy';

const { db, close } = connect(1);
const TENANTS = ['acme', 'beta'];

const order = (client: string) =>
  withTenant(db, client, (tx) => add(tx, 'ann@example.org', 'Ann', `${client}: two chairs`));
const notes = async (client: string) =>
  (await withTenant(db, client, (tx) => newest(tx))).map((found) => found.note);

afterEach(async () => {
  await db.delete(jobs);
  for (const client of TENANTS) {
    await withTenant(db, client, async (tx) => {
      await tx.delete(orders);
      await tx.delete(customers);
    });
  }
});
after(close);

test('tenants do not see each other', async () => {
  const [acme, beta] = [await order('acme'), await order('beta')];
  assert.deepEqual(await notes('acme'), ['acme: two chairs']);
  assert.deepEqual(await notes('beta'), ['beta: two chairs']);
  assert.ok(!(await withTenant(db, 'acme', (tx) => change(tx, beta, 'stolen'))));
  assert.ok(await withTenant(db, 'acme', (tx) => change(tx, acme, 'mine')));
});

test('without a tenant nothing is read and nothing written', async () => {
  await order('acme');
  assert.deepEqual(await newest(db), []);
  await assert.rejects(add(db, 'bob@example.org', 'Bob', 'a table'), refused);
});

test('the trap: a setting outside a transaction is lost', async () => {
  await order('acme');
  await db.execute(sql`select set_config(${SETTING}, 'acme', true)`);
  assert.deepEqual(await newest(db), []);
});

test('the trap: a setting of the session goes to the next request', async () => {
  await order('acme');
  await order('beta');
  await db.execute(sql`select set_config(${SETTING}, 'acme', false)`);
  assert.deepEqual((await newest(db)).map((found) => found.note), ['acme: two chairs']); // it forgot its tenant
  assert.deepEqual(await notes('beta'), ['beta: two chairs']); // it named its tenant
  await db.execute(sql`select set_config(${SETTING}, '', false)`);
});

test('the trap: `db` inside of a transaction is another connection, without a tenant', async () => {
  await order('acme');
  const { db: wide, close: closeWide } = connect(2);
  await withTenant(wide, 'acme', async (tx) => {
    assert.equal((await newest(tx)).length, 1);
    assert.deepEqual(await newest(wide), []);
  });
  await closeWide();
});

test('a savepoint that fails leaves the tenant to the transaction', async () => {
  await withTenant(db, 'acme', async (tx) => {
    await assert.rejects(tx.transaction(async (savepoint) => savepoint.execute(sql`select 1 / 0`)));
    await add(tx, 'ann@example.org', 'Ann', 'acme: after the error');
  });
  assert.deepEqual(await notes('acme'), ['acme: after the error']);
});

test('requests of two tenants at once, in four connections', async () => {
  await order('acme');
  await order('beta');
  const { db: wide, close: closeWide } = connect(4);
  const asked = Array.from({ length: 200 }, (_, number) => TENANTS[number % 2]);
  const seen = await Promise.all(asked.map((client) => withTenant(wide, client, (tx) => newest(tx))));
  seen.forEach((found, number) => assert.deepEqual(found.map(({ note }) => note), [`${asked[number]}: two chairs`]));
  await closeWide();
});

/** Whether the policies have refused a row, as PostgreSQL says it. Drizzle puts its own error around it. */
function refused(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return code === '42501' || (cause !== undefined && refused(cause));
}
