// The tenant of a transaction, tried in $DATABASE_URL: node --import tsx --test tenancy.test.ts
// planner 0.2.0.dev0 wrote it; it is yours from now on.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client'; // or where the generator of your schema puts it
import { forTenant, SETTING, setTenant, withTenant } from './tenancy';

const adapter = new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 1 });
const prisma = new PrismaClient({ adapter });
const [ONE, OTHER] = ["one", "other"];

after(() => prisma.$disconnect());

type Queries = Pick<PrismaClient, '$queryRaw'>;

/** The session's tenant as the default of the tenant column sees it, and the number of the transaction. */
const look = (client: Queries) => client.$queryRaw`
  SELECT nullif(current_setting(${SETTING}, true), '') AS tenant, pg_current_xact_id()::text AS transaction`;
const row = (found: unknown) => (found as { tenant: string | null; transaction: string }[])[0];
const current = async (client: Queries) => row(await look(client))?.tenant;

test('the tenant lasts as long as the transaction', async () => {
  for (const tenantId of [ONE, OTHER]) {
    assert.equal(await withTenant(prisma, tenantId, (tx) => current(tx)), String(tenantId));
    assert.equal(await current(prisma), null);
  }
});

test('the tenant ends with an error', async () => {
  await assert.rejects(withTenant(prisma, ONE, async () => Promise.reject(new Error('no'))), /no/);
  await assert.rejects(forTenant(prisma, ONE).$queryRaw`SELECT 1 / 0`);
  assert.equal(await current(prisma), null);
});

test('a client of one tenant', async () => {
  for (const tenantId of [ONE, OTHER]) {
    assert.equal(await current(forTenant(prisma, tenantId)), String(tenantId));
    assert.equal(await current(prisma), null);
  }
});

test('its transactions', async () => {
  const one = forTenant(prisma, ONE);
  for (const found of [
    await one.$transaction([look(one), look(one)]),
    await one.$transaction(async (tx) => [await look(tx), await look(tx)]),
  ]) {
    const [first, second] = found.map(row);
    assert.equal(first?.tenant, String(ONE));
    assert.deepEqual(second, first); // one transaction, not one for each query
  }
  assert.equal(await current(prisma), null);
});

test('a client has one tenant', () => {
  const one = forTenant(prisma, ONE);
  assert.throws(() => forTenant(one, OTHER), /another tenant/);
});

test('a worker has a tenant for the rest of its transaction', async () => {
  await prisma.$transaction(async (tx) => {
    assert.equal(await current(tx), null);
    await setTenant(tx, ONE);
    await setTenant(tx, ONE);
    await assert.rejects(setTenant(tx, OTHER), /another tenant/);
    assert.equal(await current(tx), String(ONE));
  });
  assert.equal(await current(prisma), null);
});

test('a setting outside a transaction is lost', async () => {
  await prisma.$executeRaw`SELECT set_config(${SETTING}, ${String(ONE)}, true)`;
  assert.equal(await current(prisma), null);
});

test('a missing tenant is an error', async () => {
  const missing = undefined as unknown as typeof ONE;
  await assert.rejects(withTenant(prisma, missing, async () => {}), /no tenant/);
  assert.throws(() => forTenant(prisma, missing), /no tenant/);
});
