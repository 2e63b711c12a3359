// The tenant of a transaction, for Prisma. planner 0.2.0.dev0 wrote it; it is yours from now on.
//
//   const acme = forTenant(prisma, tenantId);           // every query in a transaction of its own
//   await acme.order.create({ data: { note: '…' } });
//
//   await withTenant(prisma, tenantId, async (tx) => {  // several queries in one transaction
//     await tx.order.create({ data: { note: '…' } });
//   });

/** The setting of a database session that names its tenant. */
export const SETTING = "app.client_id";

interface Raw {
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
  $queryRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<unknown>;
}

interface Begins<Tx, Options> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: Options): Promise<T>;
}

/**
 * Run `work` in a transaction of one tenant. The setting ends with it, so the connection can go back into the pool.
 *
 * `options` are those of `$transaction`: its `timeout` is 5 seconds, and its `maxWait` for a connection 2 seconds.
 */
export async function withTenant<Tx extends Raw, T, Options>(
  prisma: Begins<Tx, Options>,
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
  options?: Options,
): Promise<T> {
  const tenant = named(prisma, tenantId);
  return prisma.$transaction(async (tx) => {
    await set(tx, tenant);
    return work(tx);
  }, options);
}

/**
 * Give an open transaction without a tenant one, until its end: that of a worker which has taken a job.
 *
 * A transaction of another tenant is an error.
 */
export async function setTenant(tx: Raw, tenantId: string): Promise<void> {
  const tenant = named(tx, tenantId);
  const found = await tx.$queryRaw`SELECT coalesce(pg_catalog.current_setting(${SETTING}, true), '') AS before`;
  const [{ before }] = found as [{ before: string }];
  if (before !== '' && before !== tenant) throw new Error('a transaction of another tenant is open');
  await set(tx, tenant);
}

/**
 * Return a client of one tenant. Each of its queries runs in a transaction of the tenant, and so does its `$transaction`,
 * with a function or with a list. It has no `$on`.
 */
export function forTenant<Client extends object>(prisma: Client, tenantId: string): Client {
  const tenant = named(prisma, tenantId);
  const base = prisma as unknown as Untyped;
  const client = base.$extends({
    query: {
      async $allOperations({ args, query, __internalParams }: Operation) {
        if (__internalParams?.transaction) return query(args); // of a list below, which begins with the setting
        return (await base.$transaction([set(base, tenant), query(args)]))[1];
      },
    },
    client: {
      async $transaction(work: unknown, options?: unknown) {
        if (typeof work === 'function') return withTenant(base, tenantId, work as (tx: Raw) => Promise<unknown>, options);
        return (await base.$transaction([set(base, tenant), ...(work as unknown[])], options)).slice(1);
      },
    },
  });
  TENANTS.set(client, tenant);
  return client as Client;
}

/** The tenants of the clients that `forTenant` has made. */
const TENANTS = new WeakMap<object, string>();

/** What `forTenant` needs of a client. The generated types are left out: their place differs between generators. */
interface Untyped extends Raw {
  $extends(extension: object): object;
  $transaction<T>(work: (tx: Raw) => Promise<T>, options?: unknown): Promise<T>;
  $transaction(queries: unknown[], options?: unknown): Promise<unknown[]>;
}

interface Operation {
  args: unknown;
  query: (args: unknown) => Promise<unknown>;
  __internalParams?: { transaction?: unknown };
}

function named(client: object, tenantId: string): string {
  const tenant = String(tenantId ?? '');
  if (tenant === '') throw new Error('no tenant is named');
  if ((TENANTS.get(client) ?? tenant) !== tenant) throw new Error('the client is of another tenant');
  return tenant;
}

function set(client: Raw, tenant: string): PromiseLike<number> {
  return client.$executeRaw`SELECT pg_catalog.set_config(${SETTING}, ${tenant}, true)`;
}
