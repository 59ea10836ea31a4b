import { BackgroundWarning } from '../errors.js';
import { keyOf } from '../keys/key-parts.js';
import type { Entries } from '../store/entries.js';
import { type Entry, KINDS, type Kind } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { messageOf } from '../util/untrusted.js';
import type { Backoff } from './backoff.js';
import type { CacheCounters } from './counters.js';
import type { Flight } from './flight.js';
import type { CacheHost } from './host.js';
import type { Load, Plan, Warn } from './plan.js';

/** What failed where nobody may have seen it. */
const FAILED_UNSEEN = {
  background: (label: string) => `A background refresh of ${label} failed; what it was to renew is served on`,
  set: (label: string) =>
    `A promise that cacheOf(...).set was given for ${label} was rejected, so nothing was stored`,
  late: (label: string) =>
    `A load of ${label} failed, after its caller had waited as long as the option "timeout" allows`,
};

/** What flights need of their cache. */
export interface FlightsHost {
  readonly host: CacheHost;
  readonly counters: CacheCounters;
  readonly entries: Entries;
  readonly backoff: Backoff;
  readonly warn: Warn;
}

/** What becomes of flights that have an outcome. */
interface FlightLists {
  /** The newest flight of an entry. */
  newest(entry: Entry): Flight | undefined;
  /** Keeps later calls from joining a flight. */
  detach(flight: Flight): void;
  /** Keeps an older flight of the same key from storing. */
  outrun(flight: Flight): void;
  /** Ends a flight's wait. */
  finish(flight: Flight): void;
  mend(): void;
}

/** What becomes of the outcome of a load, before its callers see it. */
export class Outcomes {
  constructor(
    private readonly cache: FlightsHost,
    private readonly flights: FlightLists,
  ) {}

  /** A load has given a value. */
  succeed(flight: Flight, value: unknown, kind: Kind): unknown {
    const { entries, counters } = this.cache;
    flight.outcome = value;
    if (flight.role === 'trial') counters.misses++;
    const ttl = this.decide(flight, Number.POSITIVE_INFINITY);
    if (!(ttl > 0) && !flight.isSet) counters.uncacheable++;
    if (!entries.isWhole) this.flights.mend();
    this.flights.finish(flight);
    this.#store(flight, ttl, kind);
    return flight.isShareable ? this.handed(flight) : value;
  }

  /** What a caller gets of a value that is shared. */
  handed({ kept, outcome, member }: Flight): unknown {
    if (kept === undefined) return outcome;
    return member.plan.handOut.reduce((given, handOut) => handOut(given, KINDS.plain), kept[0]);
  }

  /** What is thrown where an error is shared: as it is kept, if it is. */
  thrown({ kept, outcome, member }: Flight): unknown {
    if (kept === undefined) return outcome;
    return member.plan.handOut.reduce((given, handOut) => handOut(given, KINDS.thrown), kept[0]);
  }

  /**
   * Milliseconds that an outcome may be kept, as the features of its method say; 0 for not at all. Runs the
   * user's options.
   */
  decide(load: Load & { isShareable: boolean }, unless: number): number {
    const { shares, loaded } = load.member.plan;
    const { warn } = this.cache;
    for (const isShared of shares) {
      load.isShareable = isShared(load, warn);
      if (!load.isShareable) return 0;
    }
    let ttl = unless;
    for (const judge of loaded) {
      const verdict = judge(load, warn);
      if (verdict === 'discard') return 0;
      if (verdict !== undefined) ttl = verdict;
    }
    return ttl;
  }

