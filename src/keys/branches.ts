import type { KeyPart } from './key.js';
import { type Chained, isRest, type Keyed, partAt } from './key-parts.js';

/** The most entries that begin alike and are compared one by one; more get a level of their own. */
export const LONGEST_CHAIN = 8;

/** What keys that begin alike lead to by their next part, which at the end of a key is a mark. */
export class Level<E extends Keyed> extends Map<KeyPart, Chained<E> | Level<E>> {
  get isLevel(): true {
    return true;
  }
}

/** The entry of a list in a chain. */
export function inChain<E extends Keyed>(
  first: Chained<E> | undefined,
  list: readonly KeyPart[],
): Chained<E> | undefined {
  let entry = first;
  while (entry !== undefined && !isRest(entry.rest, list)) entry = entry.chain;
  return entry;
}

/** Puts an entry in its place; a chain that has grown too long makes way for a level. */
export function hang<E extends Keyed>(entry: Chained<E>, root: Level<E>): void {
  let level = root;
  for (let depth = 0; ; depth++) {
    const part = partAt(entry, depth);
    let node = level.get(part);
    if (node !== undefined && !node.isLevel && !hasRoom(node)) {
      node = levelOf([...links(node)], depth + 1);
      level.set(part, node);
    }
    if (!node?.isLevel) {
      entry.chain = node;
      level.set(part, entry);
      return;
    }
    level = node;
  }
}

/** A level of entries whose keys have so many parts in common. */
function levelOf<E extends Keyed>(chained: Chained<E>[], depth: number): Level<E> {
  const level = new Level<E>();
  const parts = chained.map((entry) => partAt(entry, depth));
  // Nothing but Map's own methods is called from here on, so that no stack overflow breaks the chain while it
  // is still in use.
  for (let index = 0; index < chained.length; index++) {
    const entry = chained[index] as Chained<E>;
    entry.chain = level.get(parts[index]) as Chained<E> | undefined;
    level.set(parts[index], entry);
  }
  return level;
}

/** Takes an entry out, and the levels that led only to it. */
export function unhang<E extends Keyed>(entry: Chained<E>, root: Level<E>): void {
  let above: Level<E>[] | undefined;
  let depth = 0;
  let level = root;
  let node = root.get(entry.part);
  for (; node?.isLevel; node = level.get(partAt(entry, ++depth))) {
    above ??= [];
    above.push(level);
    level = node;
  }
  if (node !== entry) unchain(entry, node);
  else if (entry.chain === undefined) level.delete(partAt(entry, depth));
  else level.set(partAt(entry, depth), entry.chain);
  entry.chain = undefined;
  for (let upper = above?.pop(); upper !== undefined && level.size === 0; upper = above?.pop()) {
    upper.delete(partAt(entry, --depth));
    level = upper;
  }
}

function unchain<E extends Keyed>(entry: Chained<E>, first: Chained<E> | undefined): void {
  for (let link = first; link !== undefined; link = link.chain)
    if (link.chain === entry) link.chain = entry.chain;
}

/** True while one more entry may be chained to these. */
function hasRoom<E extends Keyed>(first: Chained<E>): boolean {
  let length = 1;
  for (let entry = first.chain; entry !== undefined; entry = entry.chain) length++;
  return length < LONGEST_CHAIN;
}

function* links<E extends Keyed>(first: Chained<E>): Generator<Chained<E>> {
  for (let entry: Chained<E> | undefined = first; entry !== undefined; ) {
    const { chain }: Chained<E> = entry;
    yield entry;
    entry = chain;
  }
}

/** Every entry that a level leads to. */
export function* entriesBelow<E extends Keyed>(root: Level<E>): Generator<E> {
  const levels = [root];
  // A loop over a list comes to what is added meanwhile.
  for (const level of levels)
    for (const node of level.values())
      if (node.isLevel) levels.push(node);
      else yield* links(node);
}
