import { container } from '../registry/global.js';
import { type Handler, type HandlerClass, handlerOf } from './handler.js';

/** The options of `createHandler`. Every one is optional. */
export interface HandlerOptions<Event = unknown, Context = unknown> {
  /**
   * Whom an event is for. Nobody (`undefined`, `null`, `''`), or a function that throws, leaves the
   * invocation without a tenant: methods of tenant scope run uncached in it. Default: `context.tenantId`.
   */
  readonly tenant?: ((event: Event, context: Context) => string | null | undefined) | undefined;
  /**
   * `'drain'` finishes background work (such as refreshes) before the response; `'after-response'` answers
   * first, and finishes it before Lambda freezes the container. Where that cannot be had, it drains. Default:
   * `'drain'`.
   */
  readonly background?: 'drain' | 'after-response' | undefined;
}

/**
 * A two-parameter handler for AWS Lambda, from a handler class (built once, in the init phase, decorated or
 * not) or a function. Each call is one invocation of the container: `currentInvocation()` reads it. Throws
 * ResolutionError when the class cannot be built, InvalidTargetError for what is neither, InvalidOptionError.
 * @example
 * export const handler = createHandler(ReportsHandler, { tenant: (event) => event.customer });
 */
export function createHandler<Event, Context, Result>(
  target: HandlerClass<Event, Context, Result>,
  options?: HandlerOptions<NoInfer<Event>, NoInfer<Context>>,
): Handler<Event, Context, Result>;
export function createHandler<Event, Context, Result>(
  target: (event: Event, context: Context) => Result,
  options?: HandlerOptions<NoInfer<Event>, NoInfer<Context>>,
): Handler<Event, Context, Result>;
export function createHandler(
  target: unknown,
  options: HandlerOptions<never, never> = {},
): Handler<never, never, unknown> {
  return handlerOf(target, options, container) as Handler<never, never, unknown>;
}
