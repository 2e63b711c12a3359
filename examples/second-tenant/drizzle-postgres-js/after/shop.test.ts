// The shop in a test database: $DATABASE_URL has the schema, and what these tests write is rolled back.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { close, db } from './db';
import { add, change, type Db, everyone, forget, newest } from './orders';
import { customers } from './schema';
import { withTenant } from './tenancy';
import { work } from './worker';

after(close);

class Undone extends Error {}

/** Run a test in a transaction of acme that is rolled back. */
const rolledBack = (run: (tx: Db) => Promise<void>) => () =>
  assert.rejects(
    withTenant(db, 'acme', async (tx) => {
      await run(tx);
      throw new Undone();
    }),
    Undone,
  );

test('an order is confirmed by a job', rolledBack(async (tx) => {
  const id = await add(tx, 'ann@example.org', 'Ann', 'two chairs');
  while (await work(tx));
  assert.equal((await newest(tx)).find((order) => order.id === id)?.confirmed, true);
}));

test('a customer is made once', rolledBack(async (tx) => {
  for (const note of ['two chairs', 'a table']) await add(tx, 'ann@example.org', 'Ann', note);
  const ann = (await everyone(tx)).filter((customer) => customer.email === 'ann@example.org');
  assert.deepEqual(ann.map((customer) => customer.orders), [2]);
}));

test('a note changes', rolledBack(async (tx) => {
  const id = await add(tx, 'ann@example.org', 'Ann', 'two chairs');
  assert.ok(await change(tx, id, 'three chairs'));
  assert.ok(!(await change(tx, -1, 'nothing')));
}));

test('customers without orders are forgotten', rolledBack(async (tx) => {
  await tx.insert(customers).values({ email: 'bob@example.org', name: 'Bob' });
  assert.ok((await forget(tx)) >= 1);
  assert.ok(!(await everyone(tx)).some((customer) => customer.email === 'bob@example.org'));
}));
