import { container } from '../registry/global.js';
import type { HandlerOptions } from './create-handler.js';
import { type StreamHandler, type StreamHandlerClass, streamHandlerOf } from './stream-handler.js';

/**
 * The options of `createStreamHandler`: the client has its whole response before background work is waited
 * for anyway.
 */
export type StreamHandlerOptions<Event = unknown, Context = unknown> = Pick<
  HandlerOptions<Event, Context>,
  'tenant'
>;

/**
 * A handler for Lambda's response streaming, from a class with `handle(event, responseStream, context)` or a
 * function of these. It applies `awslambda.streamifyResponse`; where there is no `awslambda`, as in tests,
 * call it with any writable stream. The invocation lasts until the stream is finished, which is for the
 * handler to do: `responseStream.end()`. Throws ResolutionError when the class cannot be built,
 * InvalidTargetError for what is neither, InvalidOptionError.
 * @example
 * export const handler = createStreamHandler(async (event: Query, responseStream: Writable) => {
 *   for await (const row of rows(event)) responseStream.write(row);
 *   responseStream.end();
 * });
 */
export function createStreamHandler<Event, Stream, Context>(
  target: StreamHandlerClass<Event, Stream, Context>,
  options?: StreamHandlerOptions<NoInfer<Event>, NoInfer<Context>>,
): StreamHandler<Event, Stream, Context>;
export function createStreamHandler<Event, Stream, Context>(
  target: (event: Event, responseStream: Stream, context: Context) => unknown,
  options?: StreamHandlerOptions<NoInfer<Event>, NoInfer<Context>>,
): StreamHandler<Event, Stream, Context>;
export function createStreamHandler(
  target: unknown,
  options: StreamHandlerOptions<never, never> = {},
): StreamHandler<never, never, never> {
  return streamHandlerOf(target, options, container) as StreamHandler<never, never, never>;
}