  /**
   * Keeps a result, or drops the entry that it came to renew; one that could not be written does not stay
   * behind.
   */
  #store(flight: Flight, ttl: number, kind: Kind): void {
    const { entries, backoff } = this.cache;
    const { partition, entry } = flight;
    // Whatever was kept of a collected owner is gone, and nobody could read this.
    let isWritten = flight.state !== 'running' || (kind === KINDS.promised && !partition.isOwned);
    if (!isWritten) this.flights.outrun(flight);
    try {
      const now = this.#clock(flight);
      if (isWritten) return;
      if (ttl > 0) {
        this.#write(flight, ttl, kind, flight.isShort ? now : undefined);
        isWritten = true;
      }
      if (flight.role !== 'call') backoff.end(entry);
    } finally {
      if (!isWritten && entry.hasValue) entries.drop(partition, entry, 'replaced');
      this.flights.detach(flight);
      flight.state = 'settled';
    }
  }

  #write(
    { partition, entry, kept, outcome, member }: Flight,
    ttl: number,
    kind: Kind,
    at: number | undefined,
  ): void {
    this.write(partition, entry, member.plan, kept === undefined ? outcome : kept[0], kind, ttl, at);
  }

  /** Writes an entry as its method's plan has it. */
  write(
    partition: Partition,
    entry: Entry,
    plan: Plan,
    value: unknown,
    kind: Kind,
    ttl: number,
    at?: number,
  ): void {
    const kept = kind === KINDS.plain && plan.handOut.length > 0 ? KINDS.handedOut : kind;
    this.cache.entries.write(partition, entry, value, kept, ttl, at);
    for (const stored of plan.stored) stored(entry);
  }

  /**
   * A load has failed: gives a stale value where that is allowed, else throws the error, which is kept where
   * a feature says so.
   */
  fail(flight: Flight, error: unknown, kind: Kind): unknown {
    const { entries, counters } = this.cache;
    if (!entries.isWhole) this.flights.mend();
    const { role } = flight;
    if ((!flight.isLate || role === 'background') && role !== 'set') counters.loadErrors++;
    flight.noteFailure(error);
    try {
      this.#clock(flight);
      this.#report(flight, error);
      const stale = this.#staleFor(flight);
      if (role === 'trial') counters[stale === undefined ? 'misses' : 'staleHits']++;
      if (stale === undefined) return this.#throw(flight, kind);
      const isPromised = kind === KINDS.thrown && flight.entry.kind === KINDS.promised;
      return isPromised ? Promise.resolve(this.handed(flight)) : this.handed(flight);
    } finally {
      this.flights.finish(flight);
      this.flights.detach(flight);
      flight.state = 'settled';
    }
  }

  /** Throws an error; it is kept in place of a value, unless there is one that may still be served. */
  #throw(flight: Flight, kind: Kind): never {
    flight.mayBeKept = this.#isKeepable(flight);
    const lifetime = this.decide(flight, 0);
    // The options may have invalidated it.
    if (lifetime > 0 && flight.state === 'running' && this.#prepareError(flight))
      this.#write(flight, lifetime, kind, undefined);
    throw flight.isShareable ? this.thrown(flight) : flight.outcome;
  }

  /** Sets apart what is kept of an error, as its method wants it; false where that is not possible. */
  #prepareError(flight: Flight): boolean {
    const { plan, label } = flight.member;
    for (const prepare of plan.prepare) {
      flight.kept = prepare(flight.outcome, { label, warn: this.cache.warn, isSet: false });
      if (flight.kept === undefined) return false;
    }
    return true;
  }

  /** True where a stale value may take the place of an error; the flight's outcome is that value then. */
  #staleFor(flight: Flight): true | undefined {
    const { entries } = this.cache;
    const { entry, partition, member, role, state } = flight;
    if (state !== 'running' || !entry.hasValue || !partition.isOwned || role === 'refresh') return undefined;
    // That a caller would wait no longer says nothing about the service.
    if (flight.death !== 'signal') this.pause(flight);
    if (!(entries.staleMs(entry) < member.plan.staleIfError)) return undefined;
    entries.touch(partition, entry);
    flight.outcome = entry.settled;
    flight.kept = [entry.settled];
    return true;
  }

  /** Keeps an entry from being renewed for a while. */
  pause(flight: Flight): void {
    const { backoff, host } = this.cache;
    const now = host.clock.now();
    // Its own may have been replaced meanwhile.
    const entry = flight.partition.find(keyOf(flight.entry)) ?? flight.entry;
    if (!backoff.isPaused(entry, now)) backoff.begin(entry, now);
  }

  /** False where a value is of use still, and for what went wrong with one caller or invocation only. */
  #isKeepable(flight: Flight): boolean {
    const { entries } = this.cache;
    const { entry, partition, member } = flight;
    if (this.flights.newest(entry) !== flight || flight.isSet || flight.state !== 'running') return false;
    if (flight.isExcused || !partition.isOwned) return false;
    return (
      !entry.hasValue ||
      (entries.peek(entry) === undefined && !(entries.staleMs(entry) < member.plan.staleWindow))
    );
  }

  /** Reports a failure that nobody may have seen; an abort is seen by who asked for it. */
  #report({ member, role, isLate, isExcused }: Flight, cause: unknown): void {
    const unseen = role === 'background' || role === 'set' ? role : isLate ? 'late' : undefined;
    if (unseen === undefined || (unseen !== 'background' && isExcused)) return;
    this.cache.warn(
      new BackgroundWarning(`${FAILED_UNSEEN[unseen](member.label)}: ${messageOf(cause)}`, { cause }),
    );
  }

  /** Gets a value that may be served although its entry could not be renewed, as `[given]`. */
  present(flight: Flight, { staleIfError }: Plan): [given: unknown] | undefined {
    const { entries } = this.cache;
    if (!entries.isWhole) this.flights.mend();
    const { partition } = flight;
    const entry = partition.isOwned ? partition.find(keyOf(flight.entry)) : undefined;
    if (entry === undefined || !(entries.staleMs(entry) < staleIfError)) return undefined;
    return [entries.handOut(partition, entry)];
  }

  /** Counts the time that a load took; gives the time now, on the clock it was measured with. */
  #clock({ startedAt, role, isShort }: Flight): number {
    const { clock } = this.cache.host;
    const now = isShort ? clock.shortLap() : clock.lap();
    // `NaN` where the clock could not tell.
    if (role !== 'set') this.cache.counters.loadMs += Math.max(0, now - startedAt) || 0;
    return now;
  }
}
