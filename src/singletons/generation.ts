import type { Wait } from '../cache/wait-graph.js';
import type { Holder } from './invocation-view.js';

/** How often a build is begun again because what it had read was replaced meanwhile. */
const MOST_ATTEMPTS = 3;

/** One build of a client and what came of it: under way, kept, replaced, disposed. */
export class Generation {
  /** What readers get: the instance, or the promise of it. Set once it is kept. */
  value: unknown = undefined;
  wasRead = false;
  /** The settled instance. */
  instance: unknown = undefined;
  /** The promise of an async factory; undefined while the factory has not returned. */
  pending: Promise<unknown> | undefined = undefined;
  /** What was read for it: where one of these is replaced, so is this. */
  readonly basis = new Set<Generation>();
  /** It and those of its basis that do not last for the container's life. */
  mortals: readonly Mortal[] = [];
  builtAt = 0;
  usedAt = 0;
  /** Its place in the order of creation; disposal goes the other way. */
  turn = 0;
  /** No boundary between invocations has come since it was built. */
  isNew = true;
  #isStale = false;
  /** Replaced while under way: nobody gets what comes of it. */
  isFenced = false;
  #isReleased = false;
  #isResident = true;
  #leaving: (() => void)[] = [];
  /** The invocations that go on reading it although it was replaced. */
  pinnedFor: Set<Holder> | undefined = undefined;

  constructor(
    readonly wait: Wait,
    /** Wall-clock time at which it was begun: its age counts from here, as what a factory fetches may be as old. */
    readonly begunAt: number,
    /** Somebody waits for it who would see it fail. */
    public hasReader: boolean,
    readonly attempt = 1,
  ) {}

  /** Becomes what readers get. */
  keep(value: unknown, instance: unknown, now: number): void {
    this.value = value;
    this.instance = instance;
    this.builtAt = now;
    this.used(now);
  }

  /** Notes what of it may expire: itself within these limits in milliseconds, and what its basis brings along. */
  limit(maxAge: number, maxIdle: number): void {
    const isMortal = this.#isStale || maxAge !== Number.POSITIVE_INFINITY || maxIdle !== Number.POSITIVE_INFINITY;
    const inherited = [...this.basis].flatMap(({ mortals }) => mortals);
    const own = { generation: this, maxAge: this.#isStale ? 0 : maxAge, maxIdle };
    this.mortals = [...new Set(isMortal ? [...inherited, own] : inherited)];
  }

  /** True once it is disposed, or about to be. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** True while the container keeps its instance. */
  get isResident(): boolean {
    return this.#isResident;
  }

  /** Runs `callback` once when the container keeps its instance no longer. */
  onLeave(callback: () => void): void {
    this.#leaving.push(callback);
  }

  /** Notes that nobody reads it any more. */
  release(): void {
    this.#isReleased = true;
    this.leave();
  }

  /** Notes that only those who have it keep it: who merely remembers its instance forgets it. */
  leave(): void {
    this.#isResident = false;
    for (const callback of this.#leaving.splice(0)) callback();
  }

  /** Makes its outcome nobody's; false where that has happened too often, so that builds cannot go on for ever: then it is replaced as soon as may be. */
  fence(): boolean {
    this.isFenced = this.attempt < MOST_ATTEMPTS;
    this.#isStale = !this.isFenced;
    return this.isFenced;
  }

  /** Brings the time of the last use up to date: whoever used this has used what it was built with. */
  noteUse(now: number): void {
    if (!this.wasRead) return;
    this.wasRead = false;
    this.used(now);
  }

  /** The same at the end of an invocation, which may have used what was built in it until now. */
  noteBoundary(now: number): void {
    if (this.isNew) this.used(now);
    this.isNew = false;
    this.noteUse(now);
  }

  used(now: number): void {
    this.usedAt = now;
    for (const one of this.basis) if (one.usedAt !== now) one.used(now);
  }
}

/** A generation that may expire, and how. */
export interface Mortal {
  readonly generation: Generation;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly maxIdle: number;
}

/** True when a generation is past its lifetime, or the clock was stepped back behind it, so that nobody knows. */
export function isExpired({ generation, maxAge, maxIdle }: Mortal, now: number): boolean {
  const { begunAt, usedAt } = generation;
  const isTooOld = maxAge !== Number.POSITIVE_INFINITY && (now < begunAt || now - begunAt >= maxAge);
  return isTooOld || (maxIdle !== Number.POSITIVE_INFINITY && (now < usedAt || now - usedAt >= maxIdle));
}
