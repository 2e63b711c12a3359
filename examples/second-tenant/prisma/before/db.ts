import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';

/** A pool of so many connections. */
export const connect = (max: number) =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max }) });

export const db = connect(4);

export type Client = typeof db;
