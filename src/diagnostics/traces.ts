import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel';
import { isThenable } from '../util/untrusted.js';
import type { Outbox } from './outbox.js';

/** The context of what is traced, once it has ended with what came of it. */
interface Trace {
  readonly member: string;
  milliseconds?: number;
  failed?: boolean;
}

/**
 * What is under way on one tracing channel. The events are those of Node's `tracePromise`, without result and
 * error: those are the user's.
 */
export class Traces<Context extends Trace> {
  readonly #channel: TracingChannel<unknown, Context>;
  /** What has given a promise, by the load or build that it is. */
  readonly #open = new WeakMap<object, Context>();

  constructor(
    name: string,
    private readonly lap: () => number,
    private readonly outbox: Outbox,
  ) {
    this.#channel = tracingChannel<unknown, Context>(name);
  }

  /** True while somebody listens. */
  get isHeard(): boolean {
    const { start, end, asyncStart, asyncEnd, error } = this.#channel;
    // Each miss asks this, so no list is made of them.
    if (start.hasSubscribers || end.hasSubscribers || error.hasSubscribers) return true;
    return asyncStart.hasSubscribers || asyncEnd.hasSubscribers;
  }

  /** Runs something, with what the subscribers of `start` have bound to it around it. */
  run(of: object, context: Context, work: () => unknown): unknown {
    const { start, end, error } = this.#channel;
    const startedAt = this.lap();
    return start.runStores(context, () => {
      try {
        const result = work();
        if (isThenable(result)) this.#open.set(of, context);
        else this.#note(context, startedAt, false);
        return result;
      } catch (cause) {
        this.#note(context, startedAt, true);
        error.publish(context);
        throw cause;
      } finally {
        end.publish(context);
      }
    });
  }

  /** Notes that what has given a promise has ended. */
  settle(of: object, milliseconds: number, failed: boolean): void {
    const context = this.#open.get(of);
    if (context === undefined) return;
    this.#open.delete(of);
    this.outbox.later(() => {
      const { asyncStart, asyncEnd, error } = this.#channel;
      Object.assign(context, { milliseconds, failed });
      if (failed) error.publish(context);
      asyncStart.publish(context);
      asyncEnd.publish(context);
    });
  }

  #note(context: Context, startedAt: number, failed: boolean): void {
    Object.assign(context, { milliseconds: Math.max(0, this.lap() - startedAt) || 0, failed });
  }
}
