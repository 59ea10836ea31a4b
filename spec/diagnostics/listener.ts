import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import type { BuildTrace, DiagnosticsMessages, LoadTrace } from '../../src/metrics/index.js';
import { publishDiagnostics } from '../../src/metrics/index.js';
import { nextTurn } from '../support/deferred.js';

export const CHANNELS = ['hit', 'miss', 'load', 'store', 'evict', 'invalidate', 'singleton', 'thaw', 'shared'] as const;
export const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

/** What was published on a channel of ours: its short name, and the message. */
export type Heard = readonly [channel: (typeof CHANNELS)[number], message: DiagnosticsMessages[keyof DiagnosticsMessages]];

/** Listens to channels, as an APM would, while diagnostics are published. */
export class Listener {
  readonly heard: Heard[] = [];
  readonly #ends: (() => void)[] = [];

  constructor(channels: readonly Heard[0][] = CHANNELS, publishes = true) {
    for (const channel of channels) this.#listen(channel);
    if (publishes) this.#ends.push(publishDiagnostics());
  }

  #listen(channel: Heard[0]): void {
    const listener = (message: unknown): void => void this.heard.push([channel, message as Heard[1]]);
    subscribe(`warmscope:${channel}`, listener);
    this.#ends.push(() => unsubscribe(`warmscope:${channel}`, listener));
  }

  /** The messages of one member as short texts, those that are due included. */
  async of(member: string): Promise<string[]> {
    await nextTurn();
    return this.heard
      .filter(([, message]) => 'member' in message && message.member === member)
      .map(([channel, message]) => [channel, 'cause' in message ? message.cause : ''].join(' ').trim());
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}

/** What was published of one traced load or build, with the context as it was then. */
export type Traced = readonly [event: (typeof EVENTS)[number], context: LoadTrace | BuildTrace];

/** Listens to a tracing channel. */
export function traced(name: 'load' | 'build'): { readonly seen: Traced[]; readonly stop: () => void } {
  const seen: Traced[] = [];
  const channel = tracingChannel<unknown, LoadTrace>(`warmscope:${name}`);
  const listeners = Object.fromEntries(
    EVENTS.map((event) => [event, (context: unknown) => void seen.push([event, { ...(context as LoadTrace) }])]),
  );
  channel.subscribe(listeners as never);
  const end = publishDiagnostics();
  return {
    seen,
    stop: () => {
      channel.unsubscribe(listeners as never);
      end();
    },
  };
}
