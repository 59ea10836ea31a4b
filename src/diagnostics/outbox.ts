import { channel } from 'node:diagnostics_channel';
import { SOON } from '../util/untrusted.js';
import type { DiagnosticsMessages } from './messages.js';

/**
 * Messages that are to be published, a microtask later: they are due in the middle of a change, where nobody
 * else's code may run. Nothing is kept of what nobody listens to.
 */
export class Outbox {
  // Held here, as Node forgets channels that nobody refers to.
  readonly #channels = {
    'warmscope:hit': channel('warmscope:hit'),
    'warmscope:miss': channel('warmscope:miss'),
    'warmscope:load': channel('warmscope:load'),
    'warmscope:store': channel('warmscope:store'),
    'warmscope:evict': channel('warmscope:evict'),
    'warmscope:invalidate': channel('warmscope:invalidate'),
    'warmscope:singleton': channel('warmscope:singleton'),
    'warmscope:thaw': channel('warmscope:thaw'),
    'warmscope:shared': channel('warmscope:shared'),
  } satisfies Record<keyof DiagnosticsMessages, unknown>;
  /** Hits are published at once, as they are no change. */
  readonly hits = this.#channels['warmscope:hit'];
  #due: (() => void)[] = [];
  #isWaiting = false;
  #isPublishing = false;

  /** Publishes a message soon, if somebody listens. */
  add<Name extends keyof DiagnosticsMessages>(name: Name, message: DiagnosticsMessages[Name]): void {
    const to = this.#channels[name];
    if (to.hasSubscribers) this.later(() => to.publish(message));
  }

  /** Does something soon that runs other people's code. */
  later(work: () => void): void {
    this.#due.push(work);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    SOON.then(() => this.flush());
  }

  /** Publishes what is due, where the caller is not in the middle of anything. */
  flush(): void {
    if (this.#isPublishing || this.#due.length === 0) return;
    this.#isPublishing = true;
    try {
      for (let at = 0; at < this.#due.length; at++) this.#due[at]?.();
    } finally {
      this.#due = [];
      this.#isWaiting = false;
      this.#isPublishing = false;
    }
  }
}
