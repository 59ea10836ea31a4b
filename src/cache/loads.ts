import type { CacheCounters } from './counters.js';
import type { Entries } from './entries.js';
import type { Entry } from './entry.js';
import { Flight, type Role } from './flight.js';
import { Follower, Followers } from './followers.js';
import type { CacheHost } from './host.js';
import { adopt, begun, isThenable, SOON } from './hostile-values.js';
import type { ResolvedKey } from './key.js';
import type { Landing, Way } from './landing.js';
import type { Call } from './member-plan.js';
import { Overdue } from './overdue.js';
import type { Partition } from './partition.js';
import type { Waiter } from './wait-graph.js';

/** A method that has given so many plain values and no promise is taken for one that never will. */
export const MANY_VALUES = 64;

/** What a method is known to give. */
type Kind = 'unknown' | 'values' | 'promises';

/** The loads of one method in flight: one a key, joined by whoever else asks for it. */
export class Loads {
  readonly #flights = new Set<Flight>();
  /** The innermost of the flights whose loaders are on the stack and known to give no promises. */
  #innermost: Flight | undefined;
  #kind: Kind = 'unknown';
  /** Plain values before the first promise, up to {@link MANY_VALUES}. */
  #values = 0;
  readonly #followers: Followers;
  readonly #overdue: Overdue;

  /** `retry` makes the call of a follower anew whose flight has died with its leader. */
  constructor(
    private readonly counters: CacheCounters,
    private readonly host: CacheHost,
    private readonly entries: Entries,
    private readonly landing: Landing,
    retry: (flight: Flight, follower: Follower) => unknown,
  ) {
    this.#followers = new Followers(counters, host, landing, retry);
    this.#overdue = new Overdue(counters, host, entries, landing, this);
  }

  /** Loads in flight, fenced ones included. */
  get size(): number {
    let size = this.#flights.size;
    for (let flight = this.#innermost; flight !== undefined; flight = flight.outer) size++;
    return size;
  }

  /** True once a loader has returned a promise. */
  get havePromised(): boolean {
    return this.#kind === 'promises';
  }

  /** Runs the loader as the leader of a flight for a key that has none; its entry is made where there is none either. */
  lead(partition: Partition, key: ResolvedKey, entry: Entry | undefined, call: Call, role: Role = 'call'): unknown {
    const { counters, entries, host } = this;
    const isOfValues = this.#kind === 'values';
    const startedAt = isOfValues ? host.clock.shortLap() : host.clock.lap();
    const { isWhole } = entries;
    // Until its loader runs.
    entries.isWhole = false;
    const flight = new Flight(call.member, partition, entry ?? partition.add(key), startedAt, host.invocations.active, role);
    if (entry !== undefined) this.#succeed(flight);
    entries.board(flight);
    if (role === 'call') counters.misses++;
    counters.loads++;
    return isOfValues ? this.#leadOfValues(flight, call, isWhole) : this.#lead(flight, call, isWhole);
  }

  /** Takes the place of a flight that nobody may join; of several only the newest may still store something. */
  #succeed(flight: Flight): void {
    const former = this.entries.flightOf(flight.entry);
    if (former?.former !== undefined) this.fence(former.former);
    flight.former = former;
  }

