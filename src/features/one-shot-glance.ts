import { itemAt } from '../util/contents.js';
import { dataOf, namesOf } from '../util/names.js';
import { TELLING } from './one-shot-kind.js';

/** How many parts a glance takes in; what has more is searched. */
const MOST_GLANCED = 100;

let left = 0;

/**
 * True for what is seen at a glance to be data, as most results are: plain objects, arrays and primitives, so
 * many steps deep. False says only that a search is needed. Runs no getters.
 */
export function isData(value: object, steps: number): boolean {
  left = MOST_GLANCED;
  try {
    return isDataPart(value, steps);
  } catch {
    // A proxy that throws at every question.
    return false;
  }
}

function isDataPart(part: unknown, steps: number): boolean {
  if (typeof part !== 'object' || part === null) return true;
  const items = Array.isArray(part) ? part : undefined;
  if (items !== undefined && steps === 0) return true;
  // The names of a Buffer are all of its indices.
  if (ArrayBuffer.isView(part)) return false;
  const names = items === undefined ? namesOf(part).first : [];
  left -= items === undefined ? names.length : items.length;
  if (left < 0) return false;
  if (items !== undefined) return holdsData(items, steps - 1);
  const prototype: unknown = Object.getPrototypeOf(part);
  if ((prototype !== Object.prototype && prototype !== null) || Symbol.asyncIterator in part) return false;
  for (const name of names) {
    if (TELLING.has(name)) return false;
    if (steps > 0 && !isDataPart(dataOf(part, name), steps - 1)) return false;
  }
  return true;
}

function holdsData(items: readonly unknown[], steps: number): boolean {
  for (let index = 0; index < items.length; index++)
    if (!isDataPart(itemAt(items, index), steps)) return false;
  return true;
}
