/** An object with more properties than this is listed only once. */
const FEW = 100;

/** The most names of a large object that are remembered. */
const MOST_REMEMBERED = 1_000;

/** The names of an object's own properties: the first of them, and how many there are. */
export interface Names {
  readonly first: readonly string[];
  readonly count: number;
}

/** Large objects that have been listed, as V8 cannot cut an enumeration short. */
const large = new WeakMap<object, Names>();

/**
 * The names of an object's own enumerable properties; of a large one as they were when they were listed
 * first.
 */
export function namesOf(value: object): Names {
  const known = large.get(value);
  if (known !== undefined) return known;
  const names = Object.keys(value);
  const { length } = names;
  if (length <= FEW) return { first: names, count: length };
  const listed = { first: names.slice(0, MOST_REMEMBERED), count: length };
  large.set(value, listed);
  return listed;
}

/** What an own data property has; undefined where there is none, or a getter, which is not run. */
export function dataOf(value: object, name: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
