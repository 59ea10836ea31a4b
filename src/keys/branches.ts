import type { KeyPart } from './key.js';
import { isRest, lengthOf, partAt } from './key-parts.js';
import type { Chained, Keyed } from './keyed.js';

/**
 * So many entries that share their first parts are compared one after the other; more get a level of their
 * own.
 */
export const LONGEST_CHAIN = 8;

/** What keys that begin alike lead to, by their next part. */
export type Branches<E extends Keyed> = Map<KeyPart, Chained<E> | Level<E>>;

/** Stands for the next part of a key that has no more. */
const ENDS = Symbol('ends');

/** Entries whose keys begin alike. */
export class Level<E extends Keyed> {
  readonly next: Branches<E> = new Map();
  /** The entry whose key ends here. */
  own: Chained<E> | undefined;

  get isLevel(): true {
    return true;
  }

  get isEmpty(): boolean {
    return this.own === undefined && this.next.size === 0;
  }
}

/** The entry of a list in a chain. */
export function inChain<E extends Keyed>(first: Chained<E>, key: readonly KeyPart[]): Chained<E> | undefined {
  for (let entry: Chained<E> | undefined = first; entry !== undefined; entry = entry.chain)
    if (isRest(entry.rest, key)) return entry;
  return undefined;
}

/** Puts an entry in its place; a chain that has grown too long makes way for a level. */
export function hang<E extends Keyed>(entry: Chained<E>, root: Branches<E>): void {
  let branches = root;
  for (let depth = 0; ; depth++) {
    const part = partAt(entry, depth);
    let node = branches.get(part);
    if (node === undefined) {
      branches.set(part, entry);
      return;
    }
    if (!node.isLevel && hasRoom(node)) {
      entry.chain = node.chain;
      node.chain = entry;
      return;
    }
    if (!node.isLevel) {
      node = levelOf(node, depth + 1);
      branches.set(part, node);
    }
    if (depth + 1 === lengthOf(entry.rest)) {
      node.own = entry;
      return;
    }
    branches = node.next;
  }
}

/** A level of the entries of a chain, whose keys have so many parts in common. */
function levelOf<E extends Keyed>(first: Chained<E>, depth: number): Level<E> {
  const level = new Level<E>();
  const chained = [...links(first)];
  const parts = chained.map((entry) => (lengthOf(entry.rest) === depth ? ENDS : partAt(entry, depth)));
  // Nothing but Map's own methods is called from here on, so that no stack overflow breaks the chain while it
  // is still in use.
  for (let index = 0; index < chained.length; index++) {
    const entry = chained[index] as Chained<E>;
    const part = parts[index] as KeyPart;
    entry.chain = undefined;
    if (part === ENDS) level.own = entry;
    else {
      entry.chain = level.next.get(part) as Chained<E> | undefined;
      level.next.set(part, entry);
    }
  }
  return level;
}

/** Takes an entry out, and the levels that led only to it. */
export function unhang<E extends Keyed>(entry: Chained<E>, root: Branches<E>): void {
  let trail: { readonly branches: Branches<E>; readonly level: Level<E> }[] | undefined;
  let branches = root;
  for (let depth = 0; ; depth++) {
    const part = partAt(entry, depth);
    const node = branches.get(part);
    if (node?.isLevel) {
      trail ??= [];
      trail.push({ branches, level: node });
      branches = node.next;
      if (depth + 1 < lengthOf(entry.rest)) continue;
      if (node.own === entry) node.own = undefined;
    } else if (node === entry) {
      if (entry.chain === undefined) branches.delete(part);
      else branches.set(part, entry.chain);
    } else if (node !== undefined) unchain(entry, node);
    break;
  }
  entry.chain = undefined;
  if (trail === undefined) return;
  for (let depth = trail.length - 1; trail[depth]?.level.isEmpty === true; depth--)
    trail[depth]?.branches.delete(partAt(entry, depth));
}

function unchain<E extends Keyed>(entry: Chained<E>, first: Chained<E>): void {
  let link: Chained<E> | undefined = first;
  while (link !== undefined && link.chain !== entry) link = link.chain;
  if (link !== undefined) link.chain = entry.chain;
}

/** True while one more entry may be chained to these. */
function hasRoom<E extends Keyed>(first: Chained<E>): boolean {
  let length = 1;
  for (let entry = first.chain; entry !== undefined; entry = entry.chain) length++;
  return length < LONGEST_CHAIN;
}

function* links<E extends Keyed>(first: Chained<E> | undefined): Generator<Chained<E>> {
  for (let entry = first; entry !== undefined; ) {
    const { chain }: Chained<E> = entry;
    yield entry;
    entry = chain;
  }
}

/** Every entry that branches lead to. */
export function* entriesBelow<E extends Keyed>(root: Branches<E>): Generator<E> {
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const node of next.values()) {
      if (!node.isLevel) yield* links(node);
      else {
        if (node.own !== undefined) yield node.own;
        open.push(node.next);
      }
    }
  }
}
