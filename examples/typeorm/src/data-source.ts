import 'reflect-metadata';
import { DataSource } from 'typeorm';

export default new DataSource({
  type: 'postgres',
  url: process.env.DATABASE_URL,
  uuidExtension: 'pgcrypto', // gen_random_uuid() is PostgreSQL's own
  installExtensions: false,
  entities: [`${__dirname}/entities/*.ts`],
  migrations: [`${__dirname}/migrations/*.ts`],
});
