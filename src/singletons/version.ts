import type { ClientFacts } from './client-facts.js';
import { Held } from './held.js';

/** How often a build is begun again because what it had read was replaced meanwhile. */
const MOST_ATTEMPTS = 3;

/** The record of one client of the container, as its versions know it. */
export interface ClientRecord {
  readonly client: ClientFacts;
  /** The version that most readers get. */
  current: Version | undefined;
  building: Version | undefined;
  /** Its versions that are retired and not disposed; first retired, first listed. */
  retired: Set<Version>;
  /** Told that it has another current version or none, or less that is retired. */
  changed(): void;
  /** The instance, or the promise of it, built where it is missing. */
  read(self: unknown): unknown;
  /** Builds ahead of use where it is missing; `keepsFailure` for its first reader. */
  prepare(keepsFailure: boolean): Promise<void>;
}

/** Where a version belongs: to the versions of one container. */
interface Home {
  /** Told that a version's build has ended. */
  end(version: Version): void;
  /** Keeps it; false where nobody but its present readers may get it. */
  admit(version: Version): boolean;
  /** Told that a version's build has failed. */
  failed(version: Version): void;
  /** Disposes what came of a build that was given up. */
  discard(version: Version): void;
}

/** One build of a client and what came of it: under way, kept, retired, disposed. */
export class Version extends Held {
  /** What readers get: the instance, or the promise of it. Set once it is built. */
  value: unknown;
  /** The settled instance. */
  instance: unknown;
  /** The promise of an async factory; undefined while the factory has not returned. */
  pending: Promise<unknown> | undefined;
  /** What was read while it was built: where one of these is replaced, so is this. */
  readonly dependencies = new Set<Version>();
  readonly record: WeakRef<ClientRecord>;
  /** The versions that this one is built among: a test may have put others in their place since. */
  home!: Home;
  /** The counters of its client, in its container. */
  readonly counters: ClientFacts['counters'];
  /** The retired versions of the same client. */
  readonly siblings: Set<Version>;
  /** True when read since `usedAt`. */
  wasRead = false;
  builtAt = 0;
  usedAt = 0;
  /** The place in the order of creation, counted from 1. */
  turn = 0;
  /** True once the build was given up, so that nobody gets its instance. */
  isFenced = false;
  /** True once something was built with this version. */
  isNeeded = false;
  /** True where the build failed, or read the invocation. What was built with its promise goes, too. */
  isUnborn = false;
  /** True once there has been an instance. */
  #isBuilt = false;
  isDisposed = false;
  /** True for a version that expires at once, as its build could not be given up once more. */
  #isStale = false;
  /** True where this version, or something it was built with, may expire. */
  isMortal: boolean;
  /** True while no invocation has ended since the build. */
  #isNew = true;
  readonly #leaving: (() => void)[] = [];

  constructor(
    record: ClientRecord,
    /** Wall-clock time: its age counts from here, as what a factory fetches may be as old. */
    readonly begunAt = 0,
    /** The serial of the invocation it is begun in; 0 outside of any. */
    origin = 0,
    /** Somebody waits for it, and would see it fail. */
    public hasReader = false,
    readonly attempt = 1,
  ) {
    super(record.client, origin);
    this.record = new WeakRef(record);
    this.counters = this.client.counters;
    this.siblings = record.retired;
    this.isMortal = Number.isFinite(this.client.maxAge) || Number.isFinite(this.client.maxIdle);
  }

  /** Notes what the build gave. */
  complete(value: unknown, instance: unknown, now: number): void {
    this.value = value;
    this.instance = instance;
    this.#isBuilt = true;
    this.builtAt = now;
    this.used(now);
    this.isMortal ||= this.#isStale || [...this.dependencies].some(({ isMortal }) => isMortal);
  }

  /** Notes that it is built with another one. */
  needs(other: Version): void {
    other.isNeeded = true;
    this.dependencies.add(other);
  }

  /**
   * Gives up the build, so that nobody gets its instance. False where that has happened too often: then it is
   * kept, and replaced at the next chance.
   */
  fence(): boolean {
    this.isFenced = this.attempt < MOST_ATTEMPTS || this.record.deref() === undefined;
    this.#isStale = !this.isFenced;
    return this.isFenced;
  }

  /** Takes it from its record, so that no reader gets it any more. */
  letGo(): void {
    const record = this.record.deref();
    if (record?.current !== this) return;
    record.current = undefined;
    record.changed();
  }

  /** Runs `callback` once when the container keeps its instance no longer. */
  onLeave(callback: () => void): void {
    this.#leaving.push(callback);
  }

  /** Notes that the container keeps its instance no longer, and tells those who remember it. */
  leave(): void {
    this.isDisposed = true;
    for (const callback of this.#leaving.splice(0)) callback();
  }

  /** Updates the time of its last use. A new one counts as used when an invocation ends (`isBoundary`). */
  noteUse(now: number, isBoundary: boolean): void {
    if (this.wasRead || (isBoundary && this.#isNew)) this.used(now);
    this.wasRead = false;
    if (isBoundary) this.#isNew = false;
  }

  /** Notes a use, of all that it was built with as well. */
  used(now: number): void {
    if (Number.isNaN(now)) return;
    this.usedAt = now;
    for (const one of this.dependencies) if (one.usedAt !== now) one.used(now);
  }

  /** True past its lifetime, or if the clock was set back to before it; false while there is no time. */
  isExpired(now: number): boolean {
    if (!this.#isBuilt || Number.isNaN(now)) return false;
    const { maxAge, maxIdle } = this.client;
    return this.#isStale || isOver(this.begunAt, maxAge, now) || isOver(this.usedAt, maxIdle, now);
  }
}

function isOver(since: number, limit: number, now: number): boolean {
  return Number.isFinite(limit) && !(since <= now && now - since < limit);
}
