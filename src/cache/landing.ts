import {
  BackgroundWarning,
  InvalidOptionError,
  OneShotWarning,
  OptionWarning,
  ScopeLeakWarning,
  type WarmscopeWarning,
} from '../errors.js';
import type { CacheCounters } from './counters.js';
import { deepFreeze } from './deep-freeze.js';
import type { Entries } from './entries.js';
import type { Outcome } from './entry.js';
import type { Flight } from './flight.js';
import { staleWindow } from './freshness.js';
import type { CacheHost } from './host.js';
import { messageOf } from './hostile-values.js';
import { errorLifetimeOf, lifetimeOf } from './lifetimes.js';
import type { MemberPlan, Scope } from './member-plan.js';
import { oneShotKind } from './one-shot.js';
import { Pauses } from './pauses.js';
import { copyOfThrown } from './thrown-copies.js';
import { READS, type Reads } from './wait.js';

/** What a loader may read of the invocation, by how far its values travel. */
const MAY_READ: Readonly<Record<Scope, Reads>> = { container: READS.nothing, tenant: READS.tenant, invocation: READS.anything };

/** How a value came: at once, with no freeze possible in between; at once; or out of a promise. */
export type Way = 'short' | 'plain' | 'promised';

/** What failed where nobody may have seen it. */
const FAILED_UNSEEN = {
  background: (label: string) => `A background refresh of ${label} failed; what it was to renew is served on`,
  set: (label: string) => `A promise that cacheOf(...).set was given for ${label} was rejected, so nothing was stored`,
  late: (label: string) => `A load of ${label} failed, after its caller had waited as long as the option "timeout" allows`,
};

/** How a load failed. */
interface Failure {
  readonly error: unknown;
  readonly outcome: Outcome;
}

/** What becomes of the outcome of a load, before its callers see it. */
export class Landing {
  readonly pauses = new Pauses();

  constructor(
    /** The cache, as warnings are counted by it. */
    private readonly cache: object,
    private readonly counters: CacheCounters,
    private readonly host: CacheHost,
    private readonly entries: Entries,
  ) {}

  /** Milliseconds that a loaded value is to be kept; 0 for not at all. Runs the user's options, so it is asked while the flight can still be fenced. */
  judge(flight: Flight, value: unknown, args: readonly unknown[]): number {
    const { member } = flight;
    if (flight.role === 'trial') this.counters.misses++;
    flight.isShareable = this.#isShareable(flight) && this.isRepeatable(member, value) && this.#prepare(flight, value);
    const ttl = flight.isShareable ? lifetimeOf(member, value, args, this.warn, flight.role !== 'set') : 0;
    if (ttl > 0) return ttl;
    if (flight.role !== 'set') this.counters.uncacheable++;
    return 0;
  }

  /** A load failed: gives a stale value where that is allowed, else throws the error, which is kept where `errorTtl` says so. */
  failed(flight: Flight, failure: Failure, args: readonly unknown[], isShort: boolean, finish: () => void): unknown {
    if ((!flight.isLate || flight.role === 'background') && flight.role !== 'set') this.counters.loadErrors++;
    flight.noteFailure(failure.error, args);
    try {
      this.#clock(flight, isShort);
      if (flight.role === 'background' || flight.role === 'set' || flight.isLate) this.#reportBackground(flight, failure.error);
      const stale = this.#staleFor(flight);
      if (flight.role === 'trial') this.counters[stale === undefined ? 'misses' : 'staleHits']++;
      if (stale === undefined) flight.isShareable = this.#isShareable(flight);
      if (stale === undefined) return this.#fail(flight, failure, args);
      flight.pristine = stale[0];
      const isPromised = failure.outcome === 'thrown' && this.entries.isPromised(flight.entry);
      const served = this.copyFor(flight, stale[0]);
      return isPromised ? Promise.resolve(served) : served;
    } finally {
      finish();
      this.entries.disembark(flight);
      flight.hasLanded = true;
    }
  }

