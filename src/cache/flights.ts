import { BackgroundWarning } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import { type Entry, KINDS } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { requireStackForPromises } from '../util/stack.js';
import { adopt, adoptOrphans, isThenable, ORPHANS, SOON } from '../util/untrusted.js';
import { Flight, type Role } from './flight.js';
import { type FlightsHost, Outcomes } from './outcomes.js';
import type { Call } from './plan.js';
import { tooLong, within } from './time-limit.js';

/** A method that has given so many plain values and no promise is taken for one that never will. */
export const MANY_VALUES = 64;

/**
 * Milliseconds past its `timeout` at which a load is given up; also what background work outside of any
 * invocation may take.
 */
export const PATIENCE_MS = 30_000;

/** Stands for the result of a loader that has not returned. */
const NO_RESULT = Symbol('no result');

/** What a method is known to give. */
type Gives = 'unknown' | 'values' | 'promises';

/**
 * The loads of one method in flight: one a key, joined by whoever else asks for it. A load begins with
 * `start` and ends with `end` or `fail`.
 */
export class Flights {
  /** By the entry that they are to fill, the newest of each. */
  readonly #flights = new Map<Entry, Flight>();
  /** Those that an invalidation has taken their entries. */
  readonly #fenced = new Set<Flight>();
  #gives: Gives = 'unknown';
  /** Plain values before the first promise, up to {@link MANY_VALUES}. */
  #values = 0;
  /** The innermost of those whose loaders are on the stack. */
  #innermost: Flight | undefined = undefined;

  readonly outcomes: Outcomes;

  constructor(private readonly cache: FlightsHost) {
    this.outcomes = new Outcomes(cache, this);
  }

