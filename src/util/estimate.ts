import { contentsOf, itemAt } from './contents.js';
import { namesOf } from './names.js';
import * as node from './node-modules.js';
import { BYTES_OF_ERROR, bytesOfPrimitive, bytesOfString, bytesOfTable, capacityOf, WORD } from './sizes.js';
import { passOverflow } from './untrusted.js';

/** Objects and items of one value that are looked at; of a larger one the rest is guessed from a sample. */
const MOST_PLACES = 2_000;
/** Of a longer collection so many items are looked at, at least and at most. */
const [FEW_ITEMS, MANY_ITEMS] = [24, 128];
/** The symbols of an object with more properties are not looked for. */
const MOST_NAMES = 1_000;
/** Strings up to this length are shared by all who parse them; very long ones are hardly ever twice there. */
const [SHORT, LONG] = [10, 256];

/**
 * About how many bytes of the heap a value takes, buffers outside of it included: what is shared within it
 * counts once, what it only refers to (a prototype, the surroundings of a function) not at all. Runs no
 * getters. The work is bounded.
 */
export function estimateBytes(value: unknown): number {
  if (typeof value === 'string') return WORD + bytesOfString(value);
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return WORD + bytesOfPrimitive(value);
  return new Look().through(value);
}

/** A look through one value: its objects, each with how many others it stands for. */
class Look {
  readonly #seen = new Set<unknown>();
  readonly #open: object[] = [];
  readonly #factors: number[] = [];
  #left = MOST_PLACES;
  /** What an item of the object at hand stands for. */
  #factor = 1;

  through(value: object): number {
    this.#note(value);
    const open = this.#open;
    let [bytes, looked, at] = [WORD, 0, 0];
    for (; at < open.length && this.#left > 0; at++) {
      const factor = this.#factors[at] as number;
      this.#left--;
      this.#factor = factor;
      const own = this.#bytesOf(open[at] as object, open.length - at);
      looked += own;
      bytes += own * factor;
    }
    // The nearest parts have been looked at: the others are taken to be like them.
    for (const average = looked / at; at < open.length; at++)
      bytes += average * (this.#factors[at] as number);
    return Math.ceil(bytes);
  }

  /** What an object takes itself, with the strings and numbers in it; its objects are put on the list. */
  #bytesOf(value: object, pending: number): number {
    try {
      if (Array.isArray(value)) return 48 + this.#bytesOfArray(value, pending) + this.#bytesOfExtras(value);
      if (ArrayBuffer.isView(value)) return 176 + this.#bytesOfBuffer(value);
      const types = node.types();
      if (types.isAnyArrayBuffer(value)) return 120 + value.byteLength;
      return this.#bytesOfObject(value, pending, types);
    } catch (error) {
      passOverflow(error);
      // A proxy that cannot be asked, such as a revoked one.
      return 64;
    }
  }

