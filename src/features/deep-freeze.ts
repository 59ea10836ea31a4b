import { nodeModules } from '../util/node-modules.js';
import { isOverflow } from '../util/untrusted.js';

/**
 * Freezes a value and everything it holds, so that a mutation throws where it is attempted. Maps, Sets and
 * Dates, of any realm, get methods that throw instead of those that change them. Functions, and typed arrays
 * (which JavaScript cannot freeze), stay as they are.
 */
export function deepFreeze(value: unknown): void {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    try {
      freezeOne(next, open);
    } catch (error) {
      // Half frozen, a value must not be kept.
      if (isOverflow(error)) throw error;
      // A proxy that will not be frozen is its owner's business.
    }
  }
}

function freezeOne(value: object, open: unknown[]): void {
  if (ArrayBuffer.isView(value)) return;
  for (const part of partsOf(value)) open.push(part);
  freezeAlone(value);
  for (const key of Reflect.ownKeys(value)) open.push(Object.getOwnPropertyDescriptor(value, key)?.value);
}

/** What a Map or a Set holds, by the methods of Map and Set themselves: a derived class may have others. */
function partsOf(value: object): Iterable<unknown> {
  const { types } = nodeModules.util;
  if (types.isMap(value)) return [...Map.prototype.keys.call(value), ...Map.prototype.values.call(value)];
  return types.isSet(value) ? Set.prototype.values.call(value) : [];
}

/** Freezes one object, and not what it holds. */
export function freezeAlone(value: object): void {
  if (Object.isExtensible(value)) {
    for (const name of changingMethods(value))
      Object.defineProperty(value, name, { value: refuse, enumerable: false });
  }
  Object.freeze(value);
}

/** The methods that change what an object keeps inside, out of reach of a freeze. */
function changingMethods(value: object): readonly string[] {
  const { types } = nodeModules.util;
  if (types.isMap(value)) return MAP_CHANGES;
  if (types.isSet(value)) return SET_CHANGES;
  return types.isDate(value) ? DATE_CHANGES : [];
}

const MAP_CHANGES = ['set', 'delete', 'clear', 'getOrInsert', 'getOrInsertComputed'];
const SET_CHANGES = ['add', 'delete', 'clear'];
const DATE_CHANGES = Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith('set'));

function refuse(this: unknown): never {
  throw new TypeError(
    `Cannot change a ${(this as object).constructor.name} that a cache hands out frozen: copy it first.`,
  );
}
