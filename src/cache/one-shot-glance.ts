import { isPlain, isTelling } from './one-shot-kinds.js';

/** How many parts a glance takes in; what has more is searched. */
const MOST_GLANCED = 100;

let left = 0;
/** The last object with so many properties that they are not to be listed twice. */
let large: { readonly value: object; readonly names: readonly string[] } | undefined;

/**
 * True for what is seen at a glance to be data, as most results are: plain objects, arrays and what is no object, as many steps deep. False says only that
 * a search is needed. Runs no getters.
 */
export function isData(value: object, steps: number): boolean {
  left = MOST_GLANCED;
  try {
    return holdsData(value, steps);
  } catch {
    // A proxy that throws at every question.
    return false;
  }
}

function holdsData(value: object, steps: number): boolean {
  if (Array.isArray(value)) return steps === 0 || holdsItems(value, steps);
  if (!isPlain(value) || Symbol.asyncIterator in value) return false;
  const names = namesOf(value);
  left -= names.length;
  if (left < 0) return false;
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    if (isTelling(name)) return false;
    if (steps > 0 && !isDataPart(Object.getOwnPropertyDescriptor(value, name)?.value, steps - 1)) return false;
  }
  return true;
}

function holdsItems(items: readonly unknown[], steps: number): boolean {
  left -= items.length;
  if (left < 0) return false;
  for (let index = 0; index < items.length; index++) if (!isDataPart(items[index], steps - 1)) return false;
  return true;
}

function isDataPart(part: unknown, steps: number): boolean {
  return typeof part !== 'object' || part === null || holdsData(part, steps);
}

/** The names of an object's own properties; of a large one they are remembered, as V8 cannot cut an enumeration short. */
export function namesOf(value: object): readonly string[] {
  if (large?.value === value) return large.names;
  const names = Object.keys(value);
  if (names.length > MOST_GLANCED) large = { value, names };
  return names;
}

/** Lets go of what is remembered. */
export function forgetNames(): void {
  large = undefined;
}