  /** Loads in flight, fenced ones included. */
  get size(): number {
    let size = this.#fenced.size;
    for (const newest of this.#flights.values())
      for (let each: Flight | undefined = newest; each; each = each.former) size++;
    return size;
  }

  /** True once a loader has returned a promise. */
  get havePromised(): boolean {
    return this.#gives === 'promises';
  }

  /** True for a method that has given a plain value, so that it will hardly give promises. */
  get haveGivenValues(): boolean {
    return this.#gives === 'values' || (this.#gives === 'unknown' && this.#values > 0);
  }

  isLoading(entry: Entry): boolean {
    return this.#flights.has(entry);
  }

  /** The newest flight of an entry, which a call may not be allowed to join. */
  newest(entry: Entry): Flight | undefined {
    return this.#flights.get(entry);
  }

  /** The flight of an entry that a call may join now. */
  openFor(entry: Entry): Flight | undefined {
    const flight = this.#flights.get(entry);
    if (flight === undefined || !flight.isOpenTo(this.cache.host.invocations.active)) return undefined;
    if (flight.endsAt === Number.POSITIVE_INFINITY || this.cache.host.clock.now() < flight.endsAt)
      return flight;
    this.giveUp(flight);
    return undefined;
  }

  /**
   * Begins a load: whoever gets its flight runs the loader, and then calls `end` or `fail`. The entry is made
   * where there is none.
   */
  start(
    partition: Partition,
    found: Entry | undefined,
    key: ResolvedKey,
    call: Call,
    role: Role = 'call',
  ): Flight {
    const { counters, entries, host } = this.cache;
    const isSynchronous = this.#gives === 'values';
    if (!isSynchronous) requireStackForPromises();
    const startedAt = isSynchronous ? host.clock.shortLap() : host.clock.lap();
    const { isWhole } = entries;
    // Until its loader runs.
    entries.isWhole = false;
    const entry = found ?? entries.add(partition, key);
    const flight = new Flight(call, partition, entry, startedAt, host.invocations.active, role);
    flight.isShort = isSynchronous;
    this.#attach(flight);
    if (role === 'call') counters.misses++;
    counters.loads++;
    host.waits.enter(flight.wait, isSynchronous);
    entries.isWhole = isWhole;
    flight.outer = this.#innermost;
    this.#innermost = flight;
    flight.isAloft = true;
    return flight;
  }

  /** True where the end of the stack has cut a load short. */
  get isCut(): boolean {
    return this.#innermost?.isAloft === false;
  }

  /** Begins a load and runs its loader, for those who are not at the end of a stack of loads. */
  lead(partition: Partition, found: Entry | undefined, key: ResolvedKey, call: Call, role: Role): unknown {
    const flight = this.start(partition, found, key, call, role);
    let result: unknown = NO_RESULT;
    try {
      result = call.member.loader.apply(call.self, call.args);
      flight.isAloft = false;
      return this.end(flight, result);
    } catch (error) {
      flight.isAloft = flight.promise !== undefined;
      if (result === NO_RESULT) return this.fail(flight, error);
      ORPHANS.push(result);
      SOON.then(adoptOrphans);
      throw error;
    }
  }

  /** Ends a load whose loader has returned; gives what its leader gets. */
  end(flight: Flight, result: unknown): unknown {
    const { waits } = this.cache.host;
    try {
      flight.isAloft = true;
      this.#clear(flight);
      if (!isThenable(result)) {
        waits.leave(flight.wait);
        if (this.#gives === 'unknown' && ++this.#values === MANY_VALUES) this.#gives = 'values';
        return this.outcomes.succeed(flight, result, KINDS.plain);
      }
      // A thenable that does its work when it is asked begins here, in the context of its load.
      const promise = Promise.resolve(result);
      waits.leave(flight.wait);
      if (this.#gives === 'values') this.#surprise(flight);
      this.#becomePromises();
      this.#follow(flight, promise);
      const outcome = flight.promise as unknown as Promise<unknown>;
      return within(
        flight.member.plan.timeout,
        outcome,
        this.cache.host.clock,
        () => this.#leave(flight),
        flight,
      );
    } catch (error) {
      if (isThenable(result)) SOON.then(() => adopt(flight.promise ?? result));
      throw error;
    } finally {
      // Nothing is called here: where the stack has ended there is no room for it.
      flight.isAloft = flight.state !== 'settled' && flight.promise !== undefined;
      if (!flight.isAloft) flight.wait.isSettled = true;
      if (!flight.isAloft && flight.state !== 'settled') this.cache.entries.isWhole = false;
    }
  }

  /** Ends a load whose loader threw: throws the error, or gives a stale value where that is allowed. */
  fail(flight: Flight, error: unknown): unknown {
    try {
      flight.isAloft = true;
      this.#clear(flight);
      this.cache.host.waits.leave(flight.wait);
      return this.outcomes.fail(flight, error, KINDS.thrown);
    } finally {
      // Nothing is called here: where the stack has ended there is no room for it.
      flight.isAloft = flight.state !== 'settled' && flight.promise !== undefined;
      if (!flight.isAloft) flight.wait.isSettled = true;
      if (!flight.isAloft && flight.state !== 'settled') this.cache.entries.isWhole = false;
    }
  }

  /**
   * Makes a promise that somebody has set the load of a key: calls join it, and its value is stored when it
   * comes.
   */
  hold(partition: Partition, entry: Entry, call: Call, promise: PromiseLike<unknown>): void {
    const { clock, invocations } = this.cache.host;
    const flight = new Flight(call, partition, entry, clock.lap(), invocations.active, 'set');
    this.#attach(flight);
    try {
      this.#becomePromises();
      this.#follow(flight, Promise.resolve(promise));
      adopt(flight.promise);
    } catch (error) {
      SOON.then(() => adopt(flight.promise ?? promise));
      throw error;
    } finally {
      // Nothing is called here: where the stack has ended there is no room for it.
      flight.isAloft = flight.state !== 'settled' && flight.promise !== undefined;
      if (!flight.isAloft) flight.wait.isSettled = true;
      if (!flight.isAloft && flight.state !== 'settled') this.cache.entries.isWhole = false;
    }
  }

  /** Gives a flight up after so many milliseconds at the latest. */
  limit(flight: Flight, milliseconds: number): void {
    const { clock } = this.cache.host;
    const endsAt = clock.now() + milliseconds;
    if (!(endsAt < flight.endsAt)) return;
    flight.endsAt = endsAt;
    flight.cancelEnd?.();
    flight.cancelEnd = clock.after(milliseconds, () => this.giveUp(flight), false);
  }

  /** Gives a flight up that has taken too long. */
  giveUp(flight: Flight): void {
    if (flight.role === 'background' && flight.state === 'running') {
      this.cache.warn(
        new BackgroundWarning(
          `A background refresh of ${flight.member.label} was given up, as it took too long.`,
        ),
      );
    }
    this.abandon(flight);
  }

  /** Keeps a flight from storing, and later calls from joining it. */
  fence(flight: Flight): void {
    if (flight.state === 'settled') return;
    flight.state = 'fenced';
    this.outrun(flight);
    this.detach(flight);
    this.#fenced.add(flight);
  }

  /** Keeps an older flight of the same key from storing. */
  outrun(flight: Flight): void {
    const { former } = flight;
    flight.former = undefined;
    if (former === undefined || former.state === 'settled') return;
    former.state = 'fenced';
    this.#fenced.add(former);
  }

  /** Keeps all flights of a partition from storing. */
  fenceAll(partition: Partition): void {
    for (const flight of this.#flights.values()) if (flight.partition === partition) this.fence(flight);
  }

  /** Gives a flight up: nothing of it is stored, and its followers load for themselves. */
  abandon(flight: Flight): void {
    this.fence(flight);
    // It may never settle.
    this.#fenced.delete(flight);
    flight.release();
    flight.sendAway();
    // Who began it has ended, so nobody is told that its time is over.
    if (flight.invocation?.isOver === true) for (const cancel of flight.cancels ?? []) cancel();
  }

  /** Gives up all that goes on: the container was frozen since it began. */
  abandonAll(): void {
    for (const newest of [...this.#flights.values(), ...this.#fenced])
      for (let flight: Flight | undefined = newest; flight !== undefined; ) {
        const { former }: Flight = flight;
        if (flight.promise !== undefined) this.abandon(flight);
        flight = former;
      }
  }

  /** Forgets the loads that a stack overflow has cut short, and puts the entries right. */
  mend(): void {
    while (this.#innermost?.isAloft === false) this.#innermost = this.#innermost.outer;
    for (const [entry, newest] of this.#flights) {
      let live: Flight | undefined = newest;
      for (; live !== undefined && !live.isAloft; live = live.former) this.#forget(live);
      if (live === undefined) this.#flights.delete(entry);
      else if (live !== newest) this.#flights.set(entry, live);
    }
    for (const flight of this.#fenced) if (!flight.isAloft) this.#forget(flight);
    this.cache.entries.rebuild();
  }

  /**
   * Takes the place of a flight that nobody may join; of several only the newest may still store something.
   */
  #attach(flight: Flight): void {
    const former = this.#flights.get(flight.entry);
    if (former !== undefined) this.outrun(former);
    flight.former = former;
    this.#flights.set(flight.entry, flight);
  }

  /**
   * Keeps later calls from joining a flight; one whose place it took comes back, else an entry that has
   * nothing else goes.
   */
  detach(flight: Flight): void {
    const { entry, partition, former } = flight;
    const newest = this.#flights.get(entry);
    if (newest !== flight) {
      if (newest?.former === flight) newest.former = undefined;
      return;
    }
    const { entries } = this.cache;
    const { isWhole } = entries;
    entries.isWhole = false;
    flight.former = undefined;
    if (former !== undefined && former.state === 'running') this.#flights.set(entry, former);
    else {
      this.#flights.delete(entry);
      entries.release(partition, entry);
    }
    entries.isWhole = isWhole;
  }

  /** A loader has ended in order; one inside of it that did not shows now. */
  #clear(flight: Flight): void {
    const isCut = this.#innermost !== flight;
    this.#innermost = flight.outer;
    flight.outer = undefined;
    if (isCut || !this.cache.entries.isWhole) this.mend();
  }

  /**
   * A promise after so many values: whatever it waits for is not known, so nobody joins it and it is not
   * stored.
   */
  #surprise(flight: Flight): void {
    this.cache.host.waits.keep(flight.wait);
    this.fence(flight);
  }

  #becomePromises(): void {
    if (this.#gives !== 'promises') this.cache.entries.promiseAll();
    this.#gives = 'promises';
  }

  /** Notes what comes of a flight that has given a promise. */
  #follow(flight: Flight, promise: Promise<unknown>): void {
    flight.self = undefined;
    flight.promise = promise.then(
      (value) => this.#ending(flight, () => this.outcomes.succeed(flight, value, KINDS.promised)),
      (error: unknown) => this.#ending(flight, () => this.outcomes.fail(flight, error, KINDS.rejected)),
    );
  }

  #ending(flight: Flight, end: () => unknown): unknown {
    try {
      return end();
    } finally {
      flight.isAloft = false;
      if (flight.state !== 'settled') this.cache.entries.isWhole = false;
    }
  }

  /** What the leader gets when its time is over. */
  #leave(flight: Flight): unknown {
    const { member, role } = flight;
    flight.isLate = true;
    this.limit(flight, PATIENCE_MS);
    if (role === 'background') this.outcomes.pause(flight);
    else this.cache.counters.loadErrors++;
    const present =
      role === 'refresh' || role === 'background' ? undefined : this.outcomes.present(flight, member.plan);
    if (role === 'trial') {
      this.cache.counters[present === undefined ? 'misses' : 'staleHits']++;
      flight.role = 'again';
    }
    if (present === undefined) throw tooLong(member, flight.state === 'fenced');
    return present[0];
  }

  finish(flight: Flight): void {
    if (this.#fenced.size > 0) this.#fenced.delete(flight);
    flight.release();
    this.cache.host.waits.settle(flight.wait);
  }

  /** Forgets a load that was cut short. */
  #forget(flight: Flight): void {
    this.finish(flight);
    flight.state = 'settled';
  }
}
