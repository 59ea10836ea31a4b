import { itemAt } from '../util/contents.js';
import { isShortName } from './built-ins.js';
import { isBare } from './extras.js';

/** What an object consists of: its parts that are no primitives, each with its position among all. */
export class Contents {
  readonly parts: unknown[] = [];
  readonly positions: number[] = [];

  /** `step` writes the step of a path to the part at a position. */
  constructor(readonly step: (position: number) => string) {}

  /** Adds a part, unless it is a primitive that V8 writes as it is. */
  add(part: unknown, position: number): void {
    const isObject = typeof part === 'object' && part !== null;
    if (!isObject && typeof part !== 'function' && typeof part !== 'symbol') return;
    this.parts.push(part);
    this.positions.push(position);
  }
}

/** The contents of what has no parts. */
export const PARTLESS = new Contents(String);

/** Stands for a part that cannot be stored because of the way in which it is held. */
export class Unfit {
  readonly #reason: string;

  constructor(reason: string) {
    this.#reason = reason;
  }

  /** The reason, of one of these; undefined for what a value consists of. Asks no proxy. */
  static reasonOf(part: object): string | undefined {
    return #reason in part ? part.#reason : undefined;
  }
}

const BY_SYMBOL = new Unfit('a property named by a symbol');
const HIDDEN = new Unfit('a property that is not enumerable');
const ACCESSOR = new Unfit('a getter or setter');

/** What properties hold; the first `items` of the names are indexes of an array. Runs no getters. */
export function propertiesOf(value: object, names: readonly PropertyKey[], items = 0): Contents {
  const contents = new Contents((at) =>
    at < items ? `[${String(names[at])}]` : stepTo(names[at] as PropertyKey, at - items),
  );
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as PropertyKey;
    contents.add(typeof name === 'symbol' ? BY_SYMBOL : dataOf(value, name), at);
  }
  return contents;
}

function dataOf(value: object, name: PropertyKey): unknown {
  const property = Object.getOwnPropertyDescriptor(value, name);
  if (property === undefined || property.get !== undefined || property.set !== undefined) return ACCESSOR;
  return property.enumerable ? property.value : HIDDEN;
}

/** By name only where that is a short identifier: others are data more often than not. */
function stepTo(name: PropertyKey, position: number): string {
  return typeof name === 'string' && isShortName(name) ? `.${name}` : `<property ${position}>`;
}

/** The longest array whose names are listed; of a longer one it is faster to see that it has only items. */
const FEW_ITEMS = 64;

/** The items of an array, and what it has beside them. */
export function itemsOf(array: readonly unknown[]): Contents {
  const items = array.length > FEW_ITEMS ? plainItemsOf(array) : undefined;
  if (items !== undefined) return items;
  const names = Reflect.ownKeys(array);
  const count = names.indexOf('length');
  names.splice(count, 1);
  return propertiesOf(array, names, count);
}

/** A method as old as the web, and by far the fastest way to see that an item is no getter. */
const getterOf: unknown = Reflect.get(Object.prototype, '__lookupGetter__');

/** The items of an array that has an item at each index, and nothing else; undefined for any other. */
function plainItemsOf(array: readonly unknown[]): Contents | undefined {
  const empty: unknown[] = [];
  empty.length = array.length;
  if (typeof getterOf !== 'function' || !isBare(array, empty)) return undefined;
  const contents = new Contents((index) => `[${index}]`);
  for (let index = 0; index < array.length; index++) {
    const item = getterOf.call(array, index) === undefined ? itemAt(array, index) : undefined;
    if (item === undefined) return undefined;
    contents.add(item, index);
  }
  return contents;
}

/** The keys and values of a Map, by turns. */
export function entriesOf(map: ReadonlyMap<unknown, unknown>): Contents {
  const list: unknown[] = [];
  Map.prototype.forEach.call(map, (value, key) => list.push(key, value));
  return partsOf(list, (at) => `<${at % 2 === 0 ? 'key' : 'value'} ${at >> 1}>`);
}

/** The members of a Set. */
export function membersOf(set: ReadonlySet<unknown>): Contents {
  const list: unknown[] = [];
  Set.prototype.forEach.call(set, (member) => list.push(member));
  return partsOf(list, (at) => `<member ${at}>`);
}

/** What a list holds. */
export function partsOf(list: readonly unknown[], step: (position: number) => string): Contents {
  const contents = new Contents(step);
  for (let at = 0; at < list.length; at++) contents.add(list[at], at);
  return contents;
}
