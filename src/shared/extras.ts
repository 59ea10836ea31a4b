import { type InspectOptions, inspect } from 'node:util';

/**
 * True where a Map, Set, Date or similar object has properties of its own, which V8 does not write. The
 * methods by which `values: 'frozen'` keeps it from being changed are none: who reads it freezes it anew.
 */
export function hasExtras(value: object): boolean {
  const names = Reflect.ownKeys(value);
  return names.length > 0 && !(Object.isFrozen(value) && areRefusals(value, names));
}

/** True where one hidden function stands in the place of several methods. */
function areRefusals(value: object, names: readonly PropertyKey[]): boolean {
  const properties = names.map((name) => Object.getOwnPropertyDescriptor(value, name));
  const refuse: unknown = properties[0]?.value;
  const isInherited = Object.hasOwn(Object.getPrototypeOf(value), names[0] as PropertyKey);
  if (!isInherited || names.length < 3 || typeof refuse !== 'function') return false;
  return properties.every((property) => property?.value === refuse && !property.enumerable);
}

/** Node's inspection down to the properties that an array or a typed array has beside its items. */
const BESIDE_ITEMS: InspectOptions = {
  showHidden: true,
  depth: 0,
  maxArrayLength: 0,
  maxStringLength: 0,
  customInspect: false,
  getters: false,
};

/**
 * True where an array or a typed array shows nothing beside its items: as much as `twin`, which has nothing.
 * JavaScript has no other way to see that than to list the indexes of all items.
 */
export function isBare(value: object, twin: object): boolean {
  try {
    return inspect(value, BESIDE_ITEMS) === inspect(twin, BESIDE_ITEMS);
  } catch {
    // Something is there, and cannot be written as text.
    return false;
  }
}
