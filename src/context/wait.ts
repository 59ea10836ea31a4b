import * as READS from './reads.js';

/**
 * An invocation, as far as reads of it are concerned: what a load or build reads of one that it has opened
 * itself says nothing about its caller.
 */
export interface Opened {
  readonly openedBy?: object | undefined;
}

/** A link to what is not waited for, though the result may hold its promise: its reads count. */
export const HEARS = 1;
/** A link to a load that was joined: its result is used only if that reads no invocation. */
export const FOLLOWS = 2;
/** A link to what is waited for, and what the result depends on: its reads count. */
export const NEEDS = 3;

/**
 * Something being loaded or built, and what it waits for. Its fields are public, as a wait of another copy of
 * the package may have to note itself.
 */
export class Wait {
  /** What it depends on, by the strongest link: {@link HEARS}, {@link FOLLOWS} or {@link NEEDS}. */
  links: Map<Wait, number> | undefined;
  linkedBy: Set<Wait> | undefined;
  /**
   * Set for what is kept as it is: told of reads after it has settled, by loads whose promises it may hold.
   */
  onLateReads: (() => void) | undefined = undefined;
  isSettled = false;
  /** What stood on the stack around it while it is at work, and in the async context where it has its own. */
  aroundOnStack: Wait | undefined;
  aroundInContext: Wait | undefined;
  hasContext = false;
  /** True while it is counted among what was run and has not settled. */
  isCounted = false;
  /** How much of invocations that it has not opened itself went into it. */
  reads: READS.Reads = READS.nothing;
  /** How much of each of these invocations went into it. */
  readsOf: Map<Opened | undefined, READS.Reads> | undefined;

  constructor(readonly label: string) {}

  /** Links it with `other`, unless a stronger link is there. */
  link(other: Wait, link: number): void {
    this.links ??= new Map();
    if ((this.links.get(other) ?? 0) < link) this.links.set(other, link);
    other.linkedBy ??= new Set();
    other.linkedBy.add(this);
    if (link !== FOLLOWS) this.readsLike(other);
  }

  /** What it gives may hold the promise of `other`: what that reads from now on counts for both. */
  hears(other: Wait): void {
    if (other !== this && !other.isSettled) this.link(other, HEARS);
  }

  /** What it waits for. */
  *waitsFor(): Generator<Wait> {
    for (const [target, link] of this.links ?? []) if (link > HEARS) yield target;
  }

  /** What waits for it. */
  *awaitedBy(): Generator<Wait> {
    for (const source of this.linkedBy ?? []) if ((source.links?.get(this) ?? 0) > HEARS) yield source;
  }

  /** Notes all that `other` has read. */
  readsLike(other: Wait): void {
    for (const [of, reads] of other.readsOf ?? []) this.noteReads(reads, of);
  }

  /**
   * Notes what of an invocation went into it, and so into everything that depends on it, up to what has
   * opened that invocation.
   */
  noteReads(reads: READS.Reads, of?: Opened): void {
    const open: Wait[] = [this];
    for (const wait of open) {
      if (of !== undefined && of.openedBy === wait) continue;
      wait.readsOf ??= new Map();
      if (reads <= (wait.readsOf.get(of) ?? READS.nothing)) continue;
      wait.readsOf.set(of, reads);
      if (reads > wait.reads) wait.reads = reads;
      if (wait.isSettled) wait.onLateReads?.();
      for (const source of wait.linkedBy ?? []) if (source.links?.get(wait) !== FOLLOWS) open.push(source);
    }
  }

  /** Ends its links. What depends on it hears of whatever it leaves unsettled. */
  settle(): void {
    this.isSettled = true;
    const { links, linkedBy } = this;
    if (links === undefined && linkedBy === undefined) return;
    const left: Wait[] = [];
    for (const [target, link] of links ?? []) if (link !== FOLLOWS) left.push(target);
    for (const source of linkedBy ?? []) {
      if (source.links?.get(this) !== FOLLOWS) for (const target of left) source.hears(target);
      source.links?.delete(this);
    }
    for (const target of links?.keys() ?? []) target.linkedBy?.delete(this);
    this.links = undefined;
    this.linkedBy = undefined;
    if (this.onLateReads !== undefined)
      for (const target of left) if (target.onLateReads === undefined) this.hears(target);
  }
}

/**
 * The labels from one wait to another along what they wait for; undefined where there is no way. Looked for
 * from both ends, as either may be wide.
 */
export function pathBetween(from: Wait, to: Wait): string[] | undefined {
  if (from === to) return [to.label];
  const up = new Map<Wait, Wait | undefined>([[to, undefined]]);
  const down = new Map<Wait, Wait | undefined>([[from, undefined]]);
  const waiting = reached(up, (wait) => wait.awaitedBy());
  const awaited = reached(down, (wait) => wait.waitsFor());
  for (;;) {
    const above = waiting.next().value;
    const below = above && awaited.next().value;
    if (above === undefined || below === undefined) return undefined;
    const meeting = down.has(above) ? above : up.has(below) ? below : undefined;
    if (meeting !== undefined) return [...wayTo(meeting, down).reverse(), ...wayTo(meeting, up).slice(1)];
  }
}

/** The unsettled waits that can be reached, one after the other; `before` notes from where. */
function* reached(
  before: Map<Wait, Wait | undefined>,
  next: (wait: Wait) => Iterable<Wait>,
): Generator<Wait, undefined> {
  for (const wait of before.keys())
    for (const near of next(wait)) {
      if (near.isSettled || before.has(near)) continue;
      before.set(near, wait);
      yield near;
    }
  return undefined;
}

/** The labels from a wait back to where its search began. */
function wayTo(end: Wait, before: ReadonlyMap<Wait, Wait | undefined>): string[] {
  const way: string[] = [];
  for (let wait: Wait | undefined = end; wait !== undefined; wait = before.get(wait)) way.push(wait.label);
  return way;
}
