import { type Branches, entriesBelow, hang, inChain, unhang } from './branches.js';
import { ChainedEntry, Entry } from './entry.js';
import { isList, type KeyPart, MARKS, type ResolvedKey } from './key.js';
import { restOf, standIn } from './key-rest.js';

/**
 * All entries of one partition by key, found part by part, so that no key text is ever built. Single parts, lists and texts have
 * roots of their own, so they never meet. Few keys with one first part hang on it as a chain: no Map for each of them.
 */
export class KeyTree {
  readonly #alone = new Map<KeyPart, Entry>();
  readonly #singles = new Map<KeyPart, Entry>();
  /** Lists of two parts and more, by their first. */
  readonly #lists: Branches = new Map();
  #empty: Entry | undefined;
  readonly #texts = new Map<string, Entry>();

  find(key: ResolvedKey): Entry | undefined {
    if (typeof key !== 'object' || key === null) return this.#alone.get(key);
    if (!isList(key)) return this.#texts.get(key.text);
    if (key.length === 1) return this.#singles.get(key[0]);
    if (key.length === 0) return this.#empty;
    let node = this.#lists.get(key[0]);
    for (let depth = 1; node?.isLevel; depth++) {
      if (depth === key.length) return node.own;
      node = node.next.get(standIn(key[depth]));
    }
    return node === undefined ? undefined : inChain(node, key);
  }

  /** The entry of a key as a key builder gave it, unchecked: what is no list of parts or single part leads nowhere here. */
  look(key: unknown): Entry | undefined {
    if (!Array.isArray(key)) return this.#alone.get(key as KeyPart);
    if (key.length === 2) return this.lookPair(key[0], key[1]);
    return key.length === 1 ? this.lookSingle(key[0]) : this.find(key);
  }

  /** The entry of a list of two parts. */
  lookPair(first: unknown, second: unknown): Entry | undefined {
    let node = this.#lists.get(first as KeyPart);
    if (node?.isLevel) node = node.next.get(second as KeyPart);
    if (node?.isLevel) return node.own;
    for (let entry = node; entry !== undefined; entry = entry.chain) if (entry.rest === second) return entry;
    return undefined;
  }

  /** The entry of a list of one part. */
  lookSingle(part: unknown): Entry | undefined {
    return this.#singles.get(part as KeyPart);
  }

  /** The entry of a list without parts. */
  get ofNothing(): Entry | undefined {
    return this.#empty;
  }

  /** A new entry for a key that has none. */
  add(key: ResolvedKey): Entry {
    if (typeof key !== 'object' || key === null) return put(this.#alone, key, MARKS.alone);
    if (!isList(key)) return put(this.#texts, key.text, MARKS.text);
    if (key.length === 1) return put(this.#singles, key[0], MARKS.end);
    if (key.length === 0) {
      this.#empty = new Entry(undefined, MARKS.empty);
      return this.#empty;
    }
    const entry = new ChainedEntry(key[0], restOf(key));
    hang(entry, this.#lists);
    return entry;
  }

  /** Forgets every entry at once. */
  forget(): void {
    this.#alone.clear();
    this.#singles.clear();
    this.#texts.clear();
    this.#lists.clear();
    this.#empty = undefined;
  }

  remove(entry: Entry): void {
    if (entry.rest === MARKS.alone) this.#alone.delete(entry.part);
    else if (entry.rest === MARKS.end) this.#singles.delete(entry.part);
    else if (entry.rest === MARKS.text) this.#texts.delete(String(entry.part));
    else if (entry.rest === MARKS.empty) this.#empty = undefined;
    else unhang(entry as ChainedEntry, this.#lists);
  }

  *entries(): Generator<Entry> {
    yield* this.#alone.values();
    yield* this.#singles.values();
    yield* this.#texts.values();
    if (this.#empty !== undefined) yield this.#empty;
    yield* entriesBelow(this.#lists);
  }
}

function put<Part extends KeyPart>(entries: Map<Part, Entry>, part: Part, kind: symbol): Entry {
  const entry = new Entry(part, kind);
  entries.set(part, entry);
  return entry;
}
