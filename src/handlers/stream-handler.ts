import type { Unchecked } from '../options.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { singletons } from '../registry/singletons.js';
import { checkedOptions, STREAM_HANDLER_CHECKS } from '../util/checks.js';
import { settledWithin } from '../util/time-limit.js';
import { eagerSingletons } from './eager.js';
import { invocationOf } from './handler.js';
import { prepareTarget, targetName } from './handler-target.js';
import { streamEnd } from './response-stream.js';
import type { TenantOf } from './tenant.js';
import { disposeOnTermination } from './termination.js';

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

const MAKER = { caller: 'createStreamHandler', parameters: 'event, responseStream, context' };

/**
 * The streaming handler of a class or function: one invocation lasts until the stream is finished and the
 * background work is done.
 */
export function streamHandlerOf(target: unknown, options: object, container: Container): AnyStreamHandler {
  const { tenant } = checkedOptions<{ tenant?: TenantOf }>(
    options,
    STREAM_HANDLER_CHECKS,
    targetName(target, MAKER),
  );
  const cycle = lifecycle.of(container);
  void singletons.in(container)?.directory.prepare();
  const findHandle = prepareTarget(target, MAKER, container);
  disposeOnTermination(container);
  cycle.life.noteInit();
  return streamified((event, responseStream, context) => {
    const work = async (): Promise<void> => {
      await eagerSingletons(container);
      await findHandle()(event, responseStream, context);
      const end = streamEnd(responseStream);
      const remaining = cycle.invocations.active?.remainingMs() ?? Number.POSITIVE_INFINITY;
      if (end !== undefined) await settledWithin(end, remaining, container.clock);
    };
    return invocationOf(event, context, work, { tenant, isAfterResponse: false }, container);
  });
}

/** Marks a handler for Lambda's runtime; elsewhere, as in tests, it stays what it is. */
function streamified(handler: AnyStreamHandler): AnyStreamHandler {
  const { awslambda } = globalThis as {
    awslambda?: { streamifyResponse?: (handler: AnyStreamHandler) => AnyStreamHandler };
  };
  return typeof awslambda?.streamifyResponse === 'function' ? awslambda.streamifyResponse(handler) : handler;
}
