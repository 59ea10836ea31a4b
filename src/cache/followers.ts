import { FOLLOWS } from '../context/wait.js';
import { keyOf } from '../keys/key-parts.js';
import * as KINDS from '../store/kinds.js';
import { adopt, SOON } from '../util/untrusted.js';
import { abortReasonsIn } from './aborts.js';
import { countCall } from './counters.js';
import { ABANDONED, circular, type Flight } from './flight.js';
import type { Flights } from './flights.js';
import { pause, shared, staleInstead } from './outcomes.js';
import type { Call } from './plan.js';
import { loadWithin, tooLong, within } from './time-limit.js';

/**
 * How many flights that die with their leaders a call waits for, one after the other, before it leads one
 * itself: callers of a service that hangs must not time out in turn.
 */
const MOST_DEATHS = 2;

/**
 * A caller who waits for a load that another leads: it gets the outcome, or that of another load where the
 * first turns out to be its leader's alone.
 */
export class Follower {
  /** How many loads have died with their leaders. */
  #deaths = 0;
  /** True once a follower has waited as long as its method allows. */
  #hasLeft = false;
  readonly #layout: number;
  readonly #flights: Flights;
  readonly #call: Call;
  /** True for one who asked for a newer value by `cacheOf`: no call, so not counted as one. */
  readonly #isRefresh: boolean;

  constructor(flights: Flights, call: Call, isRefresh: boolean) {
    this.#flights = flights;
    this.#call = call;
    this.#isRefresh = isRefresh;
    this.#layout = flights.cache.layout;
  }

  /** Waits for a flight, as long as its method allows. */
  join(flight: Flight): unknown {
    const { host } = this.#flights.cache;
    const cycle = this.#cycleWith(flight);
    if (cycle !== undefined || flight.promise === undefined) throw circular(flight.member.label, cycle);
    const followed = this.#await(flight);
    try {
      const { isLate } = flight;
      const { timeout } = this.#call.member.plan;
      const outcome = within(timeout, followed, host.clock, () => this.#leave(flight, isLate), flight);
      if (!this.#isRefresh) countCall(this.#flights.cache, 'joins');
      return outcome;
    } catch (error) {
      // There was no stack left, but a promise.
      SOON.then(() => adopt(followed));
      throw error;
    }
  }

  /** The labels of those who would wait for each other; undefined where it waits now. */
  #cycleWith({ wait }: Flight): readonly string[] | undefined {
    return this.#flights.cache.host.waits.join(wait, FOLLOWS);
  }

  #await(flight: Flight): Promise<unknown> {
    flight.watch(this.#flights.cache.host.invocations.active);
    // Tags were invalidated since it began, and before this call.
    const isDoubtful = this.#flights.isOutdated(flight);
    return flight.follow().then(
      (value) => this.#receive(flight, value, false, isDoubtful),
      (error: unknown) => this.#receive(flight, error, true, isDoubtful),
    );
  }

  /** What it gets when its time is over. */
  #leave(flight: Flight, wasLate: boolean): unknown {
    this.#hasLeft = true;
    const given = this.#isRefresh ? undefined : staleInstead(this.#flights, flight);
    if (given === undefined) throw tooLong(this.#call.member, this.#flights.isLost(flight));
    // It waited in vain although somebody had before: as long as there is a value to serve, nobody else need
    // do so for a while.
    if (wasLate) pause(this.#flights, flight);
    return given[0];
  }

  #receive(flight: Flight, outcome: unknown, hasFailed: boolean, isDoubtful: boolean): unknown {
    if (this.#hasLeft) return undefined;
    if (isDoubtful && (hasFailed || flight.isOutdated)) return this.#again(flight);
    // With a stale value its leader's abort is no failure, and still the leader's alone.
    if (hasFailed ? this.#isTheLeaders(flight, outcome) : flight.death === 'signal') {
      const reasons = abortReasonsIn(this.#call.args);
      if (reasons.length === 0) return this.#again(flight);
      if (hasFailed) throw ownAbort(flight, outcome, reasons);
    }
    if (!flight.isShareable) return this.#loadAlone();
    if (hasFailed) throw shared(flight, KINDS.thrown);
    return flight.kept === undefined ? outcome : shared(flight, KINDS.plain);
  }

  /**
   * True for a failure that is the leader's alone: the flight was given up, was aborted, or failed when its
   * invocation was over.
   */
  #isTheLeaders({ death, invocation }: Flight, error: unknown): boolean {
    if (error === ABANDONED) return true;
    const { active } = this.#flights.cache.host.invocations;
    if (death === undefined || active?.isOver === true) return false;
    return death !== 'end' || invocation !== active;
  }

  /** Calls the loader itself, past all bookkeeping; nothing is stored. */
  #loadAlone(): unknown {
    const { counters, host } = this.#flights.cache;
    counters.loads++;
    counters.uncacheable++;
    return loadWithin(this.#call, host.clock);
  }

  /** Makes its call anew, which is counted already, as the load that it waited for died with its leader. */
  #again({ partition, entry: former }: Flight): unknown {
    const flights = this.#flights;
    const isRefresh = this.#isRefresh;
    const { entries, layout } = flights.cache;
    // Its key is one that later calls do not have.
    if (layout !== this.#layout) return this.#loadAlone();
    this.#deaths++;
    flights.mend();
    const key = keyOf(former);
    const entry = partition.find(key);
    if (entry !== undefined) {
      if (!isRefresh && entries.isFresh(entry)) return entries.handOut(partition, entry);
      const flight = this.#deaths < MOST_DEATHS ? flights.joinableFor(entry) : undefined;
      // Who would wait for this call itself is not waited for: it is counted, so it must not be refused.
      if (flight?.promise !== undefined)
        return this.#cycleWith(flight) === undefined ? this.#await(flight) : this.#loadAlone();
    }
    // A flight that was just given up may have taken its entry along.
    return flights.lead(partition, partition.find(key), key, this.#call, isRefresh ? 'refresh' : 'again');
  }
}

/**
 * What a follower gets whose own signal was aborted: the leader's error where it is the same signal's, else
 * the reason of its own.
 */
function ownAbort(flight: Flight, error: unknown, [reason]: readonly unknown[]): unknown {
  if (error !== ABANDONED && (reason === undefined || flight.abortReasons?.includes(reason))) return error;
  return reason ?? new DOMException('This operation was aborted', 'AbortError');
}
