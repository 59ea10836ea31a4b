import { contentsOf } from '../util/contents.js';
import { isObject } from '../util/guards.js';
import { dataOf } from '../util/names.js';
import * as node from '../util/node-modules.js';
import { passOverflow } from '../util/untrusted.js';

/**
 * Freezes a value and everything it holds, so that a mutation throws where it is attempted. Maps, Sets and
 * Dates, of any realm, get methods that throw instead of those that change them. Functions, and typed arrays
 * (which JavaScript cannot freeze), stay as they are.
 */
export function deepFreeze(value: unknown): void {
  // A loop over a Set comes to what is added meanwhile.
  const parts = new Set<object>();
  const add = (part: unknown): void => {
    if (isObject(part) && !ArrayBuffer.isView(part)) parts.add(part);
  };
  add(value);
  for (const part of parts) {
    try {
      for (const pair of contentsOf(part)) pair.forEach(add);
      freezeAlone(part);
      for (const name of Reflect.ownKeys(part)) add(dataOf(part, name));
    } catch (error) {
      // Half frozen, a value must not be kept; a proxy that will not be frozen is its owner's business.
      passOverflow(error);
    }
  }
}

/** Freezes one object, and not what it holds. */
export function freezeAlone(value: object): void {
  const types = node.types();
  // These methods change what is kept inside, out of reach of a freeze.
  const methods = types.isMap(value)
    ? ['set', 'delete', 'clear', 'getOrInsert', 'getOrInsertComputed']
    : types.isSet(value)
      ? ['add', 'delete', 'clear']
      : types.isDate(value)
        ? Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith('set'))
        : [];
  if (Object.isExtensible(value))
    for (const name of methods) Object.defineProperty(value, name, { value: refuse });
  Object.freeze(value);
}

function refuse(this: object): never {
  throw new TypeError(
    `Cannot change a ${this.constructor.name} that a cache hands out frozen: copy it first.`,
  );
}
