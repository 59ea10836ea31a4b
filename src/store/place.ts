/**
 * One owner among those that may have to give an entry up. It keeps its owner alive for some turns at most,
 * as a `WeakRef` does for one.
 */
export class Place {
  /** Entries with a value. */
  count = 0;
  /** The number of the use that none of them is older than. */
  oldestUse = 0;
  /** Where it stands in the heap; -1 for nowhere. */
  index = -1;
  /** The owner itself, while it is young. */
  #young: object | undefined;
  #owner: WeakRef<object> | undefined;

  constructor(owner: object) {
    this.#young = owner;
  }

  /** Forgets the owner while nothing is held for it, so that a load that hangs does not keep it. */
  release(): void {
    this.#young = undefined;
  }

  /** Remembers the owner again. */
  hold(owner: object): void {
    if (this.owner === undefined) this.#young = owner;
  }

  get isYoung(): boolean {
    return this.#young !== undefined;
  }

  get owner(): object | undefined {
    return this.#young ?? this.#owner?.deref();
  }

  /** Holds the owner weakly from now on; gives it where that is new. */
  weaken(): object | undefined {
    const owner = this.#young;
    if (owner !== undefined) this.#owner ??= new WeakRef(owner);
    this.#young = undefined;
    return owner;
  }
}