  /** Makes a promise that somebody has set the load of a key: calls join it, and its value is stored when it comes. */
  hold(partition: Partition, entry: Entry, call: Call, promise: PromiseLike<unknown>): void {
    const { clock, invocations } = this.host;
    const flight = new Flight(call.member, partition, entry, clock.lap(), invocations.active, 'set');
    this.entries.board(flight);
    this.#flights.add(flight);
    try {
      this.#becomePromises();
      adopt(this.#landing(flight, promise, call));
    } catch (error) {
      SOON.then(() => adopt(flight.promise ?? promise));
      throw error;
    } finally {
      flight.isAloft = flight.promise !== undefined;
    }
  }

  /** True for a method that has given a plain value, so that it will hardly give promises. */
  get haveGivenValues(): boolean {
    return this.#kind === 'values' || (this.#kind === 'unknown' && this.#values > 0);
  }

  /** The flight of an entry that a call may join now. */
  flightFor(entry: Entry): Flight | undefined {
    const flight = this.entries.flightOf(entry);
    if (flight === undefined || !flight.isOpenTo(this.host.invocations.active)) return undefined;
    if (flight.endsAt === Number.POSITIVE_INFINITY || this.host.clock.now() < flight.endsAt) return flight;
    this.#overdue.giveUp(flight);
    return undefined;
  }

  /** Waits for a flight that another call leads, as long as its method allows. */
  join(flight: Flight, call: Call, isRefresh = false): unknown {
    const follower = new Follower(call, isRefresh);
    const followed = this.follow(flight, follower);
    try {
      const outcome = this.#overdue.follow(flight, follower, followed);
      this.counters.joins++;
      return outcome;
    } catch (error) {
      // There was no stack left, but a promise.
      SOON.then(() => adopt(followed));
      throw error;
    }
  }

  /** Waits for a flight on behalf of a call that is counted already, and whose time runs. */
  follow(flight: Flight, follower: Follower): Promise<unknown> {
    return this.#followers.follow(flight, follower);
  }

  /** Gives a flight up after so many milliseconds at the latest. */
  limit(flight: Flight, milliseconds: number): void {
    this.#overdue.limit(flight, milliseconds);
  }

  /** Keeps a flight from storing, and later calls from joining it. */
  fence(flight: Flight): void {
    flight.isFenced = true;
    flight.outrun();
    this.entries.disembark(flight);
  }

  /** Keeps all flights of a partition from storing. */
  fenceAll(partition: Partition): void {
    for (const flight of this.#flights) if (flight.partition === partition) this.fence(flight);
    for (let flight = this.#innermost; flight !== undefined; flight = flight.outer) if (flight.partition === partition) this.fence(flight);
  }

  /** Gives a flight up: nothing of it is stored, and its followers load for themselves. */
  abandon(flight: Flight): void {
    this.fence(flight);
    flight.release();
    flight.sendAway();
  }

  /** Forgets the loads that a stack overflow has cut short, and puts the entries right. */
  mend(): void {
    for (const flight of this.#flights) if (!flight.isAloft) this.#finish(flight);
    this.entries.mend();
  }

  /** Gives up all that goes on: the container was frozen since it began. */
  abandonAll(): void {
    for (const flight of this.#flights) if (flight.promise !== undefined) this.abandon(flight);
  }

  #lead(flight: Flight, call: Call, isWhole: boolean): unknown {
    const { wait } = flight;
    this.#flights.add(flight);
    flight.isAloft = true;
    this.entries.isWhole = isWhole;
    let result: unknown;
    try {
      try {
        this.host.waits.run(wait, () => {
          result = call.member.loader.apply(call.self, call.args);
          result = begun(result);
        });
      } catch (error) {
        if (result !== undefined) SOON.then(() => adopt(result));
        return this.#failed(flight, error, call, false, () => this.#finish(flight));
      }
      if (isThenable(result)) {
        this.#becomePromises();
        return this.#settling(flight, result, call);
      }
      if (this.#kind === 'unknown' && ++this.#values === MANY_VALUES) this.#kind = 'values';
      return this.#land(flight, result, call.args, 'plain');
    } catch (error) {
      if (result !== undefined) SOON.then(() => adopt(flight.promise ?? result));
      throw error;
    } finally {
      // Nothing is called here: where the stack has overflowed there is no room for it.
      flight.isAloft = flight.promise !== undefined;
      if (!flight.isAloft) wait.isSettled = true;
      if (!flight.isAloft && !flight.hasLanded) this.entries.isWhole = false;
    }
  }

  /** Leads for a method that has given nothing but values: nothing of it can wait, so it needs no async context. */
  #leadOfValues(flight: Flight, call: Call, isWhole: boolean): unknown {
    const { waits } = this.host;
    const around = waits.enter(flight);
    flight.outer = this.#innermost;
    this.#innermost = flight;
    flight.isAloft = true;
    this.entries.isWhole = isWhole;
    let result: unknown;
    try {
      try {
        result = call.member.loader.apply(call.self, call.args);
      } catch (error) {
        return this.#failed(flight, error, call, true, () => this.#leave(flight, around));
      }
      if (isThenable(result)) return this.#surprised(flight, result, call);
      const ttl = this.landing.judge(flight, result, call.args);
      if (!this.entries.isWhole) this.mend();
      this.#leave(flight, around);
      this.landing.keep(flight, result, ttl, 'short');
      return this.landing.handed(flight, result);
    } catch (error) {
      if (result !== undefined) SOON.then(() => adopt(flight.promise ?? result));
      throw error;
    } finally {
      // Nothing is called here, as above.
      this.#innermost = flight.outer;
      waits.onStack = around;
      flight.isAloft = flight.promise !== undefined;
      if (!flight.isAloft && !flight.hasLanded) this.entries.isWhole = false;
    }
  }

  /** What its leader gets of a load that threw; the first one with stack enough forgets those that had too little. */
  #failed(flight: Flight, error: unknown, { args }: Call, isShort: boolean, finish: () => void): unknown {
    if (!this.entries.isWhole) this.mend();
    return this.landing.failed(flight, { error, outcome: 'thrown' }, args, isShort, finish);
  }

  /** A promise after so many values: whatever it waits for is not known, so nobody joins it and it is not stored. */
  #surprised(flight: Flight, result: PromiseLike<unknown>, call: Call): unknown {
    this.host.waits.keep(flight.wait);
    this.#becomePromises();
    this.fence(flight);
    this.#flights.add(flight);
    return this.#settling(flight, result, call);
  }

  #becomePromises(): void {
    if (this.#kind !== 'promises') this.entries.promiseAll();
    this.#kind = 'promises';
  }

  #settling(flight: Flight, result: PromiseLike<unknown>, call: Call): Promise<unknown> {
    return this.#overdue.lead(flight, this.#landing(flight, result, call));
  }

  /** What comes of a flight that has given a promise. */
  #landing(flight: Flight, result: PromiseLike<unknown>, { args }: Call): Promise<unknown> {
    flight.promise = Promise.resolve(result).then(
      (value) => this.#ending(flight, () => this.#land(flight, value, args, 'promised')),
      (error: unknown) =>
        this.#ending(flight, () => this.landing.failed(flight, { error, outcome: 'rejected' }, args, false, () => this.#finish(flight))),
    );
    return flight.promise;
  }

  /** Runs what becomes of a load that had given a promise. */
  #ending(flight: Flight, end: () => unknown): unknown {
    try {
      return end();
    } finally {
      flight.isAloft = false;
      if (!flight.hasLanded) this.entries.isWhole = false;
    }
  }

  #land(flight: Flight, value: unknown, args: readonly unknown[], way: Way): unknown {
    const ttl = this.landing.judge(flight, value, args);
    if (!this.entries.isWhole) this.mend();
    this.#finish(flight);
    this.landing.keep(flight, value, ttl, way);
    return this.landing.handed(flight, value);
  }

  #leave(flight: Flight, around: Waiter | undefined): void {
    this.#innermost = flight.outer;
    this.host.waits.onStack = around;
    if (!this.#flights.has(flight)) flight.settle();
  }

  #finish(flight: Flight): void {
    this.#flights.delete(flight);
    flight.release();
    this.host.waits.settle(flight.wait);
  }
}
