import type { Entry } from './entry.js';
import type { CacheHost } from './host.js';
import { KeyTree } from './key-path.js';
import { Recency } from './recency.js';

/** How many entries a partition has, for those who may not keep it alive. */
export interface Tally {
  count: number;
  /** It stands in the line of those that may have to give an entry up. */
  isInLine: boolean;
}

/** The entries of one owner (an instance, a class, a function): they live only as long as it does. */
export class Partition extends KeyTree {
  readonly ref: WeakRef<Partition> = new WeakRef(this);
  readonly tally: Tally = { count: 0, isInLine: false };
  recency = new Recency();
  /** Whose entries these are. */
  owner: WeakRef<object> | undefined;
  #lastCaller: WeakRef<object> | undefined;
  /** Whom that one loaded for, where that matters. */
  lastTenant: string | undefined;

  /** False once the owner was garbage-collected: nobody could read another entry. */
  get isOwned(): boolean {
    return this.owner?.deref() !== undefined;
  }

  /** The last `this` that loaded into a partition which it is not the owner of. */
  get lastCaller(): object | undefined {
    return this.#lastCaller?.deref();
  }

  noteCaller(self: unknown, tenantId?: string): void {
    if (typeof self !== 'object' || self === null) return;
    this.#lastCaller = new WeakRef(self);
    this.lastTenant = tenantId;
  }

  /** How many entries there are, expired ones included. */
  get size(): number {
    return this.recency.size;
  }

  /** Forgets every entry at once. */
  empty(): void {
    this.forget();
    this.recency = new Recency();
  }

  /** Takes an entry out. */
  override remove(entry: Entry): void {
    this.release(entry);
    super.remove(entry);
  }

  /** Takes an entry's value out. */
  release(entry: Entry): void {
    if (entry.hasValue) this.recency.remove(entry);
    entry.writtenAt = undefined;
    entry.value = undefined;
  }
}

const NOTHING = new Partition();

/** An owner that needs no lookup, with its entries. */
export class Near {
  /** Itself while there is none, so that nobody else is. */
  owner: object = this;
  partition = NOTHING;

  set(owner: object, partition: Partition): void {
    this.owner = owner;
    this.partition = partition;
  }

  forget(owner: object): void {
    if (this.owner !== owner) return;
    this.owner = this;
    this.partition = NOTHING;
  }
}

/** The partitions of one method by owner, none of which keeps its owner alive. */
export class Partitions {
  readonly #byOwner = new WeakMap<object, Partition>();
  readonly #live = new Set<WeakRef<Partition>>();
  readonly #collected: FinalizationRegistry<{ tally: Tally; ref: WeakRef<Partition> }>;

  /** The last owner that the container keeps: let go of when that does. */
  readonly near = new Near();

  /** `onCollected` is told the tally of each owner that was garbage-collected. */
  constructor(
    private readonly residenceOf: CacheHost['residenceOf'],
    onCollected: (tally: Tally) => void,
  ) {
    this.#collected = new FinalizationRegistry(({ tally, ref }) => {
      onCollected(tally);
      // A load in flight may keep it: what it had counts no longer.
      ref.deref()?.empty();
      this.#live.delete(ref);
    });
  }

  find(owner: object): Partition | undefined {
    return this.#byOwner.get(owner);
  }

  reach(owner: object): Partition {
    let partition = this.find(owner);
    if (partition === undefined) {
      partition = new Partition();
      this.#give(partition, owner);
    }
    return partition;
  }

  /** Lists a partition no longer, as nothing will be kept in it. */
  retire(partition: Partition): void {
    this.#live.delete(partition.ref);
  }

  *[Symbol.iterator](): Generator<[owner: object, partition: Partition]> {
    for (const ref of [...this.#live]) {
      const partition = ref.deref();
      const owner = partition === undefined ? undefined : partition.owner?.deref();
      if (partition !== undefined && owner !== undefined) yield [owner, partition];
    }
  }

  /** It is found last, when it has all that belongs to it. */
  #give(partition: Partition, owner: object): void {
    partition.owner = new WeakRef(owner);
    this.#collected.register(owner, { tally: partition.tally, ref: partition.ref }, partition);
    this.#live.add(partition.ref);
    this.#byOwner.set(owner, partition);
    this.#remember(owner, partition);
  }

  #remember(owner: object, partition: Partition): void {
    const residence = this.residenceOf(owner);
    if (residence === undefined) return;
    residence.onLeave(() => this.near.forget(owner));
    this.near.set(owner, partition);
  }
}
