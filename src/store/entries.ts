import type { ResolvedKey } from '../keys/key.js';
import type { Clock } from '../util/clock.js';
import { estimateBytes } from '../util/estimate.js';
import { Details } from './details.js';
import { type Entry, Promised } from './entry.js';
import * as KINDS from './kinds.js';
import type { Ledger } from './ledger.js';
import { Owners, type Residence } from './owners.js';
import type { Partition } from './partition.js';
import type { Place } from './place.js';
import { Uses } from './uses.js';

/**
 * What a call gets for an entry that cannot be served at once; the same in every copy of the package, as they
 * use each other's entries.
 */
export const NOT_SERVED = Symbol.for('warmscope.not-served.v2');

/** Why an entry went. */
export type RemovalCause = 'evicted' | 'expired' | 'invalidated' | 'replaced' | 'collected';

/** What the entries of one method need to know of it. */
export interface EntriesHost {
  readonly clock: Clock;
  /** Numbers the uses of all methods; without it, of this one alone. */
  readonly uses?: Uses | undefined;
  residenceOf?: ((owner: object) => Residence | undefined) | undefined;
  /** What a caller gets of a kept value or error that is not given as it is; who asks throws the error. */
  handOut(kept: unknown, kind: KINDS.Kind): unknown;
  /** Told why an entry went, while it still has its value; of collected owners, that one of theirs went. */
  removed(entry: Entry | undefined, cause: RemovalCause): void;
  /** Puts right what a stack overflow has cut short. */
  mend?(): void;
}

/**
 * The entries of one method: kept in their owners' partitions, bounded together; the least recently used of
 * all gives way.
 */
export class Entries {
  // What a hit reads comes first, so that it lies together in memory.
  readonly #uses: Uses;
  /** Calls answered by a fresh entry. */
  hits = 0;
  /**
   * The first time of writing: times since then are small enough for V8 to keep them without a box, and exact
   * whatever the clock's fractions.
   */
  #origin = Number.NaN;
  readonly owners: Owners;
  private readonly clock: Clock;
  /** Entries with a value, those of collected owners included until that is known. */
  size = 0;
  /** What they weigh, where they are weighed. */
  bytes = 0;
  isWeighed = false;
  /** Where it is written down for a budget. */
  ledger: Ledger | undefined = undefined;
  #maxBytes = Number.POSITIVE_INFINITY;
  /**
   * Changes that are being made. One that is left when nothing is being changed was cut short by the end of
   * the stack: the trees, the values and their times are right all the same, the rest is not.
   */
  changes = 0;

  constructor(
    private max: number,
    private readonly host: EntriesHost,
  ) {
    this.clock = host.clock;
    this.#uses = host.uses ?? new Uses();
    this.owners = new Owners(
      (owner) => host.residenceOf?.(owner),
      (place) => this.#abandon(place),
    );
  }

  /** The use of the least recently used entry, 0 of a collected owner; undefined where nothing is kept. */
  get oldestUse(): number | undefined {
    const { first } = this.owners;
    return first && (this.owners.partitionOf(first)?.oldest?.usedAt ?? 0);
  }

  /**
   * A hit, in one function as it is all that most calls do: the value of an entry if there is a fresh one,
   * else {@link NOT_SERVED}.
   */
  serve(partition: Partition | undefined, entry: Entry | undefined): unknown {
    if (entry === undefined || partition === undefined || entry.kind === KINDS.empty) return NOT_SERVED;
    const { ttl } = entry;
    if (ttl !== 0) {
      const at = this.clock.now() - this.#origin;
      // Both bounds count, as the clock may have been stepped back.
      if (!(entry.writtenAt <= at && at < entry.writtenAt + ttl)) return NOT_SERVED;
    }
    this.hits++;
    this.#use(partition, entry);
    return entry.kind === KINDS.plain ? entry.value : this.#give(entry);
  }

  /** True while an entry may be served. Only one with a ttl looks at the clock. */
  isFresh(entry: Entry): boolean {
    return this.#pastMs(entry) < 0;
  }

  /** How long ago the ttl of a value ended, as {@link #pastMs}; `NaN` for errors. */
  staleMs(entry: Entry): number {
    return entry.isError ? Number.NaN : this.#pastMs(entry);
  }

