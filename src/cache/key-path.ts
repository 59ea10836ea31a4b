import { Slot } from './entry.js';
import type { KeyPart, ResolvedKey, StructuredKey } from './key.js';
import type { Partition } from './partition.js';

/** A node between the root and the slots: one Map step per key part, so that no key text is ever built. */
export class Branch {
  branches: Map<KeyPart, Branch> | undefined;
  slots: Map<KeyPart, Slot> | undefined;

  constructor(
    readonly parent?: Branch,
    readonly part?: KeyPart,
  ) {}

  get isEmpty(): boolean {
    return this.branches === undefined && this.slots === undefined;
  }
}

/** All slots of one partition by key. Single parts, lists and texts have roots of their own, so they never meet. */
export class KeyTree {
  readonly #parts = new Branch();
  readonly #lists = new Branch();
  readonly #texts = new Branch();

  find(key: ResolvedKey): Slot | undefined {
    if (typeof key !== 'object' || key === null) return this.#parts.slots?.get(key);
    if (!isList(key)) return this.#texts.slots?.get(key.text);
    let branch: Branch = this.#lists;
    const last = key.length - 1;
    for (let index = 0; index < last; index++) {
      const next = branch.branches?.get(key[index]);
      if (next === undefined) return undefined;
      branch = next;
    }
    return branch.slots?.get(key[last]);
  }

  /** The slot of a key as a key builder gave it, unchecked: what is no list of parts or single part leads nowhere here. */
  look(key: unknown): Slot | undefined {
    if (!Array.isArray(key)) return this.#parts.slots?.get(key as KeyPart);
    if (key.length === 2) return this.#lists.branches?.get(key[0])?.slots?.get(key[1]);
    return key.length === 0 ? undefined : this.find(key);
  }

  /** The slot of a list of two parts. */
  lookPair(first: unknown, second: unknown): Slot | undefined {
    return this.#lists.branches?.get(first as KeyPart)?.slots?.get(second as KeyPart);
  }

  /** The slot of a list of one part. */
  lookSingle(part: unknown): Slot | undefined {
    return this.#lists.slots?.get(part as KeyPart);
  }

  /** The slot of a key, made where it is missing. */
  reach(key: ResolvedKey, home: WeakRef<Partition>): Slot {
    if (typeof key !== 'object' || key === null) return slotOf(this.#parts, key, home);
    if (!isList(key)) return slotOf(this.#texts, key.text, home);
    let branch: Branch = this.#lists;
    const last = key.length - 1;
    for (let index = 0; index < last; index++) branch = branchOf(branch, key[index]);
    return slotOf(branch, key[last], home);
  }

  *slots(): Generator<Slot> {
    yield* slotsBelow(this.#parts);
    yield* slotsBelow(this.#lists);
    yield* slotsBelow(this.#texts);
  }
}

/** Takes a slot out of its tree once it holds nothing, and the branches that led only to it. */
export function prune(slot: Slot): void {
  if (slot.hasEntry || slot.flight !== undefined || slot.branch.slots?.get(slot.part) !== slot) return;
  let branch = slot.branch;
  branch.slots?.delete(slot.part);
  if (branch.slots?.size === 0) branch.slots = undefined;
  while (branch.isEmpty && branch.parent !== undefined) {
    const parent = branch.parent;
    parent.branches?.delete(branch.part);
    if (parent.branches?.size === 0) parent.branches = undefined;
    branch = parent;
  }
}

function slotOf(branch: Branch, part: KeyPart, home: WeakRef<Partition>): Slot {
  branch.slots ??= new Map();
  let slot = branch.slots.get(part);
  if (slot === undefined) {
    slot = new Slot(branch, part, home);
    branch.slots.set(part, slot);
  }
  return slot;
}

function branchOf(branch: Branch, part: KeyPart): Branch {
  branch.branches ??= new Map();
  let next = branch.branches.get(part);
  if (next === undefined) {
    next = new Branch(branch, part);
    branch.branches.set(part, next);
  }
  return next;
}

function* slotsBelow(root: Branch): Generator<Slot> {
  const open = [root];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    if (branch.slots !== undefined) yield* branch.slots.values();
    if (branch.branches !== undefined) for (const next of branch.branches.values()) open.push(next);
  }
}

/** Tells lists from texts without instanceof, as another copy of the package may have made them. */
function isList(key: readonly KeyPart[] | StructuredKey): key is readonly KeyPart[] {
  return Array.isArray(key);
}
