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

/** Who knows what a container keeps. */
export interface Residences {
  /** What is known of an object that the container keeps; undefined for all others. */
  readonly residenceOf?: ((owner: object) => Residence | undefined) | undefined;
}

/** Stands for an owner where there is none. */
const NOBODY = new Partition(new Place({}));

/** An owner that needs no lookup, with its entries. */
export class LastOwner {
  /** The owner; this object itself while there is none, so that nobody else is. */
  owner: object = this;
  partition = NOBODY;

  forget(owner: object): void {
    if (this.owner !== owner) return;
    this.owner = this;
    this.partition = NOBODY;
  }
}

/**
 * The owners of one method's entries: to find the partition of one, to list those that hold something, and
 * as a heap of those with values. While that has but one, its use is not kept up to date. None is kept alive.
 */
export class Owners extends UseHeap<Place> {
  readonly #partitions = new WeakMap<object, Partition>();
  /** Owners that hold entries, loads in flight included. */
  readonly #places = new Set<Place>();
  /**
   * Owners held by reference: a weak one costs a microsecond, and keeps its target for the rest of the
   * present job all the same.
   */
  readonly #young = new Set<Place>();
  #isAging = false;
  readonly #collected: FinalizationRegistry<Place>;
  readonly #residences: Residences;
  /** The last owner that the container keeps, or {@link nobody}: let go of when that does. */
  readonly last = new LastOwner();
  /** The owner of a function's entries, which lives as long as they may. */
  nobody: object | undefined;

  /** `onCollected` is told of each owner that was garbage-collected. */
  constructor(residences: Residences, onCollected: (place: Place) => void) {
    super();
    this.#residences = residences;
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
      const residence = this.#residences.residenceOf?.(owner);
      residence?.onLeave(() => this.last.forget(owner));
      if (residence !== undefined || owner === this.nobody) Object.assign(this.last, { owner, partition });
    } else if (partition.held === 0 && !partition.isOwned) partition.place.young = owner;
    return partition;
  }

  /** The use of the least recently used entry, 0 of a collected owner; undefined where nothing is kept. */
  get oldestUse(): number | undefined {
    return this.first && (this.partitionOf(this.first)?.oldest?.usedAt ?? 0);
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
  orphans(): Place[] {
    return [...this.#places].filter(({ owner }) => owner === undefined);
  }

  override enter(place: Place, use: number): void {
    if (this.first !== undefined && !this.isShared) this.first.oldestUse = this.oldestUse ?? 0;
    super.enter(place, use);
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
