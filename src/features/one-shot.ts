import { namesOf } from '../util/names.js';
import { nodeModules } from '../util/node-modules.js';
import { isOverflow } from '../util/untrusted.js';
import { isData } from './one-shot-glance.js';
import { isPlain, isTelling, kindAlone } from './one-shot-kinds.js';

/** How many steps away from a result one-shot parts are looked for, and among how many parts. */
const MOST_STEPS = 3;
const MOST_PARTS = 1_000;

/**
 * What a result is, or has in it, that can be read only once; undefined for one that may be kept and shared.
 * Runs no getters.
 */
export function oneShotKind(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isData(value, MOST_STEPS)) return undefined;
  return new Search().run(value);
}

/** One object that a result consists of, and the way to it. */
interface Part {
  readonly value: object;
  readonly isPlain: boolean;
  /** The property or index that holds it; undefined in a Map or a Set. */
  readonly step: PropertyKey | undefined;
  readonly from: Part | undefined;
}

/**
 * A look through one result, the nearest parts first; among them, what may be long comes last, so that it
 * hides nothing beside it.
 */
class Search {
  /** What the parts of this level have in them. */
  #next: Part[] = [];
  #longer: Part[] = [];
  #left = 1;

  run(result: object): string | undefined {
    this.#note(result, undefined, undefined);
    this.#left = MOST_PARTS;
    for (let steps = 0; ; steps++) {
      const level = this.#longer.length === 0 ? this.#next : [...this.#next, ...this.#longer];
      if (level.length === 0) return undefined;
      this.#next = [];
      this.#longer = [];
      for (const part of level) {
        const kind = this.#examined(part, steps < MOST_STEPS);
        if (kind !== undefined) return steps === 0 ? kind : described(kind, part);
      }
    }
  }

  /** Puts a part on the list for the next level. */
  #note(value: unknown, step: PropertyKey | undefined, from: Part | undefined): void {
    this.#left--;
    if (typeof value !== 'object' || value === null) return;
    try {
      if (!Array.isArray(value) && isPlain(value)) this.#next.push({ value, isPlain: true, step, from });
      else this.#longer.push({ value, isPlain: false, step, from });
    } catch (error) {
      if (isOverflow(error)) throw error;
      // A proxy that throws at every question is nothing we know; what it is worth is its owner's business.
    }
  }

  /** What a part itself is; notes what it has in it. */
  #examined(part: Part, isOpened: boolean): string | undefined {
    const { value } = part;
    try {
      if (!isOpened) return kindAlone(value);
      if (part.isPlain) return this.#open(part);
      if (Array.isArray(value)) return this.#openItems(part, value);
      return kindAlone(value) ?? this.#openOther(part);
    } catch (error) {
      if (isOverflow(error)) throw error;
      return undefined;
    }
  }

  #openItems(part: Part, items: readonly unknown[]): undefined {
    for (let index = 0; index < items.length && this.#left > 0; index++)
      this.#note(items[index], index, part);
  }

  /** Notes the properties of an object, unless one of its own tells what it is. */
  #open(part: Part): string | undefined {
    const { value } = part;
    const { first } = namesOf(value);
    for (let index = 0; index < first.length && this.#left > 0; index++) {
      const name = first[index] as string;
      const kind = isTelling(name) ? kindAlone(value) : undefined;
      if (kind !== undefined) return kind;
      this.#note(Object.getOwnPropertyDescriptor(value, name)?.value, name, part);
    }
    return Symbol.asyncIterator in value ? kindAlone(value) : undefined;
  }

  /** Notes what is in a part that is iterable, or has something telling that turned out to mean nothing. */
  #openOther(part: Part): string | undefined {
    const { types } = nodeModules.util;
    const { value } = part;
    if (ArrayBuffer.isView(value)) return undefined;
    // By the methods of Map and Set themselves: a derived class may have others.
    if (types.isMap(value)) this.#openEntries(part, Map.prototype.entries.call(value));
    if (types.isSet(value)) this.#openEntries(part, Set.prototype.entries.call(value));
    return this.#open(part);
  }

  #openEntries(part: Part, entries: Iterable<[unknown, unknown]>): void {
    for (const [key, item] of entries) {
      if (this.#left <= 0) return;
      this.#note(item, undefined, part);
      if (key !== item && typeof key === 'object') this.#note(key, undefined, part);
    }
  }
}

/**
 * Names the way to a part as far as it goes through properties and items; what lies in a Map or a Set is
 * named by nothing of its own.
 */
function described(kind: string, found: Part): string {
  let path = '';
  let result = found;
  for (; result.from !== undefined; result = result.from)
    path = result.step === undefined ? '' : stepped(result.step) + path;
  const where =
    path === ''
      ? 'it'
      : `its ${Array.isArray(result.value) ? 'item' : 'property'} '${path.replace(/^\./, '')}'`;
  return `${wholeOf(result.value)} with ${kind} in ${where}`;
}

function stepped(step: PropertyKey): string {
  return typeof step === 'string' ? `.${step}` : `[${String(step)}]`;
}

function wholeOf(value: object): string {
  const { types } = nodeModules.util;
  if (Array.isArray(value)) return 'an array';
  if (types.isMap(value)) return 'a Map';
  return types.isSet(value) ? 'a Set' : 'an object';
}