  /** What the leader gets of a value. */
  handed(flight: Flight, value: unknown): unknown {
    return flight.isShareable ? this.copyFor(flight, value) : value;
  }

  /** The value as a caller gets it. */
  copyFor({ member, pristine }: Flight, value: unknown): unknown {
    return member.values === 'cloned' ? structuredClone(pristine ?? value) : value;
  }

  /** The error as a caller gets it: where it is kept, as that is handed out. */
  errorFor({ member, keptError }: Flight, error: unknown): unknown {
    if (keptError === undefined) return error;
    return member.values === 'cloned' ? copyOfThrown(keptError[0], false) : keptError[0];
  }

  /** A value that is stored on request, as its method wants it; throws InvalidOptionError for what cannot be cloned. */
  prepared({ values, label }: MemberPlan, value: unknown): unknown {
    if (values === 'frozen') deepFreeze(value);
    if (values !== 'cloned') return value;
    try {
      return structuredClone(value);
    } catch (cause) {
      const advice = 'valid is plain data, or leave the option "values" out.';
      throw new InvalidOptionError(`cacheOf(...).set on ${label}: received what cannot be cloned (${messageOf(cause)}); ${advice}`, {
        cause,
      });
    }
  }

  /** False, with a warning, for what can be read only once. */
  isRepeatable({ label }: MemberPlan, value: unknown): boolean {
    const kind = oneShotKind(value);
    if (kind === undefined) return true;
    const advice = 'it was handed out and not stored. Read it and return its contents to cache them.';
    this.warn(new OneShotWarning(`${label} returned ${kind}, which can be read only once: ${advice}`));
    return false;
  }

  readonly warn = (warning: WarmscopeWarning): void => this.host.warn(this.cache, warning);

