import { type Branches, entriesBelow, hang, inChain, unhang } from './branches.js';
import { isList, type KeyPart, MARKS, type ResolvedKey } from './key.js';
import { restOf, standIn } from './key-parts.js';
import type { Chained, Keyed, MakeKeyed } from './keyed.js';

/**
 * Entries by key, found part by part, so that no key text is ever built. Single parts, lists and texts have
 * roots of their own, made when they are needed, so they never meet. Few keys with one first part hang on it
 * as a chain: no Map for each of them.
 */
export class KeyTree<E extends Keyed> {
  #alone: Map<KeyPart, E> | undefined;
  #singles: Map<KeyPart, E> | undefined;
  /** Lists of two parts and more, by their first. */
  #lists: Branches<E> | undefined;
  #empty: E | undefined;
  #texts: Map<string, E> | undefined;

  constructor(private readonly make: MakeKeyed<E>) {}

  find(key: ResolvedKey): E | undefined {
    if (typeof key !== 'object' || key === null) return this.#alone?.get(key);
    if (!isList(key)) return this.#texts?.get(key.text);
    if (key.length === 1) return this.#singles?.get(key[0]);
    if (key.length === 0) return this.#empty;
    let node = this.#lists?.get(key[0]);
    for (let depth = 1; node?.isLevel; depth++) {
      if (depth === key.length) return node.own;
      node = node.next.get(standIn(key[depth]));
    }
    return node === undefined ? undefined : inChain(node, key);
  }

  /**
   * The entry of a key as a key builder gave it, unchecked: what is no list of parts or single part leads
   * nowhere here.
   */
  look(key: unknown): E | undefined {
    if (!Array.isArray(key)) return this.#alone?.get(key as KeyPart);
    if (key.length === 2) return this.lookPair(key[0], key[1]);
    return key.length === 1 ? this.lookSingle(key[0]) : this.find(key);
  }

  /** The entry of a list of two parts. */
  lookPair(first: unknown, second: unknown): E | undefined {
    let node = this.#lists?.get(first as KeyPart);
    if (node?.isLevel) node = node.next.get(second as KeyPart);
    if (node?.isLevel) return node.own;
    for (let entry = node; entry !== undefined; entry = entry.chain) if (entry.rest === second) return entry;
    return undefined;
  }

  /** The entry of a list of one part. */
  lookSingle(part: unknown): E | undefined {
    return this.#singles?.get(part as KeyPart);
  }

  /** The entry of a list without parts. */
  get ofNothing(): E | undefined {
    return this.#empty;
  }

  /** A new entry for a key that has none. */
  add(key: ResolvedKey): E {
    if (typeof key !== 'object' || key === null) {
      this.#alone ??= new Map();
      return this.#put(this.#alone, key, MARKS.alone);
    }
    if (!isList(key)) {
      this.#texts ??= new Map();
      return this.#put(this.#texts, key.text, MARKS.text);
    }
    if (key.length === 1) {
      this.#singles ??= new Map();
      return this.#put(this.#singles, key[0], MARKS.end);
    }
    if (key.length === 0) {
      this.#empty = this.make(undefined, MARKS.empty, false);
      return this.#empty;
    }
    const entry = this.make(key[0], restOf(key), true);
    this.#lists ??= new Map();
    hang(entry, this.#lists);
    return entry;
  }

  /** Forgets every entry at once. */
  forget(): void {
    this.#alone = undefined;
    this.#singles = undefined;
    this.#texts = undefined;
    this.#lists = undefined;
    this.#empty = undefined;
  }

  remove(entry: E): void {
    const { rest, part } = entry;
    if (rest === MARKS.alone) this.#alone?.delete(part);
    else if (rest === MARKS.end) this.#singles?.delete(part);
    else if (rest === MARKS.text) this.#texts?.delete(String(part));
    else if (rest === MARKS.empty) this.#empty = undefined;
    else if (this.#lists !== undefined) unhang(entry as Chained<E>, this.#lists);
  }

  *entries(): Generator<E> {
    if (this.#alone !== undefined) yield* this.#alone.values();
    if (this.#singles !== undefined) yield* this.#singles.values();
    if (this.#texts !== undefined) yield* this.#texts.values();
    if (this.#empty !== undefined) yield this.#empty;
    if (this.#lists !== undefined) yield* entriesBelow(this.#lists);
  }

  #put<Part extends KeyPart>(entries: Map<Part, E>, part: Part, kind: symbol): E {
    const entry = this.make(part, kind, false);
    entries.set(part, entry);
    return entry;
  }
}
