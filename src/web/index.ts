export { type ExpressMiddleware, expressScope } from './express.js';
export { type FastifyHost, type FastifyPlugin, fastifyScope } from './fastify.js';
export { type HonoContext, type HonoMiddleware, honoScope } from './hono.js';
export { type KoaContext, type KoaMiddleware, koaScope } from './koa.js';
export type { OfRequest, ScopeOptions } from './scope-options.js';
