import express, { type Request } from 'express';
import Fastify, { type FastifyRequest } from 'fastify';
import { type Context, Hono } from 'hono';
import Koa, { type Context as KoaContext } from 'koa';
import { expressScope, fastifyScope, honoScope, koaScope, type ScopeOptions } from '../../src/web/index.js';

/** Compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

// The types of the frameworks fit, with the request as each of them has it, or as much of it as is needed.
express().use(expressScope());
express().use(expressScope({ tenant: (req) => textOf(req.headers['x-tenant']), deadline: () => 5 }));
express().use('/orders', expressScope({ id: (req: Request) => req.get('x-id'), tenant: (req: Request) => textOf(req.params.tenant) }));
express.Router().use(expressScope({ tenant: () => null }));

new Koa().use(koaScope());
new Koa().use(koaScope({ tenant: (ctx) => ctx.get('x-tenant'), id: () => undefined }));
new Koa().use(koaScope({ tenant: (ctx: KoaContext) => ctx.query.tenant?.toString() }));
new Koa<{ user: string }>().use(koaScope({ tenant: (ctx: Koa.ParameterizedContext<{ user: string }>) => ctx.state.user }));

Fastify().register(fastifyScope);
Fastify().register(fastifyScope, { tenant: (request) => textOf(request.headers['x-tenant']) });
Fastify().register(fastifyScope, { id: (request: FastifyRequest) => request.id, deadline: () => undefined });
Fastify({ logger: true }).register(fastifyScope, { prefix: '/orders' });

new Hono().use(honoScope());
new Hono().use('/orders/*', honoScope({ tenant: (c) => c.req.header('x-tenant') }));
new Hono().use(honoScope({ tenant: (c: Context) => c.req.query('tenant') }));
new Hono<{ Variables: { tenant: string } }>().use(
  honoScope({ tenant: (c: Context<{ Variables: { tenant: string } }>) => c.get('tenant') }),
);
new Hono().get('/', honoScope(), (c) => c.json({ ok: true }));

asserted<ScopeOptions<Request>>({ tenant: (req) => req.get('x-tenant') });
// @ts-expect-error a tenant is a string
expressScope({ tenant: () => 5 });
// @ts-expect-error a tenant is known at once
koaScope({ tenant: async () => 'a' });
// @ts-expect-error a deadline is epoch milliseconds
honoScope({ deadline: () => '5s' });
// @ts-expect-error no such option
expressScope({ background: 'drain' });
// @ts-expect-error no such option
Fastify().register(fastifyScope, { tenants: () => 'a' });
