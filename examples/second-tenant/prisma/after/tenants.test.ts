// Two tenants of the shop, and the traps, in $DATABASE_URL: a test database that `planner apply` has converted, with the
// tenants acme and beta. A pool of one connection goes from one tenant to the other.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { connect } from './db';
import { add, change, newest } from './orders';
import { forTenant, SETTING, withTenant } from './tenancy';

const db = connect(1);
const [acme, beta] = [forTenant(db, 'acme'), forTenant(db, 'beta')];

const order = (client: string) => withTenant(db, client, (tx) => add(tx, 'ann@example.org', 'Ann', `${client}: chairs`));
const notes = async (client: typeof db) => (await newest(client)).map((found) => found.note);

afterEach(async () => {
  await db.job.deleteMany();
  for (const client of [acme, beta]) await client.$transaction([client.order.deleteMany(), client.customer.deleteMany()]);
});
after(() => db.$disconnect());

test('tenants do not see each other', async () => {
  const [mine, theirs] = [await order('acme'), await order('beta')];
  assert.deepEqual(await notes(acme), ['acme: chairs']);
  assert.deepEqual(await notes(beta), ['beta: chairs']);
  assert.ok(!(await change(acme, theirs, 'stolen')));
  assert.ok(await change(acme, mine, 'mine'));
});

test('without a tenant nothing is read and nothing written', async () => {
  await order('acme');
  assert.deepEqual(await notes(db), []);
  await assert.rejects(add(db, 'bob@example.org', 'Bob', 'a table'), /row-level security/);
});

test('the trap: a setting outside a transaction is lost', async () => {
  await order('acme');
  await db.$executeRaw`SELECT set_config(${SETTING}, 'acme', true)`;
  assert.deepEqual(await notes(db), []);
});

test('the trap: a setting of the session goes to the next request', async () => {
  await order('acme');
  await order('beta');
  await db.$executeRaw`SELECT set_config(${SETTING}, 'acme', false)`;
  assert.deepEqual(await notes(db), ['acme: chairs']); // it forgot its tenant
  assert.deepEqual(await notes(beta), ['beta: chairs']); // it named its tenant
  await db.$executeRaw`SELECT set_config(${SETTING}, '', false)`;
});

test('the trap: the client inside of a transaction is another connection, without a tenant', async () => {
  await order('acme');
  const wide = connect(2);
  await withTenant(wide, 'acme', async (tx) => {
    assert.equal((await newest(tx)).length, 1);
    assert.deepEqual(await newest(wide), []);
  });
  await wide.$disconnect();
});

test('a list is one transaction of its tenant: all of it, or nothing', async () => {
  const customer = (email: string) => acme.customer.create({ data: { email, name: 'Ann' } });
  const [ann, bob] = await acme.$transaction([customer('ann@example.org'), customer('bob@example.org')]);
  assert.deepEqual([ann.clientId, bob.clientId], ['acme', 'acme']);
  await assert.rejects(acme.$transaction([customer('eve@example.org'), customer('ann@example.org')]), /Unique/);
  assert.equal(await acme.customer.count(), 2);
  assert.equal(await beta.customer.count(), 0);
});

test('the trap: a list of the first client has no tenant, whoever made its queries', async () => {
  await order('acme');
  assert.deepEqual(await db.$transaction([acme.order.count()]), [0]);
});

test('queries of two tenants at the same moment are not joined into one', async () => {
  const [mine, theirs] = [await order('acme'), await order('beta')];
  const find = (client: typeof db, id: number) => client.order.findUnique({ where: { id } });
  const found = await Promise.all([find(acme, mine), find(beta, theirs), find(acme, theirs), find(beta, mine)]);
  assert.deepEqual(found.map((row) => row?.note), ['acme: chairs', 'beta: chairs', undefined, undefined]);
});

test('nested writes and relations', async () => {
  const ann = { email: 'ann@example.org', name: 'Ann', orders: { create: [{ note: 'a' }, { note: 'b' }] } };
  const made = await beta.customer.create({ data: ann, include: { orders: true } });
  assert.deepEqual(made.orders.map(({ clientId }) => clientId), ['beta', 'beta']);
  assert.equal(await acme.order.count(), 0);
});

test('requests of two tenants at once, in four connections', async () => {
  await order('acme');
  await order('beta');
  const wide = connect(4);
  const clients = [forTenant(wide, 'acme'), forTenant(wide, 'beta')];
  const seen = await Promise.all(Array.from({ length: 200 }, (_, number) => notes(clients[number % 2])));
  seen.forEach((found, number) => assert.deepEqual(found, [['acme: chairs'], ['beta: chairs']][number % 2]));
  await wide.$disconnect();
});
