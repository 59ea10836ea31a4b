import type { AsyncLocalStorage } from 'node:async_hooks';
import type { TimerClock } from '../util/clock.js';
import * as node from '../util/node-modules.js';
import { later } from '../util/timers.js';
import { type InvocationDescription, RunningInvocation } from './invocation.js';
import { factsOf, type Invocation, type InvocationRead, viewOf } from './invocation-view.js';

const PROMISES_ARE_HOOKED = Number.parseInt(process.versions.node, 10) < 24;

/** How many running invocations are looked at for each that ends, on average, for whether they are over. */
const SWEPT_PER_END = 16;

/** What the async context holds: an invocation, and whether the code is background work of it. */
interface Frame {
  readonly invocation: RunningInvocation;
  readonly isBehind: boolean;
}

/**
 * The invocations that run in this thread, and the one that the present code belongs to, through any depth of
 * awaits.
 */
export class Invocations {
  readonly #clock: TimerClock;
  /**
   * Told of each read of an invocation by the user's code, so that a loader that depends on it is found out.
   */
  onRead: ((read: InvocationRead, of: RunningInvocation) => void) | undefined;
  /**
   * Tells what is being loaded or built around the present code: that opens an invocation which begins here.
   */
  opener: () => object | undefined = () => undefined;
  #storage: AsyncLocalStorage<Frame> | undefined;
  readonly #running = new Set<RunningInvocation>();
  #begun = 0;
  #endsUnswept = 0;
  #isIdling = false;

  constructor(clock: TimerClock) {
    this.#clock = clock;
  }

  /**
   * The invocation that the present code belongs to; undefined outside, and for what is still going on after
   * its answer, background work excepted. Counts as no read.
   */
  get active(): RunningInvocation | undefined {
    const frame = this.#storage?.getStore();
    if (frame === undefined) return undefined;
    const { invocation, isBehind } = frame;
    return invocation.hasEnded || (invocation.isClosed && !isBehind) ? undefined : invocation;
  }

  /** What the user's code may read of the active invocation, one object for each; what it reads is noted. */
  read(): Invocation | undefined {
    const { active } = this;
    const facts = this.readForLogs();
    if (active === undefined || facts === undefined) return undefined;
    active.view ??= viewOf(facts, (read) => this.onRead?.(read, active));
    return active.view;
  }

  /** The running invocation for logs and metrics, which must not flow into a result: reads are not noted. */
  readForLogs(): Invocation | undefined {
    const { active } = this;
    if (active !== undefined) active.facts ??= factsOf(active);
    return active?.facts;
  }

  /** The invocations that have begun and not ended, oldest first. */
  get running(): ReadonlySet<RunningInvocation> {
    return this.#running;
  }

  /** The serial of the next one to begin. */
  get nextSerial(): number {
    return this.#begun + 1;
  }

  begin(description: InvocationDescription): RunningInvocation {
    const invocation = new RunningInvocation(description, ++this.#begun, this.#clock, this.opener());
    invocation.outer = this.active;
    this.#running.add(invocation);
    return invocation;
  }

  /** Runs `work`, and all that it starts, as part of an invocation that has begun. */
  enter<T>(invocation: RunningInvocation, work: () => T): T {
    return this.#store.run({ invocation, isBehind: false }, work);
  }

  /** Runs `work` as background work of the active invocation: it belongs to that until all of it is done. */
  behind<T>(work: () => T): T {
    const { active } = this;
    return active === undefined ? work() : this.#store.run({ invocation: active, isBehind: true }, work);
  }

  /**
   * Makes the rest of the running function part of an invocation, with all that it starts; what called it,
   * too, where it has not awaited anything yet.
   */
  stay(invocation: RunningInvocation): void {
    this.#store.enterWith({ invocation, isBehind: false });
  }

  get #store(): AsyncLocalStorage<Frame> {
    this.#storage ??= new (node.asyncHooks().AsyncLocalStorage)<Frame>();
    return this.#storage;
  }

  end(invocation: RunningInvocation): void {
    this.#running.delete(invocation);
    if (++this.#endsUnswept * SWEPT_PER_END >= this.#running.size) this.#sweep();
    invocation.end();
    if (PROMISES_ARE_HOOKED && this.#running.size === 0 && !this.#isIdling) this.#idle();
  }

  /** Forgets those past their deadlines, which may never return. */
  #sweep(): void {
    this.#endsUnswept = 0;
    for (const other of this.#running) if (other.isOver) this.#running.delete(other);
  }

  /**
   * Before Node 24 a used AsyncLocalStorage slows every promise of the process; between invocations there is
   * no need for it.
   */
  #idle(): void {
    this.#isIdling = true;
    later(() => {
      this.#isIdling = false;
      if (this.#running.size === 0) this.#storage?.disable();
    }, false);
  }
}
