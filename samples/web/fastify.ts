import Fastify from 'fastify';
import { fastifyScope } from 'warmscope/web';
import { printIfMain } from '../support/outcome.js';
import { shop } from './shop.js';
import { visit } from './visitors.js';

export async function run() {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(fastifyScope, { tenant: ({ headers }) => headers['x-tenant'] as string | undefined });
  app.get('/*', async (request) => await shop.answer(request.url));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return await visit({ url, stop: () => app.close() });
}

await printIfMain(import.meta.url, run);
