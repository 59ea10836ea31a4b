import type { AsyncLocalStorage } from 'node:async_hooks';
import type { TimerClock } from '../cache/clock.js';
import { nodeModules } from '../node-modules.js';
import { type InvocationDescription, RunningInvocation } from './invocation.js';
import { type Invocation, viewOf } from './invocation-view.js';

/** What somebody read of the running invocation: that there is one, its tenant, or anything else. */
export type InvocationRead = 'call' | 'tenant' | 'any';

const PROMISES_ARE_HOOKED = Number.parseInt(process.versions.node, 10) < 24;

/** The invocations that run in this thread, and the one that the present code belongs to, through any depth of awaits. */
export class Invocations {
  /** Told of each read of the running invocation by the user's code, so that a loader that depends on it is found out. */
  onRead: ((read: InvocationRead) => void) | undefined;
  #storage: AsyncLocalStorage<RunningInvocation> | undefined;
  readonly #running = new Set<RunningInvocation>();
  #begun = 0;
  #isIdling = false;

  constructor(private readonly clock: TimerClock) {}

  /** The invocation that the present code belongs to; undefined outside, and for what is still going on after its end. Counts as no read. */
  get active(): RunningInvocation | undefined {
    const invocation = this.#storage?.getStore();
    return invocation?.hasEnded === false ? invocation : undefined;
  }

  /** What the user's code may read of the active invocation, one object for each; reading it is noted, as the call is. */
  read(): Invocation | undefined {
    const { active } = this;
    if (active === undefined) return undefined;
    this.noteRead('call');
    active.view ??= viewOf(active, (read) => this.noteRead(read));
    return active.view;
  }

  /** The invocations that have begun and not ended, oldest first. */
  get running(): ReadonlySet<RunningInvocation> {
    return this.#running;
  }

  /** The serial of the next one to begin. */
  get nextSerial(): number {
    return this.#begun + 1;
  }

  /** The invocations that have begun beside one and not ended; some may be past their deadlines, and so over. */
  othersThan(invocation: RunningInvocation): RunningInvocation[] {
    return [...this.#running].filter((other) => other !== invocation);
  }

  /** Runs `work` as one invocation that ends when the work does. */
  async run<T>(description: InvocationDescription, work: () => T): Promise<Awaited<T>> {
    const invocation = this.begin(description);
    try {
      return await this.enter(invocation, work);
    } catch (error) {
      invocation.noteFailure();
      throw error;
    } finally {
      this.end(invocation);
    }
  }

  begin(description: InvocationDescription): RunningInvocation {
    const invocation = new RunningInvocation(description, ++this.#begun, this.clock);
    this.#running.add(invocation);
    return invocation;
  }

  /** Runs `work`, and all that it starts, as part of an invocation that has begun. */
  enter<T>(invocation: RunningInvocation, work: () => T): T {
    this.#storage ??= new nodeModules.asyncHooks.AsyncLocalStorage<RunningInvocation>();
    return this.#storage.run(invocation, work);
  }

  end(invocation: RunningInvocation): void {
    this.#running.delete(invocation);
    // One past its deadline may never return.
    for (const other of this.#running) if (other.isOver) this.#running.delete(other);
    invocation.end();
    if (PROMISES_ARE_HOOKED && this.#running.size === 0 && !this.#isIdling) this.#idle();
  }

  /** Notes that the user's code read something of the invocation it runs in. */
  noteRead(read: InvocationRead): void {
    this.onRead?.(read);
  }

  /** Before Node 24 a used AsyncLocalStorage slows every promise of the process; between invocations there is no need for it. */
  #idle(): void {
    this.#isIdling = true;
    setImmediate(() => {
      this.#isIdling = false;
      if (this.#running.size === 0) this.#storage?.disable();
    }).unref();
  }
}
