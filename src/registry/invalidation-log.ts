import { Part } from './container.js';

/**
 * Which targets `@RetryAfterInvalidate` has invalidated, and in what order: calls that fail together must not
 * each throw away what the first of them has renewed.
 */
export class InvalidationLog {
  /** Grows with every invalidation; a call notes it when it begins. */
  now = 0;
  readonly #last = new WeakMap<object, WeakMap<object, number>>();

  /**
   * Notes that a target is invalidated: what one owner has of it. False where that was done since a call had
   * begun, so that it may be new by now.
   */
  noteOnce(target: object, owner: object, since: number): boolean {
    const byOwner = this.#last.get(target) ?? new WeakMap<object, number>();
    if ((byOwner.get(owner) ?? 0) > since) return false;
    this.#last.set(target, byOwner.set(owner, ++this.now));
    return true;
  }
}

export const invalidations: Part<InvalidationLog> = /* @__PURE__ */ new Part(
  'invalidations',
  () => new InvalidationLog(),
);
