import { FOLLOWS } from '../context/wait.js';
import { adopt, SOON } from '../util/untrusted.js';
import { abortReasonsIn } from './aborts.js';
import { ABANDONED, circular, type Flight } from './flight.js';
import type { Flights } from './flights.js';
import type { FlightsHost } from './outcomes.js';
import type { Call } from './plan.js';
import { loadWithin, tooLong, within } from './time-limit.js';

/**
 * So many flights that die with their leaders are waited for, one after the other; then a call leads one
 * itself.
 */
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

  /**
   * True once it must lead instead: callers of a service that hangs must not time out one after the other.
   */
  get mustLead(): boolean {
    return this.#deaths >= MOST_DEATHS;
  }

  noteDeath(): void {
    this.#deaths++;
  }
}

/**
 * What callers get who joined a load: its outcome, or that of another one where the first turns out to be its
 * leader's alone.
 */
export class Followers {
  /** `retry` makes a follower's call anew, as it is counted already. */
  constructor(
    private readonly cache: FlightsHost,
    private readonly flights: Flights,
    private readonly retry: (flight: Flight, follower: Follower) => unknown,
  ) {}

  /** Waits for a flight that another call leads, as long as its method allows. */
  join(flight: Flight, call: Call, isRefresh = false): unknown {
    const follower = new Follower(call, isRefresh);
    const followed = this.follow(flight, follower);
    try {
      const { timeout } = call.member.plan;
      const { isLate } = flight;
      const late = (): unknown => this.#leave(flight, follower, isLate);
      const outcome = within(timeout, followed, this.cache.host.clock, late, flight);
      this.cache.counters.joins++;
      return outcome;
    } catch (error) {
      // There was no stack left, but a promise.
      SOON.then(() => adopt(followed));
      throw error;
    }
  }

  /** Waits for a flight on behalf of a call that is counted already, and whose time runs. */
  follow(flight: Flight, follower: Follower): Promise<unknown> {
    const { invocations, waits } = this.cache.host;
    const cycle = waits.join(flight.wait, FOLLOWS);
    if (cycle !== undefined || flight.promise === undefined) throw circular(flight.member.label, cycle);
    flight.watch(invocations.active);
    return flight.follow().then(
      (value) => this.#receive(flight, value, follower),
      (error: unknown) => this.#fail(flight, error, follower),
    );
  }

  /** What a follower gets whose time is over. */
  #leave(flight: Flight, follower: Follower, wasLate: boolean): unknown {
    const { member } = follower.call;
    follower.hasLeft = true;
    const present = follower.isRefresh ? undefined : this.flights.outcomes.present(flight, member.plan);
    // It waited in vain although somebody had before: as long as there is a value to serve, nobody else need
    // do so for a while.
    if (wasLate && present !== undefined) this.flights.outcomes.pause(flight);
    if (present === undefined) throw tooLong(member, flight.state === 'fenced' || !flight.isShareable);
    return present[0];
  }

  #receive(flight: Flight, value: unknown, follower: Follower): unknown {
    if (follower.hasLeft) return undefined;
    // The leader got a stale value in place of its own abort.
    if (flight.death === 'signal' && abortReasonsIn(follower.call.args).length === 0)
      return this.#again(flight, follower);
    if (!flight.isShareable) return this.#loadAlone(follower.call);
    return flight.kept === undefined ? value : this.flights.outcomes.handed(flight);
  }

  #fail(flight: Flight, error: unknown, follower: Follower): unknown {
    if (follower.hasLeft) return undefined;
    if (this.#isTheLeaders(flight, error)) {
      const reasons = abortReasonsIn(follower.call.args);
      if (reasons.length === 0) return this.#again(flight, follower);
      throw ownAbort(flight, error, reasons);
    }
    if (flight.isShareable) throw this.flights.outcomes.thrown(flight);
    return this.#loadAlone(follower.call);
  }

  #again(flight: Flight, follower: Follower): unknown {
    follower.noteDeath();
    return this.retry(flight, follower);
  }

  /**
   * True for a failure that is the leader's alone: the flight was given up, was aborted, or failed when its
   * invocation was over.
   */
  #isTheLeaders(flight: Flight, error: unknown): boolean {
    if (error === ABANDONED) return true;
    const { active } = this.cache.host.invocations;
    if (flight.death === undefined || active?.isOver === true) return false;
    return flight.death !== 'end' || flight.invocation !== active;
  }

  /** The loader itself, past all bookkeeping; nothing is stored. */
  #loadAlone(call: Call): unknown {
    this.cache.counters.loads++;
    this.cache.counters.uncacheable++;
    return loadWithin(call, this.cache.host.clock);
  }
}

/**
 * What a follower gets whose own signal was aborted: the leader's error where it is the same signal's, else
 * the reason of its own.
 */
function ownAbort(flight: Flight, error: unknown, [reason]: readonly unknown[]): unknown {
  if (error !== ABANDONED && (reason === undefined || flight.abortReasons.includes(reason))) return error;
  return reason ?? new DOMException('This operation was aborted', 'AbortError');
}
