import { Part } from './container.js';

/**
 * Which targets `@RetryAfterInvalidate` has invalidated, and in what order: calls that fail together must not
 * each throw away what the first of them has renewed.
 */
export class InvalidationLog {
  /** Grows with every invalidation; a call notes it when it begins. */
  now = 0;
  readonly #last = new WeakMap<object, WeakMap<object, number>>();

  /** Notes that a target was invalidated: what one owner has of it. */
  note(target: object, owner: object): void {
    const byOwner = this.#last.get(target) ?? new WeakMap<object, number>();
    this.#last.set(target, byOwner.set(owner, ++this.now));
  }

  /** True when that was invalidated after a call had begun. */
  wasInvalidatedSince(since: number, target: object, owner: object): boolean {
    return (this.#last.get(target)?.get(owner) ?? 0) > since;
  }
}

export const invalidations: Part<InvalidationLog> = /* @__PURE__ */ new Part(
  'invalidations',
  () => new InvalidationLog(),
);