  /** False for a result that may be for the wrong caller: with a warning where it depends on one invocation more than its scope allows. */
  #isShareable({ member, reads, invocation }: Flight): boolean {
    // Past the end of its invocation a loader is not told any longer whom it works for.
    if (member.scope !== 'container' && invocation?.isOver !== false) return false;
    if (reads <= MAY_READ[member.scope]) return true;
    const read = member.scope === 'tenant' ? 'more of the invocation than its tenant' : 'the running invocation';
    const remedy = member.scope === 'container' ? "Give it the scope 'tenant' or 'invocation', or" : "Give it the scope 'invocation', or";
    this.warn(
      new ScopeLeakWarning(
        `The loader of ${member.label} read ${read}, but its values travel to other callers (scope '${member.scope}'), so the result was not stored. ` +
          `${remedy} pass what it needs as an argument; for logs there is invocationForLogs().`,
      ),
    );
    return false;
  }

  /** Freezes a value or sets a copy apart, as its method wants it; false where that is not possible. */
  #prepare(flight: Flight, value: unknown): boolean {
    const { values, label } = flight.member;
    if (values === 'frozen') deepFreeze(value);
    if (values !== 'cloned') return true;
    try {
      flight.pristine = structuredClone(value);
      return true;
    } catch (cause) {
      const advice = 'so it was not stored: return plain data, or leave the option "values" out.';
      this.warn(new OptionWarning(`A result of ${label} cannot be cloned (${messageOf(cause)}), ${advice}`, { cause }));
      return false;
    }
  }

  /** Keeps a result, or drops the entry that it came to renew; one that could not be written does not stay behind. */
  keep(flight: Flight, value: unknown, ttl: number, way: Way): void {
    const { partition, entry, pristine = value } = flight;
    const isShort = way === 'short';
    // Whatever was kept of a collected owner is gone, and nobody could read this.
    if (!isShort && !partition.isOwned) flight.isFenced = true;
    if (!flight.isFenced) flight.outrun();
    const newer = this.entries.newerThan(flight);
    if (!flight.isFenced && entry.hasValue) this.entries.disembark(flight);
    let isWritten = flight.isFenced;
    try {
      const now = this.#clock(flight, isShort);
      if (flight.isFenced) return;
      if (ttl > 0) {
        this.entries.write(partition, entry, { value: pristine, ttl, isPromised: way === 'promised', at: isShort ? now : undefined });
        isWritten = true;
        if (newer !== undefined) this.entries.board(newer);
      }
      if (flight.role !== 'call') this.pauses.end(entry);
    } finally {
      this.entries.disembark(flight);
      if (!isWritten && entry.hasValue) this.entries.drop(partition, entry);
      flight.hasLanded = true;
    }
  }

  /** The value that an entry still has, as `[value]`, where its method may serve it although it could not be renewed. */
  #staleFor(flight: Flight): [value: unknown] | undefined {
    const { entry, partition, member, role } = flight;
    if (flight.isFenced || !entry.hasValue || !partition.isOwned || role === 'refresh') return undefined;
    // That a caller would wait no longer says nothing about the service.
    if (flight.death !== 'signal') this.pause(flight);
    if (!(this.entries.staleMs(entry) < member.staleIfError)) return undefined;
    this.entries.touch(partition, entry);
    return [this.entries.read(entry)];
  }

  /** Keeps an entry from being renewed for a while. */
  pause({ entry }: Flight): void {
    const now = this.host.clock.now();
    if (!this.pauses.isPaused(entry, now)) this.pauses.begin(entry, now);
  }

  /** Throws an error; it is kept in place of a value, unless there is one that may still be served. */
  #fail(flight: Flight, { error, outcome }: Failure, args: readonly unknown[]): never {
    const { entry, partition, member } = flight;
    if (this.#isKeepable(flight)) {
      const lifetime = errorLifetimeOf(member, error, args, this.warn);
      // The option may have invalidated it.
      if (lifetime > 0 && !flight.isFenced && this.#prepareError(flight, error)) {
        const value = flight.keptError?.[0];
        this.entries.write(partition, entry, { value, ttl: lifetime, isPromised: outcome === 'rejected', outcome });
      }
    }
    throw this.errorFor(flight, error);
  }

  /** Sets a copy of an error apart, as its method wants it; false where that is not possible. */
  #prepareError(flight: Flight, error: unknown): boolean {
    const { values, label } = flight.member;
    try {
      flight.keptError = [values === 'shared' ? error : copyOfThrown(error, values === 'frozen')];
      return true;
    } catch (cause) {
      const advice = 'so it was not kept: throw plain errors, or leave the option "values" out.';
      this.warn(new OptionWarning(`An error of ${label} cannot be copied (${messageOf(cause)}), ${advice}`, { cause }));
      return false;
    }
  }

  /** False where a value is of use still, and for what went wrong with one caller or invocation only. */
  #isKeepable(flight: Flight): boolean {
    const { isFenced, isShareable, isExcused, entry, partition, member } = flight;
    if (this.entries.newerThan(flight) !== undefined) return false;
    if (flight.role === 'set' || isFenced || !isShareable || isExcused || member.errorTtl === undefined || !partition.isOwned) return false;
    return !entry.hasValue || (this.entries.peek(entry) === undefined && !(this.entries.staleMs(entry) < staleWindow(member)));
  }

  /** Reports a failure that nobody may have seen; an abort is seen by who asked for it. */
  #reportBackground({ member, role, isExcused }: Flight, cause: unknown): void {
    if (role !== 'background' && isExcused) return;
    const what = role === 'background' || role === 'set' ? FAILED_UNSEEN[role](member.label) : FAILED_UNSEEN.late(member.label);
    this.warn(new BackgroundWarning(`${what}: ${messageOf(cause)}`, { cause }));
  }

  /** Counts the time that a load took; gives the time now, on the clock it was measured with. */
  #clock({ startedAt, role }: Flight, isShort: boolean): number {
    const now = isShort ? this.host.clock.shortLap() : this.host.clock.lap();
    // `NaN` where the clock could not tell.
    if (role !== 'set') this.counters.loadMs += Math.max(0, now - startedAt) || 0;
    return now;
  }
}
