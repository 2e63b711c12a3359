// The tenant of a transaction, tried in $DATABASE_URL: node --import tsx --test tenancy.test.ts
// planner 0.2.0.dev0 wrote it; it is yours from now on.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { SETTING, withTenant } from './tenancy';

const client = postgres(process.env.DATABASE_URL ?? '', { max: 1 });
const db = drizzle(client);
const [ONE, OTHER] = ["one", "other"];

after(() => client.end());

/** The session's tenant as the default of the tenant column sees it. */
async function current(executes: Pick<typeof db, 'execute'>) {
  const found = await executes.execute(sql`select nullif(current_setting(${SETTING}, true), '') as tenant`);
  return found[0]?.tenant;
}

test('the tenant lasts as long as the transaction', async () => {
  for (const tenantId of [ONE, OTHER]) {
    assert.equal(await withTenant(db, tenantId, (tx) => current(tx)), String(tenantId));
    assert.equal(await current(db), null);
  }
});

test('the tenant ends with an error', async () => {
  await assert.rejects(withTenant(db, ONE, async () => Promise.reject(new Error('no'))), /no/);
  assert.equal(await current(db), null);
});

test('a transaction has one tenant', async () => {
  await withTenant(db, ONE, async (tx) => {
    await assert.rejects(withTenant(tx, OTHER, async () => {}), /another tenant/);
    assert.equal(await current(tx), String(ONE));
    await withTenant(tx, ONE, async (savepoint) => assert.equal(await current(savepoint), String(ONE)));
    await tx.transaction(async (savepoint) => assert.equal(await current(savepoint), String(ONE)));
    assert.equal(await current(tx), String(ONE));
  });
});

test('a worker has a tenant for a part of its transaction', async () => {
  await db.transaction(async (tx) => {
    for (const tenantId of [ONE, OTHER]) {
      assert.equal(await withTenant(tx, tenantId, (savepoint) => current(savepoint)), String(tenantId));
      assert.equal(await current(tx), null);
    }
    await assert.rejects(withTenant(tx, ONE, async () => Promise.reject(new Error('no'))), /no/);
    assert.equal(await current(tx), null);
  });
});

test('a setting outside a transaction is lost', async () => {
  await db.execute(sql`select set_config(${SETTING}, ${String(ONE)}, true)`);
  assert.equal(await current(db), null);
});

test('a missing tenant is an error', async () => {
  const missing = undefined as unknown as typeof ONE;
  await assert.rejects(withTenant(db, missing, async () => {}), /no tenant/);
});
