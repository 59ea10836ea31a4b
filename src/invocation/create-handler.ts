import { containerRegistry } from '../registry/global-registry.js';
import { type Handler, type HandlerClass, handlerOf } from './handler.js';

/** The options of `createHandler`: none yet. */
export interface HandlerOptions {
  readonly [option: string]: never;
}

/**
 * A two-parameter handler for AWS Lambda, from a handler class (built once, in the init phase, decorated or not) or a function.
 * Throws ResolutionError when the class cannot be built, InvalidTargetError for what is neither.
 * @example
 * export const handler = createHandler(ReportsHandler);
 */
export function createHandler<Event, Context, Result>(
  target: HandlerClass<Event, Context, Result>,
  options?: HandlerOptions,
): Handler<Event, Context, Result>;
export function createHandler<Event, Context, Result>(
  target: (event: Event, context: Context) => Result,
  options?: HandlerOptions,
): Handler<Event, Context, Result>;
export function createHandler(target: unknown, options: HandlerOptions = {}): Handler<never, never, unknown> {
  return handlerOf(target, options, containerRegistry) as Handler<never, never, unknown>;
}
