import { contentsOf, itemAt } from './contents.js';
import { isReference } from './guards.js';
import { dataOf, namesOf } from './names.js';
import * as node from './node-modules.js';
import { BYTES_OF_ERROR, bytesOfLeaf, bytesOfString, bytesOfTable, capacityOf, WORD } from './sizes.js';
import { passOverflow } from './untrusted.js';

/** Objects and items of one value that are looked at; of a larger one the rest is guessed from a sample. */
const MOST_PLACES = 2_000;
/** How many items of a longer collection are looked at, at least and at most. */
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
  return WORD + (isReference(value) ? new Look().through(value) : bytesOfLeaf(value));
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
    let [bytes, looked] = [0, 0];
    for (let at = 0; at < open.length; at++) {
      const factor = this.#factors[at] as number;
      this.#factor = factor;
      // When enough have been looked at, which are the nearest, the others are taken to be like them.
      const own = this.#left > 0 ? this.#bytesOf(open[at] as object, open.length - at) : looked / at;
      this.#left--;
      looked += own;
      bytes += own * factor;
    }
    return Math.ceil(bytes);
  }

  /** What an object takes itself, with the strings and numbers in it; its objects are put on the list. */
  #bytesOf(value: object, pending: number): number {
    try {
      const types = node.types();
      if (Array.isArray(value)) return 48 + this.#bytesOfArray(value, pending);
      if (ArrayBuffer.isView(value)) return 176 + this.#bytesOfBuffer(value);
      if (types.isAnyArrayBuffer(value)) return 120 + value.byteLength;
      const isMap = types.isMap(value);
      if (isMap || types.isSet(value))
        return 72 + this.#bytesOfCollection(value, isMap, pending) + this.#bytesOfExtras(value);
      if (types.isDate(value)) return 112 + this.#bytesOfExtras(value);
      if (typeof value === 'function') return 72 + this.#bytesOfExtras(value);
      if (!types.isNativeError(value)) return 24 + this.#bytesOfPlain(value, pending);
      const contents = this.#bytesOfProperties(value, ['message', 'cause', 'errors']);
      return BYTES_OF_ERROR + contents + this.#bytesOfExtras(value);
    } catch (error) {
      passOverflow(error);
      // A proxy that cannot be asked, such as a revoked one.
      return 64;
    }
  }

  #bytesOfArray(value: readonly unknown[], pending: number): number {
    const { length } = value;
    const items = this.#sample(value, pending);
    // Numbers among themselves need no boxes. An array that has grown has room for more.
    const inside = items.every((item) => typeof item === 'number') ? 0 : this.#bytesOfItems(items, length);
    return length * WORD * 1.1 + inside;
  }

  #bytesOfCollection(value: Map<unknown, unknown> | Set<unknown>, isMap: boolean, pending: number): number {
    const { size } = value;
    const width = isMap ? 2 : 1;
    const most = this.#share(size, pending) * width;
    const items: unknown[] = [];
    for (const [key, item] of contentsOf(value)) {
      if (items.length >= most) break;
      items.push(item);
      if (isMap) items.push(key);
    }
    return capacityOf(size) * (isMap ? 28 : 20) + this.#bytesOfItems(items, size * width);
  }

  #bytesOfPlain(value: object, pending: number): number {
    const { first, count } = namesOf(value);
    const isSeen = this.#share(first.length, pending) === first.length;
    const names = isSeen ? first : (this.#sample(first, pending) as string[]);
    let bytes = count * WORD + bytesOfTable(names, count) + this.#bytesOfProperties(value, names, count);
    // To list symbols V8 walks over all names: not of a large dictionary.
    if (count <= MOST_NAMES)
      for (const symbol of Object.getOwnPropertySymbols(value).slice(0, FEW_ITEMS))
        bytes += WORD + this.#note(dataOf(value, symbol));
    return bytes;
  }

  /** The properties that a Map or another special object has beside its contents. */
  #bytesOfExtras(value: object): number {
    const { first } = namesOf(value);
    return first.length * WORD + this.#bytesOfProperties(value, first.slice(0, FEW_ITEMS));
  }

  /** What data properties take, of so many like them. */
  #bytesOfProperties(value: object, names: readonly PropertyKey[], count?: number): number {
    return this.#bytesOfItems(
      names.map((name) => dataOf(value, name)),
      count,
    );
  }

  /** What so many items take, by a sample: each stands for others, unless it is there more than once. */
  #bytesOfItems(items: readonly unknown[], count = items.length): number {
    this.#left -= items.length / 4;
    const factor = this.#factor;
    const step = count / Math.max(items.length, 1);
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
      const isShared = item.length <= SHORT || item.length >= LONG;
      return isShared && !this.#isNew(item) ? 0 : bytesOfString(item);
    }
    if (!isReference(item)) return bytesOfLeaf(item);
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

  /** The items of a list that are looked at: one of each step, not always in the same place. */
  #sample(list: readonly unknown[], pending: number): unknown[] {
    const most = this.#share(list.length, pending);
    const step = list.length / most;
    const items: unknown[] = [];
    for (let at = 0; at < most; at++) items.push(itemAt(list, Math.floor((at + ((at * 0.618) % 1)) * step)));
    return items;
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
