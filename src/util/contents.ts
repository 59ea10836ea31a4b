import * as node from './node-modules.js';

/**
 * The entries of a Map, and the items of a Set as pairs; nothing of any other object. By the methods of Map
 * and Set themselves, as a derived class may have others.
 */
export function contentsOf(value: object): Iterable<[key: unknown, item: unknown]> {
  const types = node.types();
  if (types.isMap(value)) return Map.prototype.entries.call(value);
  return types.isSet(value) ? Set.prototype.entries.call(value) : [];
}

/**
 * An item of an array that may be of any kind. By a method: V8's optimized code for `array[index]` turns an
 * array of fractions into one of boxed numbers, three times as large, where it has seen other arrays.
 */
export function itemAt(array: readonly unknown[], index: number): unknown {
  return Array.prototype.at.call(array, index);
}
