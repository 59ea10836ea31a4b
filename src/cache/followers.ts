import { abortReasonsIn } from './aborts.js';
import type { CacheCounters } from './counters.js';
import { ABANDONED, type Flight } from './flight.js';
import type { CacheHost } from './host.js';
import type { Landing } from './landing.js';
import type { Call } from './member-plan.js';
import { loadWithin } from './time-limit.js';

/** So many flights that die with their leaders are waited for, one after the other; then a call leads one itself. */
const MOST_DEATHS = 2;

/** A caller who waits for loads that others lead. */
export class Follower {
  /** So many of them have died with their leaders. */
  #deaths = 0;
  /** It has waited as long as its method allows. */
  hasLeft = false;

  constructor(
    readonly call: Call,
    /** It asked for a newer value than there is. */
    readonly isRefresh: boolean,
  ) {}

  /** True once it must lead instead: callers of a service that hangs must not time out one after the other. */
  get mustLead(): boolean {
    return this.#deaths >= MOST_DEATHS;
  }

  noteDeath(): void {
    this.#deaths++;
  }
}

/** What callers get who joined a load: its outcome, or that of another one where the first turns out to be its leader's alone. */
export class Followers {
  /** `retry` makes a follower's call anew, as it is counted already. */
  constructor(
    private readonly counters: CacheCounters,
    private readonly host: CacheHost,
    private readonly landing: Landing,
    private readonly retry: (flight: Flight, follower: Follower) => unknown,
  ) {}

  /** Waits for a flight. */
  follow(flight: Flight, follower: Follower): Promise<unknown> {
    const { invocations, waits } = this.host;
    flight.awaitIn(waits);
    flight.watch(invocations.active);
    return flight.follow().then(
      (value) => this.#receive(flight, value, follower),
      (error: unknown) => this.#fail(flight, error, follower),
    );
  }

  #receive(flight: Flight, value: unknown, follower: Follower): unknown {
    if (follower.hasLeft) return undefined;
    // The leader got a stale value in place of its own abort.
    if (flight.death === 'signal' && abortReasonsIn(follower.call.args).length === 0) return this.#again(flight, follower);
    return flight.isShareable ? this.landing.copyFor(flight, value) : this.#loadAlone(follower.call);
  }

  #fail(flight: Flight, error: unknown, follower: Follower): unknown {
    if (follower.hasLeft) return undefined;
    if (this.#isTheLeaders(flight, error)) {
      const reasons = abortReasonsIn(follower.call.args);
      if (reasons.length === 0) return this.#again(flight, follower);
      throw ownAbort(flight, error, reasons);
    }
    if (flight.isShareable) throw this.landing.errorFor(flight, error);
    return this.#loadAlone(follower.call);
  }

  #again(flight: Flight, follower: Follower): unknown {
    follower.noteDeath();
    return this.retry(flight, follower);
  }

  /** True for a failure that is the leader's alone: the flight was given up, was aborted, or failed when its invocation was over. */
  #isTheLeaders(flight: Flight, error: unknown): boolean {
    if (error === ABANDONED) return true;
    const { active } = this.host.invocations;
    if (flight.death === undefined || active?.isOver === true) return false;
    return flight.death !== 'end' || flight.invocation !== active;
  }

  /** The loader itself, past all bookkeeping; nothing is stored. */
  #loadAlone(call: Call): unknown {
    this.counters.loads++;
    this.counters.uncacheable++;
    return loadWithin(call, this.host.clock);
  }
}

/** What a follower gets whose own signal was aborted: the leader's error where it is the same signal's, else the reason of its own. */
function ownAbort(flight: Flight, error: unknown, [reason]: readonly unknown[]): unknown {
  if (error !== ABANDONED && (reason === undefined || flight.abortReasons.includes(reason))) return error;
  return reason ?? new DOMException('This operation was aborted', 'AbortError');
}
