import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';

/** A pool of so many connections. */
export const connect = (max: number) =>
  new PrismaClient({
    adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max }),
    transactionOptions: { maxWait: 20_000 }, // every query waits for a connection as a transaction does
  });

export const db = connect(4);

export type Client = typeof db;