  #bytesOfArray(value: readonly unknown[], pending: number): number {
    const { length } = value;
    const most = this.#share(length, pending);
    const step = length / most;
    const items: unknown[] = [];
    for (let index = 0; index < most; index++) items.push(itemAt(value, pick(index, step)));
    // Numbers among themselves need no boxes. An array that has grown has room for more.
    const inside = items.every((item) => typeof item === 'number') ? 0 : this.#bytesOfItems(items, step);
    return length * WORD * 1.1 + inside;
  }

  #bytesOfObject(value: object, pending: number, types: ReturnType<typeof node.types>): number {
    const isMap = types.isMap(value);
    if (isMap || types.isSet(value)) {
      const { size } = value as Map<unknown, unknown> | Set<unknown>;
      const most = this.#share(size, pending);
      const items: unknown[] = [];
      for (const [key, item] of contentsOf(value)) {
        if (items.length >= (isMap ? 2 : 1) * most) break;
        items.push(item);
        if (isMap) items.push(key);
      }
      return (
        72 +
        capacityOf(size) * (isMap ? 28 : 20) +
        this.#bytesOfItems(items, size / Math.max(most, 1)) +
        this.#bytesOfExtras(value)
      );
    }
    if (types.isDate(value)) return 112 + this.#bytesOfExtras(value);
    if (typeof value === 'function') return 72 + this.#bytesOfExtras(value);
    if (types.isNativeError(value))
      return (
        BYTES_OF_ERROR +
        this.#bytesOfNames(value, ['message', 'cause', 'errors'], 1) +
        this.#bytesOfExtras(value)
      );
    const { first, count } = namesOf(value);
    const most = this.#share(first.length, pending);
    const step = first.length / Math.max(most, 1);
    const names = most === first.length ? first : first.filter((_, index) => Math.floor(index % step) === 0);
    const all = count / Math.max(names.length, 1);
    const table = bytesOfTable(count, names, all);
    // To list symbols V8 walks over all names: not of a large dictionary.
    const symbols = count > MOST_NAMES ? 0 : this.#bytesOfSymbols(value);
    return 24 + count * WORD + table + this.#bytesOfNames(value, names, all) + symbols;
  }

  /** The properties that an array, a Map or another special object has beside its contents. */
  #bytesOfExtras(value: object): number {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return 0;
    const { first } = namesOf(value);
    return first.length * WORD + this.#bytesOfNames(value, first.slice(0, FEW_ITEMS), 1);
  }

  #bytesOfSymbols(value: object): number {
    let bytes = 0;
    for (const symbol of Object.getOwnPropertySymbols(value).slice(0, FEW_ITEMS))
      bytes += WORD + this.#note(Object.getOwnPropertyDescriptor(value, symbol)?.value);
    return bytes;
  }

  /** What data properties take, each of which stands for so many. */
  #bytesOfNames(value: object, names: readonly string[], step: number): number {
    const items = names.map((name) => Object.getOwnPropertyDescriptor(value, name)?.value as unknown);
    return this.#bytesOfItems(items, step);
  }

  /** What items take, each of which stands for so many unless they are the same ones again. */
  #bytesOfItems(items: readonly unknown[], step: number): number {
    this.#left -= items.length / 4;
    const factor = this.#factor;
    const spread =
      step <= 1 || items.length < 2
        ? step
        : 1 + ((step - 1) * (new Set(items).size - 1)) / (items.length - 1);
    let bytes = 0;
    this.#factor = factor * spread;
    for (const item of items) bytes += this.#note(item);
    this.#factor = factor;
    return bytes * spread;
  }

  /** What an item takes beside the word that refers to it; an object is put on the list. */
  #note(item: unknown): number {
    if (typeof item === 'string') {
      if (item.length > SHORT && item.length < LONG) return bytesOfString(item);
      return this.#isNew(item) ? bytesOfString(item) : 0;
    }
    if ((typeof item !== 'object' && typeof item !== 'function') || item === null)
      return bytesOfPrimitive(item);
    if (this.#isNew(item)) {
      this.#open.push(item);
      this.#factors.push(this.#factor);
    }
    return 0;
  }

  #isNew(item: unknown): boolean {
    const { size } = this.#seen;
    return this.#seen.add(item).size > size;
  }

  /** How many of so many items are looked at, while as many objects wait. */
  #share(length: number, pending: number): number {
    const share = 3 * Math.sqrt(this.#left / pending);
    return Math.min(length, Math.round(Math.min(Math.max(share, FEW_ITEMS), MANY_ITEMS)));
  }

  /** What a view keeps alive: its whole buffer. Node's present pool is shared by many small ones. */
  #bytesOfBuffer({ buffer, byteLength }: ArrayBufferView): number {
    const { poolSize } = Buffer;
    // From Node 26 on it is a little larger than its size, to be aligned.
    const isLikeIt = buffer.byteLength >= poolSize && buffer.byteLength < 2 * poolSize;
    if (isLikeIt && byteLength < poolSize / 2 && Buffer.allocUnsafe(1).buffer === buffer) return byteLength;
    return this.#isNew(buffer) ? buffer.byteLength : 0;
  }
}

/** The index of an item in a sample: one of each step, not always in the same place. */
function pick(index: number, step: number): number {
  return Math.floor((index + ((index * 0.618) % 1)) * step);
}
