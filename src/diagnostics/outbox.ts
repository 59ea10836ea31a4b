import { SOON } from '../util/untrusted.js';
import { Topic } from './topic.js';

/**
 * Messages that are to be published, a microtask later: they are due in the middle of a change, where nobody
 * else's code may run.
 */
export class Outbox {
  readonly hit = new Topic('warmscope:hit', this);
  readonly miss = new Topic('warmscope:miss', this);
  readonly load = new Topic('warmscope:load', this);
  readonly store = new Topic('warmscope:store', this);
  readonly evict = new Topic('warmscope:evict', this);
  readonly invalidate = new Topic('warmscope:invalidate', this);
  readonly singleton = new Topic('warmscope:singleton', this);
  readonly thaw = new Topic('warmscope:thaw', this);
  readonly shared = new Topic('warmscope:shared', this);
  #due: (() => void)[] = [];
  #isWaiting = false;
  #isPublishing = false;

  /** Does something soon that runs other people's code. */
  later(work: () => void): void {
    this.#due.push(work);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    SOON.then(() => this.flush());
  }

  /** Publishes what is due, where the caller is not in the middle of anything; true if anything was. */
  flush(): boolean {
    if (this.#isPublishing || this.#due.length === 0) return false;
    this.#isPublishing = true;
    try {
      for (let at = 0; at < this.#due.length; at++) this.#due[at]?.();
    } finally {
      this.#due = [];
      this.#isWaiting = false;
      this.#isPublishing = false;
    }
    return true;
  }
}
