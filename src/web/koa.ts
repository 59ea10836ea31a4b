import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { OpenInvocation } from '../handlers/open-invocation.js';
import { bodyOf, readWithin } from '../handlers/response-body.js';
import { Requests } from './requests.js';
import type { ScopeOptions } from './scope-options.js';

/** Koa's context, as far as it matters here. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  body: unknown;
  get(field: string): string;
}

/** A middleware for Koa. */
export type KoaMiddleware<Context extends KoaContext = KoaContext> = (
  ctx: Context,
  next: () => Promise<unknown>,
) => Promise<void>;

/**
 * A middleware for Koa 2 and 3 that makes each request one invocation, from here until its response is
 * closed, by an answer or by a client that goes away: `currentInvocation()` reads it in all that comes after
 * it, and in a stream that is the body. Background work goes on after the response, for 30 s at most. Throws
 * InvalidOptionError.
 * @example
 * app.use(koaScope({ tenant: (ctx) => ctx.get('x-tenant') }));
 */
export function koaScope<Context extends KoaContext = KoaContext>(
  options: ScopeOptions<Context> = {},
): KoaMiddleware<Context> {
  const requests = new Requests(options, 'koaScope');
  return async (ctx, next) => {
    const invocation = requests.openExchange(ctx, { incoming: ctx.req, outgoing: ctx.res });
    if (invocation === undefined) return void (await next());
    await invocation.preparation;
    await invocation.enter(next);
    const body = bodyOf(ctx.body);
    if (body === undefined) return;
    if (body instanceof ReadableStream) ctx.body = readWithin(body, invocation.enter);
    else bindReads(body, invocation);
  };
}

/** Has a stream make its chunks as part of an invocation: Koa reads it after all middlewares. */
function bindReads(stream: Readable, invocation: OpenInvocation): void {
  const read = stream._read;
  stream._read = function (this: Readable, size: number): void {
    invocation.enter(() => read.call(this, size));
  };
}
