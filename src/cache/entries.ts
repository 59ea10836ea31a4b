import type { Clock } from './clock.js';
import type { CacheCounters } from './counters.js';
import { Box, type Entry, isWithin, type Kept } from './entry.js';
import type { Flight } from './flight.js';
import type { CacheHost } from './host.js';
import { type Partition, Partitions } from './partition.js';
import { Recency } from './recency.js';
import { EntryStore } from './store.js';
import { copyOfThrown } from './thrown-copies.js';

/** What a call gets for an entry that cannot be served at once; the same in every copy of the package, as they use each other's entries. */
export const NOT_SERVED = Symbol.for('warmscope.not-served.v1');

/** The entries of one method: kept in their owners' partitions, bounded together. */
export class Entries {
  // What a hit reads comes first, so that it lies together in memory.
  /** Numbers the uses, over all partitions. */
  #uses = 0;
  /** The lifetime of every entry where it is finite and the same for all, else 0: all that most hits have to know. */
  #plainTtl = 0;
  /** The first time of writing: times since then are small enough for V8 to keep them without a box, and exact whatever the clock's fractions. */
  #origin = 0;
  /** True once the values lie in boxes: they have lifetimes of their own, are handed out as promises or as copies, or are errors. */
  #isBoxed = false;
  private readonly clock: Clock;
  private readonly counters: CacheCounters;
  #hasOrigin = false;
  /** Uses that were no hits. */
  #otherUses = 0;
  readonly partitions: Partitions;
  readonly #store: EntryStore;
  /** Loads of entries that have a value meanwhile. */
  readonly #renewals = new Map<Entry, Flight>();
  /** The lifetime of every entry, while it is the same for all. */
  #ttl = Number.POSITIVE_INFINITY;
  /** True once the boxes have lifetimes of their own. */
  #hasOwnTtls = false;
  /** True where each caller gets a copy. */
  #isCloned = false;
  /**
   * False while a change is being made. Who finds it false when nothing is being changed knows that a stack overflow cut a change short, or a load: the
   * trees, the values and their times are right all the same, the rest is not.
   */
  isWhole = true;

