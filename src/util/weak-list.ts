/** The least length at which dead references are removed. */
const LEAST_REFERENCES = 64;

/** A list in the order of addition that keeps none of its items alive: a collected one is gone from it. */
export class WeakList<T extends object> {
  #references: WeakRef<T>[] = [];
  #tidyAt = LEAST_REFERENCES;

  add(item: T): void {
    if (this.#references.length >= this.#tidyAt) this.items();
    this.#references.push(new WeakRef(item));
  }

  /** The items that are left, oldest first. */
  items(): T[] {
    const items: T[] = [];
    this.#references = this.#references.filter((reference) => {
      const item = reference.deref();
      if (item !== undefined) items.push(item);
      return item !== undefined;
    });
    this.#tidyAt = Math.max(LEAST_REFERENCES, 2 * items.length);
    return items;
  }
}
