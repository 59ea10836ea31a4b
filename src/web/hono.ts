import type { OpenInvocation } from '../handlers/open-invocation.js';
import { readWithin } from '../handlers/response-body.js';
import { propertyOf } from '../util/untrusted.js';
import { type Exchange, Requests } from './requests.js';
import type { ScopeOptions } from './scope-options.js';

/** Hono's context, as far as it matters here. */
export interface HonoContext {
  readonly req: { readonly raw: Request; header(name: string): string | undefined };
  readonly env: unknown;
  res: Response;
}

/** A middleware for Hono. */
export type HonoMiddleware<Context extends HonoContext = HonoContext> = (
  c: Context,
  next: () => Promise<void>,
) => Promise<void>;

/**
 * A middleware for Hono 4 that makes each request one invocation, from here until its response is closed, by
 * an answer or by a client that goes away: `currentInvocation()` reads it in all that comes after it. Where
 * no server of Node's is behind it, as with `app.request`, the response is closed when its body has been
 * given. Background work goes on after the response, for 30 s at most. Throws InvalidOptionError.
 * @example
 * app.use(honoScope({ tenant: (c) => c.req.header('x-tenant') }));
 */
export function honoScope<Context extends HonoContext = HonoContext>(
  options: ScopeOptions<Context> = {},
): HonoMiddleware<Context> {
  const requests = new Requests(options, 'honoScope');
  return async (c, next) => {
    const exchange = exchangeOf(c.env);
    const invocation = exchange ? requests.openExchange(c, exchange) : requests.open(c, c.req.raw);
    if (invocation === undefined) return next();
    await invocation.preparation;
    try {
      await invocation.enter(next);
    } catch (error) {
      if (exchange === undefined) invocation.close();
      throw error;
    }
    if (exchange === undefined) closeWithBody(c, invocation);
  };
}

/** The request and response of Node's server that `@hono/node-server` hands on. */
function exchangeOf(env: unknown): Exchange | undefined {
  const incoming = propertyOf(Object(env), 'incoming');
  const outgoing = propertyOf(Object(env), 'outgoing');
  const isThere = typeof propertyOf(Object(outgoing), 'once') === 'function';
  return isThere && incoming !== undefined ? ({ incoming, outgoing } as Exchange) : undefined;
}

/** Closes an invocation when the body of its response has been given, or nobody reads on. */
function closeWithBody(c: HonoContext, invocation: OpenInvocation): void {
  const { res } = c;
  if (res.body === null || res.body.locked) {
    invocation.close();
    return;
  }
  const body = readWithin(res.body, invocation.enter, () => invocation.close()) as ReadableStream;
  // Hono would add the headers of the old one to the new one.
  (c as { res: Response | undefined }).res = undefined;
  c.res = new Response(body, res);
}
