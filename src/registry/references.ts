import { isReference } from '../util/guards.js';
import { Part } from './container.js';

/**
 * Objects that only stand for another one, such as tsyringe's delayed references: what belongs to that one is
 * theirs as well.
 */
export class References {
  readonly #targets = new WeakMap<object, () => unknown>();

  /** Notes that an object stands for what a function gives, whenever it is asked. */
  add(reference: object, target: () => unknown): void {
    this.#targets.set(reference, target);
  }

  /** What an object stands for, in the end: itself in most cases. */
  readonly referentOf = (self: object): object => {
    const target = this.#targets.get(self)?.();
    return isReference(target) ? this.referentOf(target) : self;
  };
}

export const references: Part<References> = /* @__PURE__ */ new Part('references', (container) => {
  const made = new References();
  container.referentOf = made.referentOf;
  return made;
});