  /**
   * How long ago an entry's ttl ended, in milliseconds: less than 0 while it is fresh, `-Infinity` where it
   * has none, `NaN` where nobody can tell, as the clock was stepped back, or nothing is kept.
   */
  #pastMs({ kind, writtenAt, ttl }: Entry): number {
    if (kind === KINDS.empty) return Number.NaN;
    if (ttl === 0) return Number.NEGATIVE_INFINITY;
    const at = this.clock.now() - this.#origin;
    return writtenAt <= at ? at - (writtenAt + ttl) : Number.NaN;
  }

  /** Serves an entry, fresh or not, to a call that is counted otherwise. */
  handOut(partition: Partition, entry: Entry): unknown {
    this.#use(partition, entry);
    return this.#give(entry);
  }

  /** Notes a use that is no hit. */
  touch(partition: Partition, entry: Entry): void {
    this.#use(partition, entry);
  }

  /** The fresh value of an entry as `[value]`; an error is none. */
  peek(entry: Entry): [value: unknown] | undefined {
    return this.staleMs(entry) < 0 ? [entry.settled] : undefined;
  }

  /** The entry of a key, made where there is none. */
  reach(partition: Partition, key: ResolvedKey): Entry {
    return partition.find(key) ?? this.add(partition, key);
  }

  /** A new entry for a key that has none. */
  add(partition: Partition, key: ResolvedKey): Entry {
    this.changes++;
    if (partition.held === 0) this.owners.list(partition.place);
    const entry = partition.add(key);
    partition.held++;
    this.changes--;
    return entry;
  }

  /**
   * Keeps a value or an error for so many milliseconds; `at` is the time, where it has just been looked up.
   */
  write(
    partition: Partition,
    entry: Entry,
    value: unknown,
    kind: KINDS.Kind,
    ttl: number,
    at?: number,
    details?: Details,
  ): void {
    this.changes++;
    const isTimed = ttl !== Number.POSITIVE_INFINITY;
    const now = isTimed ? (at ?? this.clock.now()) : 0;
    const bytes = this.#bytesIn(details);
    // Nobody could tell when it expires, or it is too large.
    if (!Number.isFinite(now) || bytes > this.#maxBytes) this.drop(partition, entry, 'replaced');
    else {
      if (isTimed && Number.isNaN(this.#origin)) this.#origin = now;
      const writtenAt = isTimed ? unboxed(now - this.#origin) : 0;
      const kept = kind === KINDS.promised ? new Promised(value) : value;
      if (entry.hasValue) {
        this.host.removed(entry, 'replaced');
        this.#use(partition, entry);
        this.#weigh(partition.place, -this.#bytesIn(entry.details));
        this.#makeRoom(0, bytes);
        this.#weigh(partition.place, bytes);
      } else this.#insert(partition, entry, bytes);
      entry.value = kept;
      entry.ttl = isTimed ? ttl : 0;
      entry.writtenAt = writtenAt;
      entry.kind = kind;
      entry.details = details;
    }
    this.changes--;
  }

  /** Drops a value; the entry itself stays while a load is to fill it again. */
  drop(partition: Partition, entry: Entry, cause: RemovalCause): void {
    this.changes++;
    if (entry.hasValue) {
      this.host.removed(entry, cause);
      this.#remove(partition, entry);
    }
    this.release(partition, entry, cause === 'evicted');
    this.changes--;
  }

  /** Takes an entry out that holds nothing, neither a value nor a load. */
  release(partition: Partition, entry: Entry, isEvicted = false): void {
    if (entry.hasValue || entry.usedAt < 0 || entry.load !== undefined) return;
    this.changes++;
    entry.usedAt = GONE;
    partition.remove(entry);
    if (--partition.held <= 0) this.owners.unlist(partition.place, isEvicted);
    this.changes--;
  }

  /** Drops everything of a partition whose loads have been fenced. */
  clear(partition: Partition): void {
    this.changes++;
    for (const entry of partition.inOrder()) this.host.removed(entry, 'invalidated');
    this.#abandon(partition.place);
    partition.empty();
    this.changes--;
  }

  /** Changes the bounds, keeping the most recently used. */
  resize(max: number, maxBytes = Number.POSITIVE_INFINITY): void {
    this.changes++;
    this.max = max;
    this.#maxBytes = maxBytes;
    this.#makeRoom(0, 0);
    this.changes--;
  }

  /** Has what is there and what comes weighed from now on, or no longer. */
  weigh(isWeighed: boolean): void {
    if (isWeighed === this.isWeighed) return;
    this.dropOrphans();
    const there = [...this.owners].flatMap(([, partition]) =>
      [...partition.inOrder()].map(
        (entry) => [partition, entry, isWeighed ? estimateBytes(entry.settled) : 0] as const,
      ),
    );
    this.changes++;
    for (const { place } of there.map(([partition]) => partition)) this.#weigh(place, -place.bytes);
    this.isWeighed = isWeighed;
    for (const [{ place }, entry, bytes] of there)
      if (isWeighed && entry.hasValue) {
        entry.details ??= new Details();
        entry.details.bytes = bytes;
        this.#weigh(place, bytes);
      }
    this.changes--;
  }

  /** The values, expired ones included, from the least recently used of each owner on. */
  *values(): Generator<unknown> {
    for (const [, partition] of this.owners) for (const entry of partition.inOrder()) yield entry.settled;
  }

  /** Has every plain value that is kept now given in a promise from now on. */
  promiseAll(): void {
    for (const [, partition] of this.owners)
      for (const entry of partition.inOrder())
        if (entry.kind < KINDS.promised) {
          entry.value = new Promised(entry.value);
          entry.kind = KINDS.promised;
        }
  }

  /**
   * Drops entries that are past their ttl by more than a window, looking at so many at most; gives how many
   * it has looked at.
   */
  purge(window: number, most: number): number {
    let seen = 0;
    for (const [, partition] of this.owners)
      for (const entry of partition.inOrder()) {
        if (seen++ === most) return most;
        if (!this.isFresh(entry) && !(this.staleMs(entry) < window)) this.drop(partition, entry, 'expired');
      }
    return seen;
  }

  /** Drops what belonged to owners that were garbage-collected. */
  dropOrphans(): void {
    for (const place of this.owners.orphans()) this.#abandon(place);
  }

  /** Has what a stack overflow has cut short put right. */
  mend(): void {
    this.host.mend?.();
  }

  /** Puts right what a stack overflow has cut short: counts and orders anew what the trees hold. */
  rebuild(): void {
    this.changes = 1;
    this.dropOrphans();
    this.owners.clearHeap();
    this.size = 0;
    this.bytes = 0;
    this.ledger?.reset();
    const kept: [partition: Partition, entry: Entry][] = [];
    for (const [, partition] of this.owners) {
      const entries = [...partition.entries()];
      partition.forgetOrder();
      partition.held = entries.length;
      for (const entry of entries) {
        if (entry.hasValue) kept.push([partition, entry]);
        else {
          // It may have been on its way out.
          entry.usedAt = 0;
          this.release(partition, entry);
        }
      }
    }
    kept.sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [partition, entry] of kept) this.#append(partition, entry, this.#bytesIn(entry.details));
    this.#makeRoom(0, 0);
    this.changes = 0;
  }

  #use(partition: Partition, entry: Entry): void {
    entry.usedAt = ++this.#uses.count;
    const { newer, older } = entry;
    if (newer !== undefined) {
      partition.unlink(entry);
      partition.append(entry);
    }
    if (older === undefined && this.owners.isShared)
      this.owners.renew(partition.place, (partition.oldest ?? entry).usedAt);
  }

  #insert(partition: Partition, entry: Entry, bytes: number): void {
    this.#makeRoom(1, bytes);
    entry.usedAt = ++this.#uses.count;
    this.#append(partition, entry, bytes);
  }

  /** Counts an entry in that was used later than all others. */
  #append(partition: Partition, entry: Entry, bytes: number): void {
    partition.append(entry);
    this.size++;
    if (partition.place.count++ === 0) this.owners.enter(partition.place, entry.usedAt);
    this.#weigh(partition.place, bytes, entry.usedAt);
  }

  /** Has the least recently used go, until so many more entries and bytes fit. */
  #makeRoom(count: number, bytes: number): void {
    while (
      (this.size + count > this.max || this.bytes + bytes > this.#maxBytes) &&
      this.owners.first !== undefined
    )
      this.evictOne();
  }

  /** What the entry weighs that these details are of. */
  #bytesIn(details: Details | undefined): number {
    return this.isWeighed && details !== undefined ? details.bytes : 0;
  }

  /** Notes that an owner's entries weigh so much more. */
  #weigh(place: Place, bytes: number, use?: number): void {
    if (!this.isWeighed) return;
    place.bytes += bytes;
    this.bytes += bytes;
    this.ledger?.note(bytes, use);
  }

  #remove(partition: Partition, entry: Entry): void {
    const { place } = partition;
    const wasOldest = entry.older === undefined;
    this.#weigh(place, -this.#bytesIn(entry.details));
    partition.unlink(entry);
    entry.kind = KINDS.empty;
    entry.value = undefined;
    entry.details = undefined;
    this.size--;
    place.count--;
    if (partition.oldest === undefined) this.owners.leave(place);
    else if (wasOldest && this.owners.isShared) this.owners.renew(place, partition.oldest.usedAt);
  }

  /** Lets the least recently used entry go, or forgets an owner that was collected. */
  evictOne(): void {
    const place = this.owners.first;
    if (place === undefined) return;
    const partition = this.owners.partitionOf(place);
    if (partition?.oldest === undefined) this.#abandon(place);
    else this.drop(partition, partition.oldest, 'evicted');
  }

  /** Forgets the values of an owner, which was collected where it has no partition. */
  #abandon(place: Place): void {
    this.size -= place.count;
    this.#weigh(place, -place.bytes);
    if (this.owners.partitionOf(place) === undefined)
      for (; place.count > 0; place.count--) this.host.removed(undefined, 'collected');
    place.count = 0;
    this.owners.leave(place);
    this.owners.unlist(place);
  }

  /** What a caller gets of an entry; of a promised one the same promise every time. */
  #give(entry: Entry): unknown {
    const { kind, value } = entry;
    if (kind === KINDS.plain) return value;
    if (kind === KINDS.promised) {
      const promised = value as Promised;
      if (promised.promise !== undefined) return promised.promise;
      const given = this.host.handOut(promised.value, kind);
      const promise = Promise.resolve(given);
      if (given === promised.value) promised.promise = promise;
      return promise;
    }
    const given = this.host.handOut(value, kind);
    if (kind === KINDS.handedOut) return given;
    if (kind === KINDS.rejected) return Promise.reject(given);
    throw given;
  }
}

/** The same number, which V8 keeps without a box where it is a whole one and not too large. */
function unboxed(time: number): number {
  const whole = time | 0;
  return whole === time ? whole : time;
}

/** Stands for the last use of an entry that is in no tree any more. */
const GONE = -1;
