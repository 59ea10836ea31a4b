import type { Observer } from '../cache/observer.js';
import type { WaitGraph } from '../context/wait-graph.js';
import type { WarmscopeWarning } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { dependentsAmong, nearestBuilds, withDependencies } from './dependencies.js';
import type { Holder, InvocationView } from './invocation-view.js';
import type { Version } from './version.js';

/** What replacing singletons needs of the container. */
export interface SuccessionHost {
  readonly clock: TimerClock;
  readonly invocations: InvocationView;
  readonly waits: WaitGraph;
  readonly observer?: Observer | undefined;
  warn(member: object, warning: WarmscopeWarning): void;
}

/** Open to the fast path of reads while nothing is being built, and nobody reads a retired version. */
export interface ReadGate {
  /** How many reasons there are to take the slow path. */
  slow: number;
}

/**
 * The versions of all clients by what has become of them: being built, in use, beyond a bound, retired. Who
 * moves one from list to list keeps what depends on that right, too.
 */
export class Roster {
  readonly gate: ReadGate = { slow: 0 };
  /** Builds under way, without those that were given up. */
  protected readonly building = new Set<Version>();
  /** Versions in use, and those that were evicted. */
  protected readonly current = new Set<Version>();
  /** Kept versions beyond the bound of their member: disposed when nobody holds them. */
  protected readonly evicted = new Set<Version>();
  /** Versions that were replaced, but that somebody may hold; first retired, first listed. */
  protected readonly retired = new Set<Version>();
  protected readonly instances = new WeakMap<object, Version>();

  constructor(protected readonly host: SuccessionHost) {}

  /** The versions that are kept. */
  kept(): Version[] {
    return [...this.current];
  }

  /** The versions that are kept or retired. */
  all(): Version[] {
    return [...this.current, ...this.retired];
  }

  /** True for a version that is kept, and within the bound of its member. */
  isWithin(version: Version): boolean {
    return this.current.has(version) && !this.evicted.has(version);
  }

  /** The version that an object is the instance of, or was before it was disposed. */
  versionOf(instance: object): Version | undefined {
    return this.instances.get(instance);
  }

  /** The version that an object is the instance of, while the container keeps it. */
  residenceOf(instance: object): Version | undefined {
    const version = this.versionOf(instance);
    return version?.isDisposed === false ? version : undefined;
  }

  /** The innermost builds around the present call: several, where they wait for the same load. */
  readers(): Version[] {
    const { current } = this.building.size === 0 ? { current: undefined } : this.host.waits;
    return current === undefined ? [] : nearestBuilds([current], 'awaitedBy');
  }

  /** A version, and what it was built with, as far as it was evicted. */
  protected evictedBelow(version: Version): Version[] {
    return [...withDependencies([version])].filter((one) => this.evicted.has(one));
  }

  /** The builds under way that have given a promise. */
  protected pending(): Version[] {
    return [...this.building].filter(({ pending }) => pending !== undefined);
  }

  protected running(): Holder[] {
    return [...this.host.invocations.running].filter(({ isOver }) => !isOver);
  }

  /** The versions among these that are kept or being built, and all that are built with them. */
  protected withDependents(roots: readonly Version[]): Version[] {
    return dependentsAmong([...this.current, ...this.building], new Set(roots));
  }

  /** Keeps a version no longer; false where it was not kept. */
  protected unkeep(version: Version): boolean {
    this.evicted.delete(version);
    return this.current.delete(version);
  }

  /** Gives the current versions to those who still read these, or what was built with these. */
  protected unsee(roots: readonly Version[]): void {
    for (const version of dependentsAmong(this.retired, new Set(roots))) this.leaveSight(version);
  }

  protected leaveSight(version: Version): void {
    if (version.isSeen) this.gate.slow--;
    version.isSeen = false;
  }

  /** Gives up a build under way: its readers get the next one. False where it is to be kept. */
  protected giveUp(version: Version): boolean {
    if (!this.building.has(version) || !version.fence()) return false;
    this.close(version);
    return true;
  }

  /** Removes a build from those under way. */
  protected close(version: Version): void {
    const record = version.record.deref();
    if (record?.building === version) record.building = undefined;
    if (this.building.delete(version)) this.gate.slow--;
  }
}
