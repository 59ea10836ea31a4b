import type { ResolvedKey } from '../keys/key.js';
import type { Clock } from '../util/clock.js';
import { estimateBytes } from '../util/estimate.js';
import { Details } from './details.js';
import { type Entry, Promised } from './entry.js';
import * as KINDS from './kinds.js';
import type { Ledger } from './ledger.js';
import { Lifetimes, noteRead, unboxed } from './lifetimes.js';
import { Owners, type Residence } from './owners.js';
import type { Partition } from './partition.js';
import type { Place } from './place.js';
import type { TaggedEntries, TagHome } from './tags.js';
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
  /** Where tags are noted; asked for at the first entry that has some. */
  homeOfTags?: ((entries: TaggedEntries) => TagHome) | undefined;
  /** Puts right what a stack overflow has cut short. */
  mend?: (() => void) | undefined;
  /** What a caller gets of a kept value or error that is not given as it is; who asks throws the error. */
  handOut(kept: unknown, kind: KINDS.Kind): unknown;
  /** Told why an entry went, while it still has its value; of collected owners, that one of theirs went. */
  removed(entry: Entry | undefined, cause: RemovalCause): void;
}

/**
 * The entries of one method: kept in their owners' partitions, bounded together; the least recently used of
 * all gives way.
 */
export class Entries extends Lifetimes implements TaggedEntries {
  readonly #uses: Uses;
  /** Calls answered by a fresh entry. */
  hits = 0;
  readonly owners: Owners;
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
  #tags: TagHome | undefined;

  constructor(
    private max: number,
    private readonly host: EntriesHost,
  ) {
    super(host.clock);
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
    if (this.maxIdle !== 0) {
      if (!this.isReadInTime(entry)) return NOT_SERVED;
    } else if (ttl !== 0) {
      const at = this.clock.now() - this.origin;
      // Both bounds count, as the clock may have been stepped back.
      if (!(entry.writtenAt <= at && at < entry.writtenAt + ttl)) return NOT_SERVED;
    }
    this.hits++;
    this.#use(partition, entry);
    return entry.kind === KINDS.plain ? entry.value : this.#give(entry);
  }

  /** Serves an entry, fresh or not, to a call that is counted otherwise. */
  handOut(partition: Partition, entry: Entry): unknown {
    this.touch(partition, entry);
    return this.#give(entry);
  }

  /** Notes a use that is no hit; not `isRead` where no caller gets the value. */
  touch(partition: Partition, entry: Entry, isRead = true): void {
    if (isRead && this.maxIdle !== 0) noteRead(entry, this.clock.now() - this.origin);
    this.#use(partition, entry);
  }

