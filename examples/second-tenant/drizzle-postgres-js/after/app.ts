// The orders of a shop over HTTP: tsx app.ts
import { createServer, type IncomingMessage } from 'node:http';
import { close, db } from './db';
import { add, change, type Db, everyone, newest } from './orders';
import { withTenant } from './tenancy';

const server = createServer(async (request, response) => {
  const body = await read(request);
  const client = (request.headers.host ?? '').split('.')[0]; // acme.shop.example is the shop of acme
  const [status, answer] = await withTenant(db, client, (tx) => respond(tx, request.method, request.url ?? '', body))
    .catch((error: unknown) => [500, String(error)] as const);
  if (status === 500) console.error(answer);
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
});

async function respond(tx: Db, method: string | undefined, path: string, body: Record<string, string>) {
  const [what, number] = path.split('/').slice(1);
  if (method === 'GET' && what === 'orders') return [200, await newest(tx)] as const;
  if (method === 'GET' && what === 'customers') return [200, await everyone(tx)] as const;
  if (method === 'POST') return [201, { id: await add(tx, body.email, body.name, body.note) }] as const;
  if (method === 'PUT' && (await change(tx, Number(number), body.note))) return [200, {}] as const;
  return [404, {}] as const;
}

async function read(request: IncomingMessage) {
  let text = '';
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : {};
}

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1');
process.once('SIGTERM', () => server.close(close));
