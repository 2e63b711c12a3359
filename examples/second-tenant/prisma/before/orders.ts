// What the shop does with its rows.
import type { Prisma } from './generated/client';

export type Db = Prisma.TransactionClient;

export async function newest(db: Db) {
  const found = await db.order.findMany({ include: { customer: true }, orderBy: { id: 'desc' }, take: 20 });
  return found.map(({ id, customer, note, confirmed }) => ({ id: Number(id), email: customer.email, note, confirmed }));
}

export async function everyone(db: Db) {
  const found = await db.customer.findMany({
    include: { _count: { select: { orders: true } } },
    orderBy: { email: 'asc' },
    take: 50,
  });
  return found.map(({ email, name, _count }) => ({ email, name, orders: _count.orders }));
}

/** Return the id of the new order. A job confirms it later. */
export async function add(db: Db, email: string, name: string, note: string) {
  await db.customer.createMany({ data: { email, name }, skipDuplicates: true });
  const customer = await db.customer.findFirstOrThrow({ where: { email } });
  const order = await db.order.create({ data: { customerId: customer.id, note } });
  await db.job.create({ data: { payload: { order: Number(order.id) } } });
  return Number(order.id);
}

/** Return whether there is such an order. */
export const change = async (db: Db, id: number, note: string) =>
  (await db.order.updateMany({ where: { id }, data: { note } })).count === 1;

/** Confirm an order. It is an error if there is none: a job that finds nothing has not done its work. */
export const confirm = (db: Db, id: number) => db.order.update({ where: { id }, data: { confirmed: true } });

/** Delete the customers without an order; return how many. */
export const forget = async (db: Db) => (await db.customer.deleteMany({ where: { orders: { none: {} } } })).count;
