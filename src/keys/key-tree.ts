import { entriesBelow, hang, inChain, Level, unhang } from './branches.js';
import { type KeyPart, MARKS, type ResolvedKey } from './key.js';
import { type Chained, type Keyed, type Rest, restOf, standIn } from './key-parts.js';

/** Makes the place of a key: of one with several parts where `isChained`. */
export type MakeKeyed<E extends Keyed> = (part: KeyPart, rest: Rest, isChained: boolean) => Chained<E>;

/**
 * Entries by key, found part by part, so that no key text is ever built. Single parts and lists have Maps of
 * their own, made when they are needed, so they never meet. Few keys with one first part hang on it as a
 * chain: no Map for each of them.
 */
export class KeyTree<E extends Keyed> {
  /** The entry of a list without parts. */
  ofNothing: E | undefined = undefined;
  #alone: Map<KeyPart, E> | undefined;
  /** Lists of one part. */
  #singles: Map<KeyPart, E> | undefined;
  /** Lists of two parts and more, by their first. */
  #lists: Level<E> | undefined;

  constructor(private readonly make: MakeKeyed<E>) {}

  find(key: ResolvedKey): E | undefined {
    if (typeof key !== 'object' || key === null) return this.#alone?.get(key);
    if (key.length < 2) return key.length === 0 ? this.ofNothing : this.#singles?.get(key[0]);
    let node = this.#lists?.get(key[0]);
    for (let depth = 1; node?.isLevel; depth++)
      node = node.get(depth < key.length ? standIn(key[depth]) : MARKS.end);
    return inChain(node, key);
  }

  /**
   * The entry of a key as a key builder gave it, unchecked: what is no list of parts or single part leads
   * nowhere here.
   */
  look(key: unknown): E | undefined {
    if (!Array.isArray(key)) return this.#alone?.get(key as KeyPart);
    return key.length === 2 ? this.lookPair(key[0], key[1]) : this.find(key);
  }

  /** The entry of a list of two parts. */
  lookPair(first: unknown, second: unknown): E | undefined {
    let node = this.#lists?.get(first as KeyPart);
    if (node?.isLevel) node = node.get(second as KeyPart);
    if (node?.isLevel) return node.get(MARKS.end) as E | undefined;
    for (let entry = node; entry !== undefined; entry = entry.chain) if (entry.rest === second) return entry;
    return undefined;
  }

  /** The entry of a list of one part. */
  lookSingle(part: unknown): E | undefined {
    return this.#singles?.get(part as KeyPart);
  }

  /** A new entry for a key that has none. */
  add(key: ResolvedKey): E {
    if (typeof key !== 'object' || key === null) {
      this.#alone ??= new Map();
      return this.#put(this.#alone, key, MARKS.alone);
    }
    if (key.length === 1) {
      this.#singles ??= new Map();
      return this.#put(this.#singles, key[0], MARKS.end);
    }
    const entry = this.make(key[0], restOf(key), key.length > 1);
    if (key.length === 0) this.ofNothing = entry;
    else {
      this.#lists ??= new Level();
      hang(entry, this.#lists);
    }
    return entry;
  }

  /** Forgets every entry at once. */
  forget(): void {
    this.#alone = undefined;
    this.#singles = undefined;
    this.#lists = undefined;
    this.ofNothing = undefined;
  }

  remove(entry: E): void {
    const { rest, part } = entry;
    if (rest === MARKS.alone) this.#alone?.delete(part);
    else if (rest === MARKS.end) this.#singles?.delete(part);
    else if (rest === MARKS.empty) this.ofNothing = undefined;
    else if (this.#lists !== undefined) unhang(entry as Chained<E>, this.#lists);
  }

  *entries(): Generator<E> {
    if (this.#alone !== undefined) yield* this.#alone.values();
    if (this.#singles !== undefined) yield* this.#singles.values();
    if (this.ofNothing !== undefined) yield this.ofNothing;
    if (this.#lists !== undefined) yield* entriesBelow(this.#lists);
  }

  #put(entries: Map<KeyPart, E>, part: KeyPart, mark: symbol): E {
    const entry = this.make(part, mark, false);
    entries.set(part, entry);
    return entry;
  }
}
