import { READS, type Wait } from '../context/wait.js';
import type { SingletonOptions } from '../options.js';
import type { Holder } from './invocation-view.js';

/** How often a build is begun again because what it had read was replaced meanwhile. */
const MOST_ATTEMPTS = 3;

/**
 * What all versions of one client have in common; apart from its record, which they are not to keep alive.
 */
export interface ClientFacts {
  /** The class, `Class.member`, or the `name` option. */
  label: string;
  readonly options: Omit<SingletonOptions, 'name'>;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly maxIdle: number;
  readonly counters: { builds: number; buildMs: number; disposals: number };
}

/**
 * The record of one client of the container, as its versions know it: whose versions they are, and which of
 * them it hands out.
 */
export interface ClientRecord {
  readonly client: ClientFacts;
  readonly label: string;
  readonly isEager: boolean;
  /** The version that most readers get. */
  readonly current: Version | undefined;
  readonly building: Version | undefined;
  /** Versions that only some running invocations see. */
  readonly past: readonly Version[];
  /** The first serial of the invocations that are to see the next version. */
  born: number;
  /** Lets go of a version: who reads from now on does not get it. */
  forget(version: Version): void;
  /** Has a version seen by those alone that it says. */
  setApart(version: Version): void;
  /** Gives up a build under way: its readers get what comes after it. */
  fence(version: Version): void;
  /** The instance, or the promise of it, built where it is missing. */
  read(self: unknown): unknown;
  /** Builds ahead of use where nothing has been tried yet. */
  attempt(): void;
}

/** A range of invocations by their serials: from the first on, before the second. */
export interface Span {
  readonly from: number;
  readonly before: number;
}

/** True for an invocation within a range. */
export function isWithin({ from, before }: Span, { serial }: Holder): boolean {
  return from <= serial && serial < before;
}

/** What a build needs to know when it begins. */
export interface BuildStart {
  readonly wait: Wait;
  /** Wall-clock time: its age counts from here, as what a factory fetches may be as old. */
  readonly begunAt: number;
  /** The serial of the invocation it was begun in; 0 outside of any. */
  readonly origin: number;
  /** The first serial of those that may see it: older invocations go on with its predecessor. */
  readonly born: number;
  /** Somebody waits for it who would see it fail. */
  readonly hasReader: boolean;
  readonly attempt: number;
}

/** One build of a client and what came of it: under way, kept, retired, disposed. */
export class Version {
  /** What readers get: the instance, or the promise of it. Set once it is built. */
  value: unknown = undefined;
  /** The settled instance. */
  instance: unknown = undefined;
  /** The promise of an async factory; undefined while the factory has not returned. */
  pending: Promise<unknown> | undefined = undefined;
  /** What was read while it was built: where one of these is replaced, so is this. */
  readonly dependencies = new Set<Version>();
  /** It and those of its dependencies that do not last for the container's life. */
  expirables: readonly Expirable[] = [];
  readonly record: WeakRef<ClientRecord>;
  readonly wait: Wait;
  readonly begunAt: number;
  /** The serial of the invocation it was begun in; 0 outside of any. */
  readonly origin: number;
  hasReader: boolean;
  wasRead = false;
  builtAt = 0;
  usedAt = 0;
  /** Its place in the order of creation; disposal goes the other way. */
  turn = 0;
  /** The invocations that see it. */
  seenBy: Span;
  /** The invocations that may hold it; of a retired one, no others. */
  heldBy: Span;
  /** Nobody gets what comes of it: it was given up while under way. */
  isFenced = false;
  /**
   * It was never born: its build failed, or read the invocation. What was built with its promise is not kept
   * either.
   */
  isUnborn = false;
  /** It has an instance, or had one. */
  isBuilt = false;
  /** Its build has ended, one way or the other. */
  isSettled = false;
  /** Its build and the builds of all that it was built with have ended. */
  isClosed = false;
  isDisposed = false;
  /** No boundary between invocations has come since it was built. */
  #isNew = true;
  #isStale = false;
  #isResident = true;
  readonly #attempt: number;
  #leaving: (() => void)[] = [];

