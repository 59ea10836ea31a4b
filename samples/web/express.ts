import express, { type ErrorRequestHandler, type Request } from 'express';
import { expressScope } from 'warmscope/web';
import { printIfMain } from '../support/outcome.js';
import { shop } from './shop.js';
import { serve } from './site.js';
import { visit } from './visitors.js';

const app = express();
app.use(expressScope({ tenant: (req: Request) => req.get('x-tenant') }));
app.get('/{*path}', async (req, res) => {
  res.json(await shop.answer(req.path));
});
const onError: ErrorRequestHandler = (_error, _req, res, _next) => void res.status(500).end();
app.use(onError);

export const run = async () => await visit(await serve(app));

await printIfMain(import.meta.url, run);
