import type { TimerClock } from '../util/clock.js';
import { settledWithin } from '../util/time-limit.js';
import { NEVER, type RunningInvocation } from './invocation.js';
import type { Invocations } from './invocations.js';

/**
 * Milliseconds before an invocation's deadline at which its background work is given up, so that its answer
 * still gets out.
 */
export const MARGIN_MS = 100;

/** Milliseconds that an invocation without a deadline waits for its background work at most. */
export const PATIENCE_MS = 5_000;

/** Milliseconds that background work may take after the answer of an invocation that does not wait for it. */
export const AFTERWARDS_MS = 30_000;

/** Work that goes on after the call that began it. */
interface Work {
  readonly owner: RunningInvocation | undefined;
  /** Resolves when the work is settled, one way or the other. */
  settled: Promise<unknown>;
  /** Told whether it has taken too long; else it was left over from before a freeze. */
  readonly abandon: (isLate: boolean) => void;
}

/**
 * Work that outlives its call: tracked until it is settled, waited for before its invocation ends, abandoned
 * when it takes too long.
 */
export class Background {
  readonly #clock: TimerClock;
  readonly #invocations: Invocations;
  readonly #pending = new Set<Work>();
  /** How much was ever tracked, how much of it rejected, how much was abandoned. */
  readonly counters = { tracked: 0, failed: 0, abandoned: 0 };

  constructor(clock: TimerClock, invocations: Invocations) {
    this.#clock = clock;
    this.#invocations = invocations;
  }

  /** How much is pending, abandoned work left out. */
  get size(): number {
    return this.#pending.size;
  }

  /**
   * Tracks work for the invocation that the present code belongs to, if any. Its rejection is handled.
   * `abandon` is called once if nobody waits for it any longer: what comes of it later must not be used.
   */
  track(promise: PromiseLike<unknown>, abandon: Work['abandon']): void {
    const work: Work = { owner: this.#invocations.active, settled: Promise.resolve(promise), abandon };
    this.counters.tracked++;
    const end = (): void => void this.#pending.delete(work);
    const fail = (): void => {
      this.counters.failed++;
      end();
    };
    work.settled = work.settled.then(end, fail);
    this.#pending.add(work);
  }

  /** Runs work that may outlast the answer of the invocation that the present code belongs to. */
  behind<T>(work: () => T): T {
    return this.#invocations.behind(work);
  }

  /**
   * Waits for the work of an invocation, what is tracked meanwhile included, and abandons what is not done
   * {@link MARGIN_MS} before its deadline (where there is none: after {@link PATIENCE_MS}; where its answer
   * is out: after {@link AFTERWARDS_MS}). Work of no invocation is waited for by the last one running, as a
   * freeze may follow. Gives nothing when there is nothing to wait for. Never rejects.
   */
  drain(invocation: RunningInvocation): Promise<void> | undefined {
    return this.#concerning(invocation).length === 0 ? undefined : this.#drain(invocation);
  }

  /** Abandons what no running invocation waits for: the container was frozen since it began. */
  abandonLeftovers(): void {
    for (const work of this.#pending) if (work.owner?.isClosed !== false) this.#abandon(work, false);
  }

  async #drain(invocation: RunningInvocation): Promise<void> {
    const limit = this.#limitOf(invocation);
    for (let isDone = true; isDone; ) {
      const pending = this.#concerning(invocation).map(({ settled }) => settled);
      if (pending.length === 0) return;
      const left = limit - this.#clock.now();
      const patience = Number.isNaN(left) ? PATIENCE_MS : left;
      isDone = await settledWithin(Promise.all(pending), patience, this.#clock);
    }
    for (const work of this.#concerning(invocation)) this.#abandon(work, true);
  }

  /** Epoch milliseconds at which the work of an invocation is given up. */
  #limitOf({ isClosed, deadline }: RunningInvocation): number {
    if (isClosed) return this.#clock.now() + AFTERWARDS_MS;
    return deadline === NEVER ? this.#clock.now() + PATIENCE_MS : deadline - MARGIN_MS;
  }

  #concerning(invocation: RunningInvocation): Work[] {
    if (this.#pending.size === 0) return [];
    const isLast = isAtMostOne(this.#invocations.running);
    return [...this.#pending].filter(
      (work) => isBehind(work.owner, invocation) || (isLast && isLeftOver(work)),
    );
  }

  #abandon(work: Work, isLate: boolean): void {
    if (!this.#pending.delete(work)) return;
    this.counters.abandoned++;
    try {
      work.abandon(isLate);
    } catch {
      // The rest has to be abandoned as well.
    }
  }
}

/** True where no more than one invocation still runs; there may be very many. */
function isAtMostOne(running: Iterable<RunningInvocation>): boolean {
  let count = 0;
  for (const { isOver } of running) if (!isOver && ++count > 1) return false;
  return true;
}

/** True for an invocation itself, and for what began within it and has given its answer. */
function isBehind(owner: RunningInvocation | undefined, invocation: RunningInvocation): boolean {
  let one = owner;
  while (one !== invocation && one?.isClosed === true) one = one.outer;
  return one === invocation;
}

/** True for work of no invocation, and of one that has ended. */
function isLeftOver({ owner }: Work): boolean {
  return owner?.hasEnded !== false;
}
