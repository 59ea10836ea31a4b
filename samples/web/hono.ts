import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { honoScope } from 'warmscope/web';
import { printIfMain } from '../support/outcome.js';
import { shop } from './shop.js';
import { serve } from './site.js';
import { visit } from './visitors.js';

const app = new Hono();
app.use(honoScope({ tenant: (c) => c.req.header('x-tenant') }));
app.onError((_error, c) => c.text('', 500));
app.get('*', async (c) => c.json(await shop.answer(c.req.path)));

export const run = async () => await visit(await serve(getRequestListener(app.fetch)));

await printIfMain(import.meta.url, run);
