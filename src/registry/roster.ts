/** How many registrations that look alike are listed: a module evaluated over and over makes no more. */
export const MOST_LOOKALIKES = 100;

/** A list that keeps nothing alive, in the order of addition, with a bound on items of one signature. */
export class Roster<T extends object> {
  readonly #bySignature = new Map<string, { ref: WeakRef<T>; order: number }[]>();
  readonly #surplus = new Set<WeakRef<T>>();
  #additions = 0;

  /** `onSurplus` is told each item that fell off because too many look like it. */
  constructor(private readonly onSurplus: (item: T) => void) {}

  add(item: T, signature: string): void {
    const alike = this.#live(signature);
    alike.push({ ref: new WeakRef(item), order: ++this.#additions });
    const surplus = alike.length > MOST_LOOKALIKES ? alike.shift()?.ref : undefined;
    this.#bySignature.set(signature, alike);
    const fallen = surplus?.deref();
    if (surplus === undefined || fallen === undefined) return;
    this.#surplus.add(surplus);
    this.onSurplus(fallen);
  }

  has(item: T, signature: string): boolean {
    return this.#live(signature).some(({ ref }) => ref.deref() === item);
  }

  remove(item: T, signature: string): void {
    const others = this.#live(signature).filter(({ ref }) => ref.deref() !== item);
    if (others.length === 0) this.#bySignature.delete(signature);
    else this.#bySignature.set(signature, others);
  }

  /** The items, oldest first. */
  items(): T[] {
    const found: { item: T; order: number }[] = [];
    for (const signature of [...this.#bySignature.keys()]) {
      const alike = this.#live(signature);
      if (alike.length === 0) this.#bySignature.delete(signature);
      for (const { ref, order } of alike) {
        const item = ref.deref();
        if (item !== undefined) found.push({ item, order });
      }
    }
    return found.sort((one, other) => one.order - other.order).map(({ item }) => item);
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

  #live(signature: string): { ref: WeakRef<T>; order: number }[] {
    return (this.#bySignature.get(signature) ?? []).filter(({ ref }) => ref.deref() !== undefined);
  }
}
