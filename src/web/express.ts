import type { IncomingMessage, ServerResponse } from 'node:http';
import { Requests } from './requests.js';
import type { ScopeOptions } from './scope-options.js';

/** A middleware for Express, or for any other server with middlewares of this form. */
export type ExpressMiddleware<Request extends IncomingMessage = IncomingMessage> = (
  req: Request,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * A middleware for Express 4 and 5 that makes each request one invocation, from here until its response is
 * closed, by an answer or by a client that goes away: `currentInvocation()` reads it in all that comes after
 * it. Background work goes on after the response, for 30 s at most. Throws InvalidOptionError.
 * @example
 * app.use(expressScope({ tenant: (req: Request) => req.get('x-tenant') }));
 */
export function expressScope<Request extends IncomingMessage = IncomingMessage>(
  options: ScopeOptions<Request> = {},
): ExpressMiddleware<Request> {
  const requests = new Requests(options, 'expressScope');
  return (req, res, next) => {
    const invocation = requests.openExchange(req, { incoming: req, outgoing: res });
    if (invocation === undefined) return next();
    const proceed = (): void => invocation.enter(() => next());
    if (invocation.preparation === undefined) proceed();
    else void invocation.preparation.then(proceed);
  };
}
