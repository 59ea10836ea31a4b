import { later } from '../util/timers.js';
import { Partition } from './partition.js';
import { Place } from './place.js';
import { UseHeap } from './use-heap.js';

/** The most new owners that are held by strong references; further ones are held weakly at once. */
const MOST_YOUNG = 10_000;

/** How many new owners become weakly held in one turn of the event loop. */
const WEAKENED_AT_ONCE = 2_000;

/** What the container knows of an object that it keeps, until it lets it go. */
export interface Residence {
  /** Runs `callback` once when the container lets the object go: who remembers it forgets it then. */
  onLeave(callback: () => void): void;
}

/** Stands for an owner where there is none. */
const NOBODY = new Partition(new Place({}));

/** An owner that needs no lookup, with its entries. */
export class LastOwner {
  /** Itself while there is none, so that nobody else is. */
  owner: object = this;
  partition = NOBODY;

  set(owner: object, partition: Partition): void {
    this.owner = owner;
    this.partition = partition;
  }

  forget(owner: object): void {
    if (this.owner !== owner) return;
    this.owner = this;
    this.partition = NOBODY;
  }
}

/**
 * The owners of one method's entries: to find the partition of one, to list those that hold something, and
 * the one with the least recently used entry, from a heap. None is kept alive.
 */
export class Owners {
  readonly #partitions = new WeakMap<object, Partition>();
  /** Owners that hold entries, loads in flight included. */
  readonly #places = new Set<Place>();
  /**
   * Those with values, as a heap by their oldest use. While there is but one, its use is not kept up to date.
   */
  readonly #heap = new UseHeap<Place>();
  /**
   * Owners held by reference: a weak one costs a microsecond, and keeps its target for the rest of the
   * present job all the same.
   */
  readonly #young = new Set<Place>();
  #isAging = false;
  readonly #collected: FinalizationRegistry<Place>;
  /** The last owner that the container keeps, or {@link nobody}: let go of when that does. */
  readonly last = new LastOwner();
  /** The owner of a function's entries, which lives as long as they may. */
  nobody: object | undefined;

  /** `onCollected` is told of each owner that was garbage-collected. */
  constructor(
    private readonly residenceOf: ((owner: object) => Residence | undefined) | undefined,
    onCollected: (place: Place) => void,
  ) {
    this.#collected = new FinalizationRegistry(onCollected);
  }

  find(owner: object): Partition | undefined {
    return owner === this.last.owner ? this.last.partition : this.#partitions.get(owner);
  }

  reach(owner: object): Partition {
    let partition = this.find(owner);
    if (partition === undefined) {
      partition = new Partition(new Place(owner));
      this.#partitions.set(owner, partition);
      const residence = this.residenceOf?.(owner);
      residence?.onLeave(() => this.last.forget(owner));
      if (residence !== undefined || owner === this.nobody) this.last.set(owner, partition);
    } else if (partition.held === 0 && !partition.isOwned) partition.place.young = owner;
    return partition;
  }

  /** True while uses have to be compared over several owners. */
  get isShared(): boolean {
    return this.#heap.size > 1;
  }

  /** The owner whose oldest entry is the least recently used of all. */
  get first(): Place | undefined {
    return this.#heap.first;
  }

  /** Lists an owner that comes to hold something. */
  list(place: Place): void {
    this.#places.add(place);
    if (place.young === undefined) return;
    this.#young.add(place);
    if (!this.#isAging) this.#age();
    if (this.#young.size > MOST_YOUNG) this.#weakenSome();
  }

  /**
   * Lists an owner no longer, as it holds nothing. One whose last entry was evicted is forgotten until its
   * next call: a job may make a million of them, and a `WeakRef` would keep each until it ends.
   */
  unlist(place: Place, isEvicted = false): void {
    this.#places.delete(place);
    if (!this.#young.delete(place)) return;
    if (isEvicted) place.young = undefined;
    else this.#weaken(place);
  }

  /** The partition of a listed owner; undefined once it was collected. */
  partitionOf(place: Place): Partition | undefined {
    const { partition } = this.last;
    // A `WeakRef` takes longer to read than all else that an eviction does.
    if (partition.place === place) return partition;
    const { owner } = place;
    return owner === undefined ? undefined : this.find(owner);
  }

  /** The owners that hold something, with their entries. */
  *[Symbol.iterator](): Generator<[owner: object, partition: Partition]> {
    for (const { owner } of [...this.#places]) {
      const partition = owner && this.find(owner);
      if (owner !== undefined && partition !== undefined) yield [owner, partition];
    }
  }

  /** Owners that were collected, and are listed still. */
  *orphans(): Generator<Place> {
    for (const place of [...this.#places]) if (place.owner === undefined) yield place;
  }

  /** Takes an owner into the heap that has its first value, by a use that is later than all others. */
  enter(place: Place, use: number): void {
    const alone = this.isShared ? undefined : this.first;
    if (alone !== undefined) alone.oldestUse = this.partitionOf(alone)?.oldest?.usedAt ?? 0;
    this.#heap.enter(place, use);
  }

  /** Takes an owner out of the heap that has no value any more. */
  leave(place: Place): void {
    this.#heap.leave(place);
  }

  /** Notes that an owner's oldest entry is another one, used later. */
  renew(place: Place, use: number): void {
    this.#heap.renew(place, use);
  }

  /** Forgets the heap, to be told of all owners with values. */
  clearHeap(): void {
    this.#heap.clear();
  }

  #age(): void {
    this.#isAging = true;
    later(() => {
      this.#isAging = false;
      this.#weakenSome();
      if (this.#young.size > 0) this.#age();
    }, false);
  }

  /** Holds owners weakly that were new some turns ago, so that the garbage collector can have them. */
  #weakenSome(): void {
    let left = WEAKENED_AT_ONCE;
    for (const place of this.#young) {
      this.#weaken(place);
      this.#young.delete(place);
      if (--left === 0) break;
    }
  }

  #weaken(place: Place): void {
    const owner = place.weaken();
    if (owner !== undefined) this.#collected.register(owner, place);
  }
}
