import { type Channel, channel } from 'node:diagnostics_channel';
import type { DiagnosticsMessages } from './messages.js';

/** One channel of Node's, and the messages that are published on it. */
export class Topic<Name extends keyof DiagnosticsMessages> {
  // Held here, as Node forgets channels that nobody refers to.
  readonly #channel: Channel;
  readonly #outbox: { later(work: () => void): void };

  constructor(name: Name, outbox: { later(work: () => void): void }) {
    this.#channel = channel(name);
    this.#outbox = outbox;
  }

  /** True while somebody listens. Asked before a message is made, which nobody else is to pay for. */
  get isHeard(): boolean {
    return this.#channel.hasSubscribers;
  }

  /** Publishes a message at once. */
  publish(message: DiagnosticsMessages[Name]): void {
    this.#channel.publish(message);
  }

  /** Publishes a message soon. */
  post(message: DiagnosticsMessages[Name]): void {
    this.#outbox.later(() => this.publish(message));
  }
}
