import Koa from 'koa';
import { koaScope } from 'warmscope/web';
import { printIfMain } from '../support/outcome.js';
import { shop } from './shop.js';
import { serve } from './site.js';
import { visit } from './visitors.js';

const app = new Koa();
// Koa would print each failure.
app.silent = true;
app.use(koaScope({ tenant: (ctx) => ctx.get('x-tenant') }));
app.use(async (ctx) => {
  ctx.body = await shop.answer(ctx.path);
});

export const run = async () => await visit(await serve(app.callback()));

await printIfMain(import.meta.url, run);
