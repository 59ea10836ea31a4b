import { type TracingChannelSubscribers, tracingChannel } from 'node:diagnostics_channel';
import type { BuildTrace, LoadTrace } from '../diagnostics/messages.js';
import { publishDiagnostics } from '../diagnostics/publish-diagnostics.js';
import { InvalidOptionError } from '../errors.js';
import { describe } from '../util/describe.js';
import { WeakList } from '../util/weak-list.js';
import { NAMESPACE } from './names.js';
import { attempt } from './publishing.js';

/** The part of a `Tracer` of `@opentelemetry/api` that is used. */
export interface OpenTelemetryTracer {
  startSpan(name: string, options: { attributes: Record<string, string> }): OpenTelemetrySpan;
}

/** The part of a `Span` of `@opentelemetry/api` that is used. */
export interface OpenTelemetrySpan {
  setStatus(status: { code: number }): unknown;
  end(): void;
}

/** `SpanStatusCode.ERROR`. */
const ERROR = 2;

/**
 * Makes a span of each load of a cached method and each build of a singleton, within the span that is active
 * where it begins: `load Class.method` and `build Class`, with the attributes `warmscope.member` and
 * `warmscope.cause`. A failure is the span's status; its error is the user's, and not in it. Gives what ends
 * it, and with it the spans of what is still under way. Throws InvalidOptionError.
 * @example
 * const stop = openTelemetryTraces(trace.getTracer('warmscope'));
 */
export function openTelemetryTraces(tracer: OpenTelemetryTracer): () => void {
  if (typeof (tracer as Partial<OpenTelemetryTracer> | undefined)?.startSpan !== 'function')
    throw new InvalidOptionError(
      `openTelemetryTraces takes a tracer: received ${describe(tracer)}; valid is what ` +
        "trace.getTracer('...') of '@opentelemetry/api' gives.",
    );
  const stops = [
    publishDiagnostics(),
    spansOf<LoadTrace>('warmscope:load', tracer, ({ member, cause }) => [`load ${member}`, { cause }]),
    spansOf<BuildTrace>('warmscope:build', tracer, ({ member }) => [`build ${member}`, {}]),
  ];
  return () => {
    for (const stop of stops.splice(0)) stop();
  };
}

/** Makes spans of what is traced on a channel; gives what ends that, and the spans that are open. */
function spansOf<Trace extends LoadTrace | BuildTrace>(
  name: string,
  tracer: OpenTelemetryTracer,
  describeTrace: (trace: Trace) => [name: string, attributes: Record<string, string>],
): () => void {
  const spans = new WeakMap<Trace, OpenTelemetrySpan>();
  // Weak, as a promise that never settles leaves its span open.
  const traces = new WeakList<Trace>();
  const end = (trace: Trace): void => {
    const span = spans.get(trace);
    // Of what has given a promise there is more to come.
    if (span === undefined || trace.milliseconds === undefined) return;
    spans.delete(trace);
    if (trace.failed) attempt(() => span.setStatus({ code: ERROR }));
    attempt(() => span.end());
  };
  const subscribers: TracingChannelSubscribers<Trace> = {
    start(trace) {
      const [title, more] = describeTrace(trace);
      const attributes = Object.entries({ member: trace.member, ...more });
      const named = attributes.map(([key, value]) => [`${NAMESPACE}.${key}`, value] as const);
      attempt(() => spans.set(trace, tracer.startSpan(title, { attributes: Object.fromEntries(named) })));
      traces.add(trace);
    },
    end,
    asyncStart: () => undefined,
    asyncEnd: end,
    error: () => undefined,
  };
  const channel = tracingChannel<unknown, Trace>(name);
  channel.subscribe(subscribers);
  return () => {
    channel.unsubscribe(subscribers);
    for (const trace of traces.items()) attempt(() => spans.get(trace)?.end());
  };
}
