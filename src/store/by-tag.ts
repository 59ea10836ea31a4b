/** Items by tag. Most tags have one, which needs no Set. */
export class ByTag<T extends object> {
  readonly #items = new Map<string, T | Set<T>>();

  get isEmpty(): boolean {
    return this.#items.size === 0;
  }

  has(tag: string): boolean {
    return this.#items.has(tag);
  }

  /** Adds an item; true where it is the tag's first. */
  add(tag: string, item: T): boolean {
    const found = this.#items.get(tag);
    if (found instanceof Set) found.add(item);
    else if (found !== item) this.#items.set(tag, found === undefined ? item : new Set([found, item]));
    return found === undefined;
  }

  /** Takes an item away; true where it was the tag's last. */
  delete(tag: string, item: T): boolean {
    const found = this.#items.get(tag);
    if (found instanceof Set) {
      found.delete(item);
      if (found.size > 0) return false;
    } else if (found !== item) return false;
    return this.#items.delete(tag);
  }

  /** The items of a tag; the one at hand may be taken away meanwhile. */
  of(tag: string): Iterable<T> {
    const found = this.#items.get(tag);
    if (found instanceof Set) return found;
    return found === undefined ? [] : [found];
  }

  tags(): string[] {
    return [...this.#items.keys()];
  }
}
