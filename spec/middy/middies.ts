import middy7 from '@middy/core';
import middy6 from 'middy6';

/** What specs ask of middy, the same in both majors. */
export interface Middy {
  (event: unknown, context: unknown): Promise<unknown>;
  use(middleware: unknown): Middy;
  before(hook: (request: Request) => unknown): Middy;
  after(hook: (request: Request) => unknown): Middy;
  onError(hook: (request: Request) => unknown): Middy;
  handler(handler: (event: never, context: never) => unknown): Middy;
}

/** What middy hands to middlewares. */
export interface Request {
  event: unknown;
  context: unknown;
  response: unknown;
  error: unknown;
}

/** The majors of middy, by name. */
export const MIDDIES: readonly [name: string, middy: (handlerOrPlugin?: object) => Middy][] = [
  ['middy 6', middy6 as unknown as () => Middy],
  ['middy 7', middy7 as unknown as () => Middy],
];