  constructor(max: number, { clock, residenceOf }: Pick<CacheHost, 'clock' | 'residenceOf'>, counters: CacheCounters) {
    this.clock = clock;
    this.counters = counters;
    this.partitions = new Partitions(residenceOf, (tally) => this.#store.abandon(tally));
    this.#store = new EntryStore(max, (partition, entry) => this.#evict(partition, entry));
  }

  /** Calls answered by a fresh entry. */
  get hits(): number {
    return this.#uses - this.#otherUses;
  }

  get size(): number {
    return this.#store.size;
  }

  resize(max: number): void {
    const { isWhole } = this;
    this.isWhole = false;
    this.#store.resize(max);
    this.isWhole = isWhole;
  }

  /** True while an entry may be served. Only one with a ttl looks at the clock. */
  isFresh(entry: Entry): boolean {
    const { writtenAt } = entry;
    return writtenAt !== undefined && this.#isFreshByOwn(entry, writtenAt);
  }

  /** A hit, in one function as it is all that most calls do: the value of an entry if there is a fresh one, else {@link NOT_SERVED}. */
  serve(partition: Partition | undefined, entry: Entry | undefined): unknown {
    if (entry === undefined || partition === undefined) return NOT_SERVED;
    const { writtenAt } = entry;
    if (writtenAt === undefined) return NOT_SERVED;
    const ttl = this.#plainTtl;
    const isFresh = ttl > 0 ? isWithin(writtenAt, ttl, this.clock.now() - this.#origin) : this.#isFreshByOwn(entry, writtenAt);
    if (!isFresh) return NOT_SERVED;
    const use = ++this.#uses;
    if (entry.stamp > 0) entry.stamp = use;
    else partition.recency.touch(entry, use);
    return this.#isBoxed ? this.#unbox(entry.value as Box) : entry.value;
  }

  #isFreshByOwn(entry: Entry, writtenAt: number): boolean {
    const ttl = this.#ttlOf(entry);
    return ttl === Number.POSITIVE_INFINITY || isWithin(writtenAt, ttl, this.clock.now() - this.#origin);
  }

  #ttlOf(entry: Entry): number {
    return this.#hasOwnTtls ? (entry.value as Box).ttl : this.#ttl;
  }

  /** How long ago an entry's ttl ended, in milliseconds; `NaN` where nobody can tell, as the clock was stepped back. */
  staleMs(entry: Entry): number {
    const { writtenAt = Number.NaN } = entry;
    const at = this.clock.now() - this.#origin;
    const isTellable = writtenAt <= at && !this.#isError(entry);
    return isTellable ? at - writtenAt - this.#ttlOf(entry) : Number.NaN;
  }

  /** Serves a fresh entry: notes the use, and gives the value as its caller gets it, a promised one as the same promise every time. */
  hit(partition: Partition, entry: Entry): unknown {
    partition.recency.touch(entry, ++this.#uses);
    return this.#isBoxed ? this.#unbox(entry.value as Box) : entry.value;
  }

  /** Serves an entry past its ttl. */
  staleHit(partition: Partition, entry: Entry): unknown {
    this.counters.staleHits++;
    return this.handOut(partition, entry);
  }

  /** Serves an entry, fresh or not, to a call that is counted otherwise. */
  handOut(partition: Partition, entry: Entry): unknown {
    this.#otherUses++;
    return this.hit(partition, entry);
  }

  /** Notes a use without serving. */
  touch(partition: Partition, entry: Entry): void {
    this.#otherUses++;
    partition.recency.touch(entry, ++this.#uses);
  }

  read(entry: Entry): unknown {
    return this.#isBoxed && entry.hasValue ? (entry.value as Box).value : entry.value;
  }

  /** The fresh value of an entry as `[value]`; an error is none. */
  peek(entry: Entry): [value: unknown] | undefined {
    return this.isFresh(entry) && !this.#isError(entry) ? [this.read(entry)] : undefined;
  }

  /** Keeps what a load gave. */
  write(partition: Partition, entry: Entry, kept: Kept): void {
    const { value, ttl, isPromised, outcome = 'value', at } = kept;
    const isTimed = ttl !== Number.POSITIVE_INFINITY;
    const now = isTimed ? (at ?? this.#now(partition, entry)) : 0;
    // Nobody could tell when it expires.
    if (!Number.isFinite(now)) {
      this.drop(partition, entry);
      return;
    }
    const { isWhole } = this;
    this.isWhole = false;
    if (isTimed && !this.#hasOrigin) this.#origin = now;
    this.#hasOrigin ||= isTimed;
    if (isPromised || outcome !== 'value') this.#box();
    this.#settle(ttl);
    const boxed = this.#isBoxed ? new Box(value, ttl, isPromised, outcome) : value;
    this.#otherUses++;
    if (entry.hasValue) partition.recency.touch(entry, ++this.#uses);
    else this.#store.add(partition, entry, ++this.#uses);
    entry.value = boxed;
    entry.writtenAt = isTimed ? now - this.#origin : 0;
    this.isWhole = isWhole;
  }

  /** The time; where there is no stack left to look it up, no entry stays behind that nothing was written to. */
  #now(partition: Partition, entry: Entry): number {
    try {
      return this.clock.now();
    } catch (error) {
      this.drop(partition, entry);
      throw error;
    }
  }

  /** The load that later calls of an entry's key join. */
  flightOf(entry: Entry): Flight | undefined {
    if (!entry.hasValue) return entry.value as Flight | undefined;
    return this.#renewals.size === 0 ? undefined : this.#renewals.get(entry);
  }

  /** Makes a flight the one that an entry's key is loaded by. */
  board(flight: Flight): void {
    if (flight.entry.hasValue) this.#renewals.set(flight.entry, flight);
    else flight.entry.value = flight;
  }

  /** The flight that has taken the place of another one which is still under way. */
  newerThan(flight: Flight): Flight | undefined {
    const newest = this.flightOf(flight.entry);
    return newest === flight ? undefined : newest;
  }

  /** Keeps later calls from joining a flight; one whose place it took comes back, else an entry that had nothing else goes. */
  disembark(flight: Flight): void {
    const { entry, partition, former } = flight;
    const newest = this.flightOf(entry);
    if (newest !== flight) {
      if (newest?.former === flight) newest.former = undefined;
      return;
    }
    const { isWhole } = this;
    this.isWhole = false;
    flight.former = undefined;
    if (former !== undefined) this.board(former);
    else if (entry.hasValue) this.#renewals.delete(entry);
    else partition.remove(entry);
    this.isWhole = isWhole;
  }

  /** Drops a value; the entry itself stays while a flight is to fill it again. */
  drop(partition: Partition, entry: Entry): void {
    const { isWhole } = this;
    this.isWhole = false;
    const renewal = this.#renewals.size === 0 ? undefined : this.#renewals.get(entry);
    if (entry.hasValue) this.#store.subtract(partition.tally, 1);
    if (renewal === undefined) partition.remove(entry);
    else {
      this.#renewals.delete(entry);
      partition.release(entry);
      entry.value = renewal;
    }
    this.isWhole = isWhole;
  }

  expire(partition: Partition, entry: Entry): void {
    this.counters.expirations++;
    this.drop(partition, entry);
  }

  /** Drops every entry of a partition. */
  clear(partition: Partition): void {
    const { isWhole } = this;
    this.isWhole = false;
    this.#store.subtract(partition.tally, partition.size);
    partition.empty();
    this.isWhole = isWhole;
  }

  /** Puts right what was cut short: counts and orders anew what the trees hold, and forgets the loads that have ended without a word. */
  mend(): void {
    this.isWhole = false;
    this.#store.forget();
    const kept: [partition: Partition, entry: Entry][] = [];
    for (const [, partition] of this.partitions) {
      partition.recency = new Recency();
      partition.tally.count = 0;
      partition.tally.isInLine = false;
      for (const entry of [...partition.entries()]) {
        const flight = entry.hasValue ? undefined : aloft(entry.value as Flight | undefined);
        if (entry.hasValue) kept.push([partition, entry]);
        else if (flight === undefined) partition.remove(entry);
        else entry.value = flight;
      }
    }
    for (const [entry, renewal] of this.#renewals) {
      const flight = entry.hasValue ? aloft(renewal) : undefined;
      if (flight === undefined) this.#renewals.delete(entry);
      else this.#renewals.set(entry, flight);
    }
    kept.sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [partition, entry] of kept) {
      entry.stamp = 0;
      entry.newer = undefined;
      this.#otherUses++;
      this.#store.add(partition, entry, ++this.#uses);
    }
    this.isWhole = true;
  }

  /** The values, expired ones included, from the least recently used of each owner on. */
  *values(): Generator<unknown> {
    for (const [, partition] of this.partitions) for (const entry of partition.recency) yield this.read(entry);
  }

  /** Has every value that is kept now handed out as a promise from now on. */
  promiseAll(): void {
    this.#box();
    for (const { value } of this.#filled()) (value as Box).isPromised = true;
  }

  /** Has each caller given a copy from now on, or no longer. */
  cloneAll(isCloned: boolean): void {
    this.#isCloned = isCloned;
    if (isCloned) this.#box();
  }

  /** Drops entries that are past their ttl by more than a window, looking at so many at most; gives how many it has looked at. */
  purge(window: number, most: number): number {
    let seen = 0;
    for (const [, partition] of this.partitions) {
      for (const entry of partition.recency) {
        if (seen++ === most) return most;
        if (!this.isFresh(entry) && !(this.staleMs(entry) < window)) this.expire(partition, entry);
      }
    }
    return seen;
  }

  /** Drops what belonged to owners that were garbage-collected. */
  dropOrphans(): void {
    this.#store.abandonCollected();
  }

  #evict(partition: Partition, entry: Entry): void {
    this.counters.evictions++;
    this.drop(partition, entry);
  }

  /** Takes a lifetime for the common one while there are no others. */
  #settle(ttl: number): void {
    if (this.#hasOwnTtls || ttl === this.#ttl) return;
    if (this.size === 0) {
      this.#ttl = ttl;
      this.#plainTtl = ttl === Number.POSITIVE_INFINITY ? 0 : ttl;
      return;
    }
    this.#box();
    this.#hasOwnTtls = true;
    this.#plainTtl = 0;
  }

  #box(): void {
    if (this.#isBoxed) return;
    const all = this.#filled();
    const boxes = all.map(({ value }) => new Box(value, this.#ttl, false));
    // Nothing is called from here on, so that no stack overflow leaves some values in boxes and others not.
    for (let index = 0; index < all.length; index++) (all[index] as Entry).value = boxes[index];
    this.#isBoxed = true;
  }

  /** The entries that have a value. */
  #filled(): Entry[] {
    const found: Entry[] = [];
    for (const [, partition] of this.partitions) for (const entry of partition.entries()) if (entry.hasValue) found.push(entry);
    return found;
  }

  /** True where callers get a promise of an entry's value. */
  isPromised(entry: Entry): boolean {
    return this.#isBoxed && entry.hasValue && (entry.value as Box).isPromised;
  }

  #isError(entry: Entry): boolean {
    return this.#isBoxed && entry.hasValue && (entry.value as Box).outcome !== 'value';
  }

  #unbox(box: Box): unknown {
    if (box.promise !== undefined) return box.promise;
    if (box.outcome !== 'value') return rethrow(box, this.#isCloned);
    const value = this.#isCloned ? structuredClone(box.value) : box.value;
    if (!box.isPromised) return value;
    const promise = Promise.resolve(value);
    if (!this.#isCloned) box.promise = promise;
    return promise;
  }
}

/** An error as its callers got it when it was loaded. */
function rethrow({ value, outcome }: Box, isCloned: boolean): Promise<never> {
  const error = isCloned ? copyOfThrown(value, false) : value;
  if (outcome === 'rejected') return Promise.reject(error);
  throw error;
}

/** The newest that is still under way of a flight and of those whose places it took. */
function aloft(flight: Flight | undefined): Flight | undefined {
  for (let each = flight; each !== undefined; each = each.former) if (each.isAloft) return each;
  return undefined;
}
