import { LRUCache } from 'lru-cache';

/** How many registrations that look alike are listed: a module evaluated over and over makes no more. */
export const MOST_LOOKALIKES = 100;

/** An item with its place in the order of addition. */
interface Listed<T extends object> {
  readonly order: number;
  readonly ref: WeakRef<T>;
}

/** What looks alike, by the order of addition; most signatures have but one item and need no list. */
type Alike<T extends object> = Listed<T> | LRUCache<number, WeakRef<T>>;

/** A list that keeps nothing alive, in the order of addition, with a bound on items of one signature. The only room that knows lru-cache. */
export class Roster<T extends object> {
  readonly #bySignature = new Map<string, Alike<T>>();
  readonly #surplus = new Set<WeakRef<T>>();
  #additions = 0;

  /** `onSurplus` is told each item that fell off because too many look like it. */
  constructor(private readonly onSurplus: (item: T) => void) {}

  add(item: T, signature: string): void {
    const order = ++this.#additions;
    const ref = new WeakRef(item);
    const live = this.#live(signature);
    const [first] = live;
    if (first === undefined) {
      this.#bySignature.set(signature, { order, ref });
      return;
    }
    const found = this.#bySignature.get(signature);
    const list = found instanceof LRUCache ? found : this.#newList(signature, first);
    list.set(order, ref);
  }

  has(item: T, signature: string): boolean {
    return this.#live(signature).some(({ ref }) => ref.deref() === item);
  }

  remove(item: T, signature: string): void {
    const found = this.#bySignature.get(signature);
    const listed = this.#live(signature).find(({ ref }) => ref.deref() === item);
    if (listed === undefined) return;
    if (found instanceof LRUCache) found.delete(listed.order);
    else this.#bySignature.delete(signature);
  }

  /** The items, oldest first. */
  items(): T[] {
    const listed = [...this.#bySignature.keys()].flatMap((signature) => this.#live(signature));
    const found = listed.sort((one, other) => one.order - other.order).map(({ ref }) => ref.deref());
    return found.filter((item) => item !== undefined);
  }

  /** The items and those that fell off the list, as far as anybody still has them. */
  everything(): T[] {
    const fallen: T[] = [];
    for (const ref of this.#surplus) {
      const item = ref.deref();
      if (item === undefined) this.#surplus.delete(ref);
      else fallen.push(item);
    }
    return [...fallen, ...this.items()];
  }

  #newList(signature: string, first: Listed<T>): LRUCache<number, WeakRef<T>> {
    const list = new LRUCache<number, WeakRef<T>>({
      max: MOST_LOOKALIKES,
      dispose: (ref, _order, reason) => {
        if (reason === 'evict') this.#fallOff(ref);
      },
    });
    list.set(first.order, first.ref);
    this.#bySignature.set(signature, list);
    return list;
  }

  #fallOff(ref: WeakRef<T>): void {
    const item = ref.deref();
    if (item === undefined) return;
    this.#surplus.add(ref);
    this.onSurplus(item);
  }

  /** What is listed under a signature and still exists; the rest is forgotten. */
  #live(signature: string): Listed<T>[] {
    const found = this.#bySignature.get(signature);
    if (found === undefined) return [];
    const listed = found instanceof LRUCache ? [...found.entries()].map(([order, ref]) => ({ order, ref })) : [found];
    const live = listed.filter(({ ref }) => ref.deref() !== undefined);
    if (live.length === 0) this.#bySignature.delete(signature);
    else if (found instanceof LRUCache) for (const { order, ref } of listed) if (ref.deref() === undefined) found.delete(order);
    return live;
  }
}