  /** The value of an entry as `[value]` while it is fresh, or past its ttl by less than a window. */
  peek(entry: Entry, window = 0): [value: unknown] | undefined {
    return this.isOfUse(entry, window) ? [entry.settled] : undefined;
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
    const isTimed = this.isTimed(ttl);
    const now = isTimed ? (at ?? this.clock.now()) : 0;
    const bytes = this.#bytesIn(details);
    // Nobody could tell when it expires, or it is too large.
    if (!Number.isFinite(now) || bytes > this.#maxBytes) this.drop(partition, entry, 'replaced');
    else {
      if (isTimed && Number.isNaN(this.origin)) this.origin = now;
      const writtenAt = isTimed ? unboxed(now - this.origin) : 0;
      const kept = kind === KINDS.promised ? new Promised(value) : value;
      const noted = this.maxIdle === 0 ? details : (details ?? new Details());
      const former = entry.details;
      if (noted !== undefined && noted.tags !== former?.tags) this.#tag(partition, entry, noted.tags);
      if (entry.hasValue) {
        this.host.removed(entry, 'replaced');
        this.#use(partition, entry);
        this.#weigh(partition.place, -this.#bytesIn(entry.details), 0);
        this.#makeRoom(0, bytes);
        this.#weigh(partition.place, bytes, 0);
      } else this.#insert(partition, entry, bytes);
      entry.value = kept;
      entry.ttl = ttl === Number.POSITIVE_INFINITY ? 0 : ttl;
      entry.writtenAt = writtenAt;
      entry.kind = kind;
      if (noted !== former) entry.details = noted;
      if (noted !== undefined) noted.readAt = writtenAt;
      if (former !== undefined && former.tags !== noted?.tags)
        this.#untag(partition, entry, former.tags, noted?.tags);
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
    this.#tags?.forget(partition.place);
    this.changes--;
  }

  dropTagged(place: Place, tag: string): void {
    this.mend();
    const partition = this.owners.partitionOf(place);
    if (partition?.tagged === undefined) return;
    for (const entry of partition.tagged.of(tag)) this.drop(partition, entry, 'invalidated');
  }

  /**
   * Changes how long an entry may go unread; 0 for any time. Where that was so before, nobody has noted
   * reads, and it counts from now on.
   */
  limitIdle(maxIdle: number): void {
    const isNew = this.maxIdle === 0 && maxIdle !== 0;
    this.maxIdle = maxIdle;
    if (!isNew || this.size === 0) return;
    const now = this.clock.now();
    if (Number.isNaN(this.origin) && Number.isFinite(now)) this.origin = now;
    for (const [, partition] of this.owners)
      for (const entry of partition.inOrder()) noteRead(entry, now - this.origin);
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
    for (const { place } of there.map(([partition]) => partition)) this.#weigh(place, -place.bytes, 0);
    this.isWeighed = isWeighed;
    for (const [{ place }, entry, bytes] of there)
      if (isWeighed && entry.hasValue) {
        entry.details ??= new Details();
        entry.details.bytes = bytes;
        this.#weigh(place, bytes, 0);
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
   * Drops entries that are not fresh and past their stale window, looking at so many at most; gives how many
   * it has looked at.
   */
  purge(windowOf: (entry: Entry) => number, most: number): number {
    let seen = 0;
    for (const [, partition] of this.owners)
      for (const entry of partition.inOrder()) {
        if (seen++ === most) return most;
        if (!this.isFresh(entry) && !this.isOfUse(entry, windowOf(entry)))
          this.drop(partition, entry, 'expired');
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
    this.#tags?.rebuild(Array.from(this.owners, ([, partition]) => partition));
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
    this.#weigh(partition.place, bytes, 1, entry.usedAt);
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

  /** Notes that an owner's entries weigh so much more, and that there are so many more. */
  #weigh(place: Place, bytes: number, count: number, use?: number): void {
    if (!this.isWeighed) return;
    place.bytes += bytes;
    this.bytes += bytes;
    this.ledger?.note(bytes, count, use);
  }

  #remove(partition: Partition, entry: Entry): void {
    const { place } = partition;
    const wasOldest = entry.older === undefined;
    const { details } = entry;
    this.#weigh(place, -this.#bytesIn(details), -1);
    partition.unlink(entry);
    entry.kind = KINDS.empty;
    entry.value = undefined;
    if (entry.details !== undefined) entry.details = undefined;
    this.size--;
    place.count--;
    if (partition.oldest === undefined) this.owners.leave(place);
    else if (wasOldest && this.owners.isShared) this.owners.renew(place, partition.oldest.usedAt);
    if (details !== undefined) this.#untag(partition, entry, details.tags);
  }

  /** Notes the tags that an entry is about to have. */
  #tag(partition: Partition, entry: Entry, tags: readonly string[]): void {
    if (tags.length === 0) return;
    this.#tags ??= this.host.homeOfTags?.(this);
    this.#tags?.add(partition, entry, tags);
  }

  /** Forgets the tags of an entry that it does not have any more. */
  #untag(partition: Partition, entry: Entry, tags: readonly string[], kept?: readonly string[]): void {
    const gone = kept === undefined ? tags : tags.filter((tag) => !kept.includes(tag));
    if (gone.length > 0) this.#tags?.remove(partition, entry, gone);
  }

  /** Evicts the least recently used entry, or forgets an owner that was collected. */
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
    this.#weigh(place, -place.bytes, -place.count);
    const isThere = this.owners.partitionOf(place) !== undefined;
    if (!isThere) for (; place.count > 0; place.count--) this.host.removed(undefined, 'collected');
    if (!isThere) this.#tags?.forget(place);
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

/** Stands for the last use of an entry that is in no tree any more. */
const GONE = -1;
