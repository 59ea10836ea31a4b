/** How much a load may have read of the invocation it runs in. */
export const READS = { nothing: 0, tenant: 1, anything: 2 } as const;

/** One of {@link READS}: a greater one includes the lesser. */
export type Reads = (typeof READS)[keyof typeof READS];

/** An invocation, as far as reads of it are concerned: what a load or build reads of one that it has opened itself says nothing about its caller. */
export interface Opened {
  readonly openedBy?: object | undefined;
}

/** Something being loaded or built, and what it waits for. Its fields are public, as a wait of another copy of the package may have to note itself. */
export class Wait {
  readonly waitsFor = new Set<Wait>();
  readonly awaitedBy = new Set<Wait>();
  /** Those of what it waits for whose reads are none of its own: it uses what they give only where they have read no more than everybody may. */
  followed: Set<Wait> | undefined;
  /** What it does not wait for, though what it gives may hold the promise of that; and the other way round. */
  hearsFrom: Set<Wait> | undefined;
  heardBy: Set<Wait> | undefined;
  /** Set for what is kept as it is: told of reads after it has settled, by loads whose promises it may hold. */
  onLateReads: (() => void) | undefined;
  isSettled = false;
  /** True while it is counted among what was run and has not settled. */
  isOpen = false;
  /** How much of invocations that it has not opened itself went into it. */
  reads: Reads = READS.nothing;
  /** How much of each of these invocations went into it. */
  readsOf: Map<Opened | undefined, Reads> | undefined;

  constructor(readonly label: string) {}

  /** This wait cannot settle before `other` does, and what it gives depends on that. */
  needs(other: Wait): void {
    this.followed?.delete(other);
    this.waitsFor.add(other);
    other.awaitedBy.add(this);
    this.readsLike(other);
  }

  /** What this one gives may hold the promise of `other`: what that reads from now on is this one's as well. */
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

  /** This wait cannot settle before `other` does; what that reads is not what this one depends on, unless it needs it as well. */
  follows(other: Wait): void {
    if (this.waitsFor.has(other)) return;
    this.waitsFor.add(other);
    other.awaitedBy.add(this);
    this.followed ??= new Set();
    this.followed.add(other);
  }

  /** Notes what of an invocation went into it, and so into everything that waits for it, up to what has opened that invocation. */
  noteReads(reads: Reads, of?: Opened): void {
    if (of !== undefined && of.openedBy === this) return;
    this.readsOf ??= new Map();
    if (reads <= (this.readsOf.get(of) ?? READS.nothing)) return;
    this.readsOf.set(of, reads);
    if (reads > this.reads) this.reads = reads;
    if (this.isSettled) this.onLateReads?.();
    for (const listener of this.#listeners()) listener.noteReads(reads, of);
  }

  /** Those that depend on what it reads. */
  #listeners(): Wait[] {
    return [...this.awaitedBy, ...(this.heardBy ?? [])].filter(({ followed }) => followed?.has(this) !== true);
  }

  settle(): void {
    this.isSettled = true;
    this.#handOn();
    this.followed = undefined;
    for (const waiter of this.awaitedBy) waiter.waitsFor.delete(this);
    this.awaitedBy.clear();
    for (const target of this.waitsFor) target.awaitedBy.delete(this);
    this.waitsFor.clear();
  }

  /** Whatever it leaves unsettled is heard by those that it has been heard by itself. */
  #handOn(): void {
    const { heardBy, hearsFrom, waitsFor, followed } = this;
    if (heardBy === undefined && hearsFrom === undefined && waitsFor.size === 0) return;
    const left = [...waitsFor, ...(hearsFrom ?? [])].filter((target) => followed?.has(target) !== true);
    for (const listener of this.#listeners()) for (const target of left) listener.hears(target);
    for (const listener of heardBy ?? []) listener.hearsFrom?.delete(this);
    for (const target of hearsFrom ?? []) target.heardBy?.delete(this);
    this.heardBy = undefined;
    this.hearsFrom = undefined;
    if (this.onLateReads !== undefined) for (const target of left) if (target.onLateReads === undefined) this.hears(target);
  }
}
