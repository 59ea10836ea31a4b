import { NEVER } from '../invocation/invocation.js';
import type { Unchecked } from '../options.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { STREAM_HANDLER_CHECKS } from '../util/checks.js';
import { settledWithin } from '../util/time-limit.js';
import { prepareHandler } from './handler.js';
import { streamEnd } from './response-stream.js';

/** A class whose instances answer events with a stream, in a method `handle` or `handler`. */
export type StreamHandlerClass<Event = Unchecked, Stream = Unchecked, Context = Unchecked> = abstract new (
  ...args: Unchecked
) =>
  | { handle(event: Event, responseStream: Stream, context: Context): unknown }
  | { handler(event: Event, responseStream: Stream, context: Context): unknown };

/** The function that Lambda's response streaming calls. */
export type StreamHandler<Event, Stream, Context> = (
  event: Event,
  responseStream: Stream,
  context: Context,
) => Promise<void>;

type AnyStreamHandler = StreamHandler<unknown, unknown, unknown>;

const MAKER = {
  caller: 'createStreamHandler',
  parameters: 'event, responseStream, context',
  checks: STREAM_HANDLER_CHECKS,
};

/** The streaming handler of a class or function: its invocation lasts until the stream is finished, too. */
export function streamHandlerOf(target: unknown, options: object, container: Container): AnyStreamHandler {
  const invoke = prepareHandler(target, options, MAKER, container);
  return streamified(async (event, responseStream, context) => {
    await invoke(event, context, async (handle) => {
      await handle(event, responseStream, context);
      const end = streamEnd(responseStream);
      const remaining = lifecycle.of(container).invocations.active?.remainingMs() ?? NEVER;
      if (end !== undefined) await settledWithin(end, remaining, container.clock);
    });
  });
}

/** Marks a handler for Lambda's runtime; elsewhere, as in tests, it stays what it is. */
function streamified(handler: AnyStreamHandler): AnyStreamHandler {
  const { awslambda } = globalThis as {
    awslambda?: { streamifyResponse?: (handler: AnyStreamHandler) => AnyStreamHandler };
  };
  return typeof awslambda?.streamifyResponse === 'function' ? awslambda.streamifyResponse(handler) : handler;
}