  constructor(
    record: ClientRecord,
    readonly client: ClientFacts,
    { wait, begunAt, origin, born, hasReader, attempt }: BuildStart,
  ) {
    this.record = new WeakRef(record);
    this.wait = wait;
    this.begunAt = begunAt;
    this.origin = origin;
    this.hasReader = hasReader;
    this.#attempt = attempt;
    this.seenBy = { from: born, before: Number.POSITIVE_INFINITY };
    this.heldBy = this.seenBy;
  }

  get nextAttempt(): number {
    return this.#attempt + 1;
  }

  /** True where its factory read the running invocation: it is that one's alone. */
  get isScoped(): boolean {
    return this.wait.reads > READS.nothing;
  }

  /** Notes what the build gave. */
  complete(value: unknown, instance: unknown, now: number): void {
    this.value = value;
    this.instance = instance;
    this.isBuilt = true;
    this.builtAt = now;
    this.used(now);
    this.#limit();
  }

  /** Notes what of it may expire: itself, and what its dependencies bring along. */
  #limit(): void {
    const { maxAge, maxIdle } = this.client;
    const isMortal =
      this.#isStale || maxAge !== Number.POSITIVE_INFINITY || maxIdle !== Number.POSITIVE_INFINITY;
    const inherited = [...this.dependencies].flatMap(({ expirables }) => expirables);
    const own = { version: this, maxAge: this.#isStale ? 0 : maxAge, maxIdle };
    this.expirables = [...new Set(isMortal ? [...inherited, own] : inherited)];
  }

  /** Nobody else gets it from now on; `heldBy` are those who may have it. */
  retire(seenBy: Span, heldBy: Span): void {
    this.seenBy = seenBy;
    this.heldBy = heldBy;
  }

  /** Has older invocations see it as well, from this serial on. */
  widen(from: number): void {
    this.seenBy = { ...this.seenBy, from: Math.min(from, this.seenBy.from) };
    this.heldBy = { ...this.heldBy, from: Math.min(from, this.heldBy.from) };
  }

  /** True while the container keeps its instance. */
  get isResident(): boolean {
    return this.#isResident;
  }

  /** Runs `callback` once when the container keeps its instance no longer. */
  onLeave(callback: () => void): void {
    this.#leaving.push(callback);
  }

  /** Notes that only those who have it keep it: who merely remembers its instance forgets it. */
  leave(): void {
    this.#isResident = false;
    for (const callback of this.#leaving.splice(0)) callback();
  }

  /**
   * Makes its outcome nobody's; false where that has happened too often, so that builds cannot go on for
   * ever: then it is replaced as soon as may be.
   */
  fence(): boolean {
    this.isFenced = this.#attempt < MOST_ATTEMPTS;
    this.#isStale = !this.isFenced;
    return this.isFenced;
  }

  /** Brings the time of the last use up to date: whoever used this has used what it was built with. */
  noteUse(now: number): void {
    if (!this.wasRead) return;
    this.wasRead = false;
    this.used(now);
  }

  /** Notes the end of an invocation, which may have used until now what was built in it. */
  noteBoundary(now: number): void {
    if (this.#isNew) this.used(now);
    this.#isNew = false;
    this.noteUse(now);
  }

  used(now: number): void {
    if (Number.isNaN(now)) return;
    this.usedAt = now;
    for (const one of this.dependencies) if (one.usedAt !== now) one.used(now);
  }
}

/** A version that may expire, and how. */
export interface Expirable {
  readonly version: Version;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly maxIdle: number;
}

/**
 * True when a version is past its lifetime, or the clock was stepped back behind it or did not tell, so that
 * nobody knows; false while it does not tell.
 */
export function isExpired({ version, maxAge, maxIdle }: Expirable, now: number): boolean {
  const { begunAt, usedAt } = version;
  if (Number.isNaN(now)) return false;
  const isTooOld = maxAge !== Number.POSITIVE_INFINITY && !(begunAt <= now && now - begunAt < maxAge);
  return isTooOld || (maxIdle !== Number.POSITIVE_INFINITY && (now < usedAt || now - usedAt >= maxIdle));
}
