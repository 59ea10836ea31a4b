/**
 * One owner among those that may have to give an entry up. It keeps its owner alive for some turns at most,
 * as a `WeakRef` does for one.
 */
export class Place {
  /** How many entries of the owner have a value. */
  count = 0;
  /** What the owner's entries weigh, where that is known. */
  bytes = 0;
  /** The number of the use that none of them is older than. */
  oldestUse = 0;
  /** Where the owner stands in the heap; -1 for nowhere. */
  index = -1;
  #owner: WeakRef<object> | undefined;

  /**
   * `young` is the owner itself, while it is new; undefined also where nothing is held for it, so that a load
   * that hangs does not keep it.
   */
  constructor(public young: object | undefined) {}

  get owner(): object | undefined {
    return this.young ?? this.#owner?.deref();
  }

  /** Holds the owner weakly from now on; gives it where that is new. */
  weaken(): object | undefined {
    const owner = this.young;
    if (owner !== undefined) this.#owner ??= new WeakRef(owner);
    this.young = undefined;
    return owner;
  }
}
