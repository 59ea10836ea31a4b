import { nodeModules } from './node-modules.js';

/**
 * The entries of a Map, and the items of a Set as pairs; nothing of any other object. By the methods of Map
 * and Set themselves, as a derived class may have others.
 */
export function contentsOf(value: object): Iterable<[key: unknown, item: unknown]> {
  const { types } = nodeModules.util;
  if (types.isMap(value)) return Map.prototype.entries.call(value);
  return types.isSet(value) ? Set.prototype.entries.call(value) : [];
}
