/** How much a load may have read of the invocation it runs in. */
export const READS = { nothing: 0, tenant: 1, anything: 2 } as const;

/** One of {@link READS}: a greater one includes the lesser. */
export type Reads = (typeof READS)[keyof typeof READS];

/**
 * An invocation, as far as reads of it are concerned: what a load or build reads of one that it has opened
 * itself says nothing about its caller.
 */
export interface Opened {
  readonly openedBy?: object | undefined;
}

const NONE: ReadonlySet<never> = new Set();

/**
 * Something being loaded or built, and what it waits for. Its fields are public, as a wait of another copy of
 * the package may have to note itself.
 */
export class Wait {
  waitsFor: Set<Wait> | undefined = undefined;
  awaitedBy: Set<Wait> | undefined = undefined;
  /**
   * Those of what it waits for whose reads are none of its own: it uses what they give only where they have
   * read no more than everybody may.
   */
  followed: Set<Wait> | undefined = undefined;
  /**
   * What it does not wait for, though what it gives may hold the promise of that; and the other way round.
   */
  hearsFrom: Set<Wait> | undefined = undefined;
  heardBy: Set<Wait> | undefined = undefined;
  /**
   * Set for what is kept as it is: told of reads after it has settled, by loads whose promises it may hold.
   */
  onLateReads: (() => void) | undefined = undefined;
  isSettled = false;
  /**
   * What stood on the stack around it, and in the async context where it has one of its own; while it is at
   * work.
   */
  aroundOnStack: Wait | undefined = undefined;
  aroundInContext: Wait | undefined = undefined;
  hasContext = false;
  /** True while it is counted among what was run and has not settled. */
  isOpen = false;
  /** How much of invocations that it has not opened itself went into it. */
  reads: Reads = READS.nothing;
  /** How much of each of these invocations went into it. */
  readsOf: Map<Opened | undefined, Reads> | undefined = undefined;

  constructor(readonly label: string) {}

  /** This wait cannot settle before `other` does, and what it gives depends on that. */
  needs(other: Wait): void {
    this.followed?.delete(other);
    this.#waitFor(other);
    this.readsLike(other);
  }

  /**
   * This wait cannot settle before `other` does; what that reads is not what this one depends on, unless it
   * needs it as well.
   */
  follows(other: Wait): void {
    if (this.waitsFor?.has(other) === true) return;
    this.#waitFor(other);
    this.followed ??= new Set();
    this.followed.add(other);
  }

  #waitFor(other: Wait): void {
    this.waitsFor ??= new Set();
    this.waitsFor.add(other);
    other.awaitedBy ??= new Set();
    other.awaitedBy.add(this);
  }

  /**
   * What this one gives may hold the promise of `other`: what that reads from now on is this one's as well.
   */
  hears(other: Wait): void {
    if (other === this || other.isSettled) return;
    this.hearsFrom ??= new Set();
    this.hearsFrom.add(other);
    other.heardBy ??= new Set();
    other.heardBy.add(this);
    this.readsLike(other);
  }

  /** Notes all that `other` has read, as what this one gives depends on that. */
  readsLike(other: Wait): void {
    if (other.readsOf !== undefined) for (const [of, reads] of other.readsOf) this.noteReads(reads, of);
  }

  /**
   * Notes what of an invocation went into it, and so into everything that waits for it, up to what has opened
   * that invocation.
   */
  noteReads(reads: Reads, of?: Opened): void {
    const open: Wait[] = [this];
    for (const wait of open) {
      if (of !== undefined && of.openedBy === wait) continue;
      wait.readsOf ??= new Map();
      if (reads <= (wait.readsOf.get(of) ?? READS.nothing)) continue;
      wait.readsOf.set(of, reads);
      if (reads > wait.reads) wait.reads = reads;
      if (wait.isSettled) wait.onLateReads?.();
      open.push(...wait.#listeners());
    }
  }

  /** Those that depend on what it reads. */
  *#listeners(): Generator<Wait> {
    for (const listener of this.awaitedBy ?? NONE) if (listener.followed?.has(this) !== true) yield listener;
    for (const listener of this.heardBy ?? NONE) if (listener.followed?.has(this) !== true) yield listener;
  }

  settle(): void {
    this.isSettled = true;
    const { waitsFor, awaitedBy, heardBy, hearsFrom } = this;
    if (waitsFor === undefined && awaitedBy === undefined && heardBy === undefined && hearsFrom === undefined)
      return;
    this.#handOn();
    this.followed = undefined;
    for (const waiter of this.awaitedBy ?? NONE) waiter.waitsFor?.delete(this);
    this.awaitedBy = undefined;
    for (const target of this.waitsFor ?? NONE) target.awaitedBy?.delete(this);
    this.waitsFor = undefined;
  }

  /** Whatever it leaves unsettled is heard by those that it has been heard by itself. */
  #handOn(): void {
    const { heardBy, hearsFrom, waitsFor, followed } = this;
    if (heardBy === undefined && hearsFrom === undefined && (waitsFor === undefined || waitsFor.size === 0))
      return;
    const left = [...(waitsFor ?? NONE), ...(hearsFrom ?? NONE)].filter(
      (target) => followed?.has(target) !== true,
    );
    for (const listener of [...this.#listeners()]) for (const target of left) listener.hears(target);
    for (const listener of heardBy ?? NONE) listener.hearsFrom?.delete(this);
    for (const target of hearsFrom ?? NONE) target.heardBy?.delete(this);
    this.heardBy = undefined;
    this.hearsFrom = undefined;
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
  const [up, down] = [
    new Map<Wait, Wait | undefined>([[to, undefined]]),
    new Map<Wait, Wait | undefined>([[from, undefined]]),
  ];
  const waiting = reached(up, ({ awaitedBy }) => awaitedBy);
  const awaited = reached(down, ({ waitsFor }) => waitsFor);
  for (;;) {
    const above = waiting.next();
    const below = above.done === true ? above : awaited.next();
    if (above.done === true || below.done === true) return undefined;
    const meeting = down.has(above.value) ? above.value : up.has(below.value) ? below.value : undefined;
    if (meeting !== undefined)
      return [...wayTo(meeting, down).reverse(), ...wayTo(meeting, up).slice(1)].map(({ label }) => label);
  }
}

/** The unsettled waits that can be reached, one after the other; `before` notes from where. */
function* reached(
  before: Map<Wait, Wait | undefined>,
  next: (wait: Wait) => ReadonlySet<Wait> | undefined,
): Generator<Wait, undefined> {
  for (const wait of before.keys())
    for (const near of next(wait) ?? NONE) {
      if (near.isSettled || before.has(near)) continue;
      before.set(near, wait);
      yield near;
    }
  return undefined;
}

function wayTo(end: Wait, before: ReadonlyMap<Wait, Wait | undefined>): Wait[] {
  const way: Wait[] = [];
  for (let wait: Wait | undefined = end; wait !== undefined; wait = before.get(wait)) way.push(wait);
  return way;
}
