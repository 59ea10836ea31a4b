/** Something that holds entries, and stands in a heap by the use that none of them is older than. */
export interface Standing {
  oldestUse: number;
  /** Where the holder stands in its heap; -1 for nowhere. */
  index: number;
}

/** Holders of entries, as a heap: the one with the least recently used entry of all comes first. */
export class UseHeap<T extends Standing> {
  readonly #items: T[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }

  /** True while uses have to be compared: it has more than one holder. */
  get isShared(): boolean {
    return this.#items.length > 1;
  }

  /** Takes a holder in, by a use that is later than all others. */
  enter(item: T, use: number): void {
    item.oldestUse = use;
    // The end of the stack leaves it in or out at each of these calls.
    item.index = this.#items.push(item) - 1;
  }

  leave(item: T): void {
    const { index } = item;
    const last = index < 0 ? undefined : this.#items.pop();
    if (last === undefined) return;
    item.index = -1;
    if (last === item) return;
    this.#items[index] = last;
    last.index = index;
    this.#rise(last);
    this.#sink(last);
  }

  /** Notes that a holder's oldest entry is another, used later. */
  renew(item: T, use: number): void {
    item.oldestUse = use;
    this.#sink(item);
  }

  /** Forgets who stands in the heap, to be told of all. */
  forgetOrder(): void {
    for (const item of this.#items) item.index = -1;
    this.#items.length = 0;
  }

  #rise(item: T): void {
    const items = this.#items;
    let { index } = item;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const other = items[above] as T;
      if (other.oldestUse <= item.oldestUse) break;
      items[index] = other;
      other.index = index;
      index = above;
    }
    items[index] = item;
    item.index = index;
  }

  #sink(item: T): void {
    const items = this.#items;
    const { length } = items;
    let { index } = item;
    if (index < 0) return;
    for (let below = 2 * index + 1; below < length; below = 2 * index + 1) {
      const right = items[below + 1];
      if (right !== undefined && right.oldestUse < (items[below] as T).oldestUse) below++;
      const other = items[below] as T;
      if (other.oldestUse >= item.oldestUse) break;
      items[index] = other;
      other.index = index;
      index = below;
    }
    items[index] = item;
    item.index = index;
  }
}
