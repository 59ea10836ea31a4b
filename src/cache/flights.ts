import type { ResolvedKey } from '../keys/key.js';
import { NOT_SERVED } from '../store/entries.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { requireStackForPromises, requireStackToCompile } from '../util/stack.js';
import { adopt, adoptOrphans, isOverflow, isThenable, ORPHANS, SOON } from '../util/untrusted.js';
import { countCall } from './counters.js';
import { countTrial, Flight, type Role } from './flight.js';
import { JoinableFlights } from './joinable-flights.js';
import { fail, pause, staleInstead, succeed } from './outcomes.js';
import type { Call } from './plan.js';
import type { Tier, TieredCache } from './tier.js';
import { PATIENCE_MS, tooLong, within } from './time-limit.js';

/** A method that has given so many plain values and no promise is taken for one that never will. */
export const MANY_VALUES = 64;

/** Looks for the room that a load needs: less once what ends one with a promise has run and is compiled. */
let requireRoom = requireStackToCompile;

/** How the loads of one method run: each begins with `start`, and its outcome goes to `end` or `fail`. */
export class Flights extends JoinableFlights {
  /** True once a loader has returned a promise. */
  havePromised = false;
  /** Plain values before the first promise. */
  #values = 0;

  /** True for a method that has given a plain value, so that it will hardly give promises. */
  get haveGivenValues(): boolean {
    return !this.havePromised && this.#values > 0;
  }

  /** Begins a load and its entry: whoever gets the flight runs its loader, then calls `end` or `fail`. */
  start(
    partition: Partition,
    found: Entry | undefined,
    key: ResolvedKey,
    call: Call,
    role: Role = 'call',
  ): Flight {
    const { counters, entries, host } = this.cache;
    const isShort = this.#isSynchronous;
    if (!isShort) requireRoom();
    const startedAt = isShort ? host.clock.shortLap() : host.clock.lap();
    // Until its loader runs.
    entries.changes++;
    const entry = found ?? entries.add(partition, key);
    const { active } = host.invocations;
    const flight = new Flight(call, this, partition, entry, startedAt, active, role, isShort);
    this.attach(flight);
    if (role === 'call') countCall(this.cache, 'misses');
    counters.loads++;
    host.waits.enter(flight.wait, isShort);
    entries.changes--;
    flight.outer = this.innermost;
    this.innermost = flight;
    flight.isAloft = true;
    return flight;
  }

  /** Begins a load and runs its loader, for those who are not at the end of a stack of loads. */
  lead(...load: Parameters<Flights['start']>): unknown {
    const flight = this.start(...load);
    flight.isAloft = false;
    return this.run(flight);
  }

  /**
   * Runs the loader of a started flight. Its caller clears `isAloft` before: if the stack ends at this call,
   * `mend` has to forget the flight.
   */
  run(flight: Flight): unknown {
    flight.isAloft = true;
    // NOT_SERVED stands for a loader that has not returned.
    let result: unknown = NOT_SERVED;
    try {
      const { observer } = this.cache.host;
      result = observer?.tracesLoads ? observer.load(flight, () => this.#load(flight)) : this.#load(flight);
      flight.isAloft = false;
      return this.end(flight, result);
    } catch (error) {
      flight.isAloft = flight.promise !== undefined;
      if (result === NOT_SERVED) return this.fail(flight, error);
      ORPHANS.push(result);
      SOON.then(adoptOrphans);
      throw error;
    }
  }

  #load(flight: Flight): unknown {
    const { member, self, args } = flight;
    const tier = member.plan.shared && (this.cache.host.tier as Tier | undefined);
    return tier ? tier.load(this.cache as TieredCache, flight) : member.loader.apply(self, args as unknown[]);
  }

  /** Takes what a loader returned: ends the load, or waits for its promise. Gives what the leader gets. */
  end(flight: Flight, result: unknown): unknown {
    return this.#end(flight, result, false);
  }

