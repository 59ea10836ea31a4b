import { BackgroundWarning } from '../errors.js';
import { keyOf } from '../keys/key-parts.js';
import * as KINDS from '../store/kinds.js';
import { nameOfThrown } from '../util/untrusted.js';
import { countTrial, type Flight } from './flight.js';
import { longestWindow, windowsOf } from './freshness.js';
import type { JoinableFlights } from './joinable-flights.js';
import { decide, write } from './keeping.js';
import { handedOut } from './plan.js';

// What becomes of the outcome of a load, before its callers see it. Whatever throws on the way, such as the
// end of the stack, leaves a flight that is not settled: it is forgotten when the cache is mended.

/** A load has given a value: keeps it, or drops the entry that it came to renew. */
export function succeed(list: JoinableFlights, flight: Flight, value: unknown): unknown {
  const { entries, counters, backoff } = list.cache;
  const { role, partition, entry } = flight;
  const isAsync = flight.promise !== undefined;
  flight.outcome = value;
  countTrial(list.cache, flight, false);
  let ttl = decide(list.cache, flight);
  if (!(ttl > 0) && role !== 'set') counters.uncacheable++;
  list.mend();
  list.finish(flight);
  if (list.isOutdated(flight)) {
    flight.isOutdated = true;
    list.fence(flight);
  }
  ttl = flight.ticket?.judge(flight, ttl) ?? ttl;
  // Whatever was kept of a collected owner is gone, and nobody could read this.
  const mayKeep = flight.state === 'running' && (!isAsync || partition.isOwned);
  let isOutdated = mayKeep;
  if (mayKeep) list.outrun(flight);
  try {
    const now = clocked(list, flight);
    if (mayKeep && ttl > 0) {
      const kind = isAsync ? KINDS.promised : KINDS.plain;
      write(list.cache, partition, entry, flight, kind, ttl, flight.isShort ? now : undefined);
      isOutdated = false;
      entries.keepToBudget();
    }
  } finally {
    if (isOutdated && entry.hasValue) entries.drop(partition, entry, 'replaced');
  }
  if (mayKeep && role !== 'call') backoff.end(entry);
  list.close(flight, mayKeep && ttl > 0);
  return flight.isShareable ? shared(flight, KINDS.plain) : value;
}

/**
 * A load has failed: gives a stale value where that is allowed, else throws the error, which is kept where
 * a feature says so.
 */
export function fail(list: JoinableFlights, flight: Flight, error: unknown): unknown {
  const { counters } = list.cache;
  const { role, entry } = flight;
  list.mend();
  if ((!flight.isLate || role === 'background') && role !== 'set') counters.loadErrors++;
  flight.noteFailure(error);
  clocked(list, flight);
  report(list, flight, error);
  const isStale = takeStale(list, flight);
  countTrial(list.cache, flight, isStale);
  if (!isStale) keepError(list, flight);
  list.finish(flight);
  list.close(flight, false);
  if (!isStale) throw flight.isShareable ? shared(flight, KINDS.thrown) : error;
  const given = shared(flight, KINDS.plain);
  return flight.promise === undefined && entry.kind === KINDS.promised ? Promise.resolve(given) : given;
}

/** What callers get of an outcome that is shared: as it is kept, if it is. */
export function shared({ kept, outcome, member }: Flight, kind: KINDS.Kind): unknown {
  return kept === undefined ? outcome : handedOut(member.plan, kept[0], kind);
}

/** Keeps an error, unless there is a value that may be served, or it concerns one caller only. */
function keepError(list: JoinableFlights, flight: Flight): void {
  const { entries, warn } = list.cache;
  const { entry, partition, member, isSet, isExcused, promise } = flight;
  const isRunning = list.newest(entry) === flight && flight.state === 'running';
  flight.mayBeKept =
    isRunning &&
    !isSet &&
    !isExcused &&
    partition.isOwned &&
    (!entry.hasValue || !entries.isOfUse(entry, longestWindow(entry, member.plan)));
  const lifetime = decide(list.cache, flight);
  // The options may have invalidated it.
  if (!(lifetime > 0) || flight.state !== 'running' || list.isOutdated(flight)) return;
  const { prepare } = member.plan;
  flight.kept = prepare?.(flight, warn);
  if (prepare !== undefined && flight.kept === undefined) return;
  const kind = promise === undefined ? KINDS.thrown : KINDS.rejected;
  write(list.cache, partition, entry, flight, kind, lifetime);
  entries.keepToBudget();
}

/** Takes a stale value as the outcome in place of an error; false where that is not allowed. */
function takeStale(list: JoinableFlights, flight: Flight): boolean {
  const { entries } = list.cache;
  const { entry, partition, member, role, state } = flight;
  if (state !== 'running' || !entry.hasValue || !partition.isOwned || role === 'refresh') return false;
  // A caller's own signal says nothing about the service; whatever else ended the load may be its fault.
  if (flight.death !== 'signal') pause(list, flight);
  if (!entries.isOfUse(entry, windowsOf(entry, member.plan).staleIfError)) return false;
  entries.touch(partition, entry, role !== 'background');
  flight.outcome = entry.settled;
  flight.kept = [entry.settled];
  return true;
}

/** Keeps an entry from being renewed for a while. */
export function pause({ cache: { backoff, host } }: JoinableFlights, { partition, entry }: Flight): void {
  // Its own may have been replaced meanwhile.
  const current = partition.find(keyOf(entry)) ?? entry;
  const now = host.clock.now();
  if (!backoff.isPaused(current, now)) backoff.begin(current, now);
}

/** Gets a value that may be served although its entry could not be renewed, as `[given]`. */
export function staleInstead(
  list: JoinableFlights,
  { partition, entry, member, ticket }: Flight,
): [given: unknown] | undefined {
  const { entries } = list.cache;
  list.mend();
  const found = partition.isOwned ? partition.find(keyOf(entry)) : undefined;
  if (found !== undefined && entries.isOfUse(found, windowsOf(found, member.plan).staleIfError))
    return [entries.handOut(partition, found)];
  const stale = ticket?.standIn;
  return stale && [handedOut(member.plan, stale[0], KINDS.plain)];
}

/** Counts the time that a load took; gives the time now, on the clock it was measured with. */
function clocked({ cache }: JoinableFlights, flight: Flight): number {
  const { host, savings } = cache;
  const { startedAt, role, isShort } = flight;
  const now = isShort ? host.clock.shortLap() : host.clock.lap();
  if (role === 'set') return now;
  // `NaN` where the clock could not tell.
  const took = Math.max(0, now - startedAt) || 0;
  savings.add(took);
  host.observer?.loaded(flight, took);
  return now;
}

/** Reports a failure that nobody may have seen; an abort is seen by who asked for it. */
function report(list: JoinableFlights, { member, role, isLate, isExcused }: Flight, cause: unknown): void {
  const isBackground = role === 'background';
  if (!isBackground && (isExcused || !(isLate || role === 'set'))) return;
  const what = isBackground
    ? `A background refresh of ${member.label} failed`
    : role === 'set'
      ? `A promise given to cacheOf(...).set for ${member.label} was rejected`
      : `A load of ${member.label} failed after its timeout`;
  list.cache.warn(new BackgroundWarning(`${what}: ${nameOfThrown(cause)}`, { cause }));
}
