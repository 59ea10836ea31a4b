import { namesOf } from '../util/names.js';
import { isPlain, isTelling } from './one-shot-kinds.js';

/** How many parts a glance takes in; what has more is searched. */
const MOST_GLANCED = 100;

let left = 0;
/**
 * True for what is seen at a glance to be data, as most results are: plain objects, arrays and what is no
 * object, as many steps deep. False says only that a search is needed. Runs no getters.
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
  const { first, count } = namesOf(value);
  left -= count;
  if (left < 0) return false;
  for (let index = 0; index < first.length; index++) {
    const name = first[index] as string;
    if (isTelling(name)) return false;
    if (steps > 0 && !isDataPart(Object.getOwnPropertyDescriptor(value, name)?.value, steps - 1))
      return false;
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