  /** Ends a load whose loader threw: throws the error, or gives a stale value where that is allowed. */
  fail(flight: Flight, error: unknown): unknown {
    return this.#end(flight, error, true);
  }

  /** Makes a promise that was set the load of a key: calls join it, and its value is stored when it comes. */
  hold(partition: Partition, entry: Entry, call: Call, promise: PromiseLike<unknown>): void {
    const { clock, invocations } = this.cache.host;
    const flight = new Flight(call, this, partition, entry, clock.lap(), invocations.active, 'set');
    this.#end(flight, promise, false);
  }

  #end(flight: Flight, outcome: unknown, hasThrown: boolean): unknown {
    const { isSet } = flight;
    try {
      flight.isAloft = true;
      if (isSet) this.attach(flight);
      else {
        // A loader inside of this one that has not ended in order shows now.
        this.mend();
        this.innermost = flight.outer;
        flight.outer = undefined;
      }
      if (!hasThrown && (isSet || isThenable(outcome))) return this.#await(flight, outcome);
      this.cache.host.waits.leave(flight.wait);
      if (hasThrown) return fail(this, flight, outcome);
      this.#values++;
      return succeed(this, flight, outcome);
    } catch (error) {
      if (hasThrown || !isThenable(outcome)) throw error;
      // At the end of the stack Node might fail to note a rejection.
      const isDelayed = !isSet && isOverflow(error);
      const rejection = SOON.then(() => {
        adopt(flight.promise ?? outcome);
        if (isDelayed) throw error;
      });
      if (isDelayed) return rejection;
      throw error;
    } finally {
      // Nothing is called here: where the stack has ended there is no room for it.
      flight.isAloft = flight.state !== 'settled' && flight.promise !== undefined;
      if (!flight.isAloft) {
        flight.wait.isSettled = true;
        if (flight.state !== 'settled') this.cache.entries.changes++;
      }
    }
  }

  /** Has a flight wait for the promise that its loader returned. Gives what the leader waits for. */
  #await(flight: Flight, result: unknown): unknown {
    const { host, entries } = this.cache;
    // A thenable that does its work when it is asked begins here, in the context of its load.
    const promise = Promise.resolve(result);
    if (!flight.isSet) host.waits.leave(flight.wait);
    if (flight.isShort && this.#isSynchronous) {
      // Whatever it waits for is not known, so nobody joins it and it is not stored.
      host.waits.keep(flight.wait);
      this.fence(flight);
    }
    if (!this.havePromised) entries.promiseAll();
    this.havePromised = true;
    requireRoom = requireStackForPromises;
    flight.self = undefined;
    flight.promise = promise.then(
      (value) => this.#land(flight, value, false),
      (error: unknown) => this.#land(flight, error, true),
    );
    if (flight.isSet) return adopt(flight.promise);
    return within(flight.member.plan.timeout, flight.promise, host.clock, () => this.#leave(flight), flight);
  }

  /** What comes of a flight that has given a promise. */
  #land(flight: Flight, outcome: unknown, hasFailed: boolean): unknown {
    try {
      return hasFailed ? fail(this, flight, outcome) : succeed(this, flight, outcome);
    } finally {
      flight.isAloft = false;
      if (flight.state !== 'settled') this.cache.entries.changes++;
    }
  }

  /** What the leader gets when its time is over. */
  #leave(flight: Flight): unknown {
    const { counters } = this.cache;
    const { role } = flight;
    flight.isLate = true;
    this.limit(flight, PATIENCE_MS);
    if (role === 'background') pause(this, flight);
    else counters.loadErrors++;
    const given = role === 'refresh' || role === 'background' ? undefined : staleInstead(this, flight);
    countTrial(this.cache, flight, given !== undefined);
    if (given === undefined) throw tooLong(flight.member, this.isLost(flight));
    return given[0];
  }

  get #isSynchronous(): boolean {
    return !this.havePromised && this.#values >= MANY_VALUES;
  }
}
