import type { Slot } from './entry.js';
import { KeyTree } from './key-path.js';

/** The entries of one owner (an instance, a class, a function): its keys, and the values, which live only as long as it does. */
export class Partition {
  readonly ref: WeakRef<Partition> = new WeakRef(this);
  readonly keys = new KeyTree();
  readonly #values: unknown[] = [];
  /** The promises that hits hand out for promised values, made at the first hit. */
  readonly #promises: (Promise<unknown> | undefined)[] = [];
  readonly #freed: number[] = [];
  /** Whose entries these are. */
  owner: WeakRef<object> | undefined;
  #lastCaller: WeakRef<object> | undefined;

  /** False once the owner was garbage-collected: nobody could read another entry, and nothing would free it. */
  get isOwned(): boolean {
    return this.owner?.deref() !== undefined;
  }

  /** The last `this` that loaded into a partition which it is not the owner of. */
  get lastCaller(): object | undefined {
    return this.#lastCaller?.deref();
  }

  noteCaller(self: unknown): void {
    if (typeof self === 'object' && self !== null) this.#lastCaller = new WeakRef(self);
  }

  /** How many entries there are, expired ones included. */
  get size(): number {
    return this.#values.length - this.#freed.length;
  }

  read(slot: Slot): unknown {
    return this.#values[slot.index];
  }

  /** The value as its caller gets it: a promised one as a promise, the same one every time. */
  handOut(slot: Slot): unknown {
    const { index } = slot;
    if (!slot.isPromised) return this.#values[index];
    return this.#promises[index] ?? this.#promise(index);
  }

  #promise(index: number): Promise<unknown> {
    while (this.#promises.length < index) this.#promises.push(undefined);
    const promise = Promise.resolve(this.#values[index]);
    this.#promises[index] = promise;
    return promise;
  }

  write(slot: Slot, value: unknown): void {
    if (!slot.hasEntry) slot.index = this.#freed.pop() ?? this.#values.length;
    this.#values[slot.index] = value;
    if (slot.index < this.#promises.length) this.#promises[slot.index] = undefined;
  }

  release(slot: Slot): void {
    if (!slot.hasEntry) return;
    this.#values[slot.index] = undefined;
    if (slot.index < this.#promises.length) this.#promises[slot.index] = undefined;
    this.#freed.push(slot.index);
    slot.index = -1;
  }
}

/** The partitions of one method by owner, none of which keeps its owner alive. */
export class Partitions {
  readonly #byOwner = new WeakMap<object, Partition>();
  readonly #live = new Set<WeakRef<Partition>>();
  readonly #collected: FinalizationRegistry<{ keys: Partition['keys']; ref: WeakRef<Partition> }>;

  /** `abandon` is told every slot of an owner that was garbage-collected. */
  constructor(abandon: (slot: Slot) => void) {
    this.#collected = new FinalizationRegistry(({ keys, ref }) => {
      for (const slot of [...keys.slots()]) abandon(slot);
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
      this.#live.add(partition.ref);
      this.#give(partition, owner);
    }
    return partition;
  }

  /** Makes a partition another owner's: the one that came in its place when a module was evaluated again. */
  move(from: object, to: object): void {
    const partition = this.#byOwner.get(from);
    if (partition === undefined || this.#byOwner.has(to)) return;
    this.#byOwner.delete(from);
    this.#collected.unregister(partition);
    this.#give(partition, to);
  }

  *[Symbol.iterator](): Generator<[owner: object, partition: Partition]> {
    for (const ref of [...this.#live]) {
      const partition = ref.deref();
      const owner = partition === undefined ? undefined : partition.owner?.deref();
      if (partition !== undefined && owner !== undefined) yield [owner, partition];
    }
  }

  #give(partition: Partition, owner: object): void {
    this.#byOwner.set(owner, partition);
    partition.owner = new WeakRef(owner);
    this.#collected.register(owner, { keys: partition.keys, ref: partition.ref }, partition);
  }
}
