import { contentsOf, itemAt } from '../util/contents.js';
import { isObject } from '../util/guards.js';
import { dataOf, namesOf } from '../util/names.js';
import * as node from '../util/node-modules.js';
import { passOverflow } from '../util/untrusted.js';
import { isData } from './one-shot-glance.js';
import { oneShotKind, TELLING } from './one-shot-kind.js';

/** How many steps away from a result one-shot parts are looked for, and among how many parts. */
const MOST_STEPS = 3;
const MOST_PARTS = 1_000;

/** One object that a result consists of, and the way to it. */
interface Part {
  readonly value: object;
  readonly steps: number;
  /** The property or index that holds it; undefined in a Map or a Set. */
  readonly step: string | number | undefined;
  readonly from: Part | undefined;
}

/** A look through one result: the parts still to be opened, and how many more may be looked at. */
interface Search {
  readonly near: Part[];
  readonly long: Part[];
  left: number;
  found: string | undefined;
}

/**
 * What a result is, or has in it, that can be read only once; undefined for one that may be kept and shared.
 * Looks at the nearest parts first, and into what may be long last. Runs no getters.
 */
export function oneShotIn(result: unknown): string | undefined {
  if (!isObject(result) || isData(result, MOST_STEPS)) return undefined;
  const search: Search = { near: [], long: [], left: MOST_PARTS + 1, found: undefined };
  look(search, result, undefined, undefined);
  while (search.found === undefined && search.left > 0) {
    const part = search.near.shift() ?? search.long.shift();
    if (part === undefined) break;
    try {
      open(search, part);
    } catch (error) {
      passOverflow(error);
    }
  }
  return search.found;
}

/** Looks at a part, and puts it on the list of those to be opened. */
function look(
  search: Search,
  value: unknown,
  step: string | number | undefined,
  from: Part | undefined,
): void {
  search.left--;
  if (!isObject(value)) return;
  const part = { value, steps: from === undefined ? 0 : from.steps + 1, step, from };
  const isOpened = part.steps < MOST_STEPS;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    // What a plain object has itself is seen when it is opened.
    const isPlain = isOpened && (prototype === Object.prototype || prototype === null);
    if (!isPlain && !Array.isArray(value)) judge(search, part);
    if (isOpened) (isPlain || !(Symbol.iterator in value) ? search.near : search.long).push(part);
  } catch (error) {
    // A proxy that throws at every question is nothing we know; what it is worth is its owner's business.
    passOverflow(error);
  }
}

function judge(search: Search, part: Part): void {
  const kind = oneShotKind(part.value);
  if (kind !== undefined) search.found ??= part.from === undefined ? kind : described(kind, part);
}

/** Looks at what is in a part. */
function open(search: Search, part: Part): void {
  const { value } = part;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && search.left > 0; index++)
      look(search, itemAt(value, index), index, part);
    return;
  }
  if (ArrayBuffer.isView(value)) return;
  for (const [key, item] of contentsOf(value)) {
    if (search.left <= 0) return;
    look(search, item, undefined, part);
    if (key !== item && typeof key === 'object') look(search, key, undefined, part);
  }
  if (Symbol.asyncIterator in value) judge(search, part);
  for (const name of namesOf(value).first) {
    if (search.left <= 0) return;
    if (TELLING.has(name)) judge(search, part);
    look(search, dataOf(value, name), name, part);
  }
}

/**
 * Names the way to a part as far as it goes through properties and items; what lies in a Map or a Set is
 * named by nothing of its own.
 */
function described(kind: string, found: Part): string {
  let path = '';
  let whole = found;
  for (; whole.from !== undefined; whole = whole.from) {
    const { step } = whole;
    path = step === undefined ? '' : (typeof step === 'string' ? `.${step}` : `[${step}]`) + path;
  }
  const types = node.types();
  const { value } = whole;
  const [what, part] = Array.isArray(value)
    ? ['an array', 'item']
    : [types.isMap(value) ? 'a Map' : types.isSet(value) ? 'a Set' : 'an object', 'property'];
  const where = path === '' ? 'it' : `its ${part} '${path.startsWith('.') ? path.slice(1) : path}'`;
  return `${what} with ${kind} in ${where}`;
}
