import type { ResolvedKey } from '../keys/key.js';
import type { Entry } from '../store/entry.js';
import * as KINDS from '../store/kinds.js';
import { disown } from '../util/untrusted.js';
import type { Cache } from './cache.js';
import { longestWindow } from './freshness.js';
import { decide, write } from './keeping.js';
import type { Call, Load, Slot } from './plan.js';
import type { Tier } from './tier.js';
import { loadWithin } from './time-limit.js';

/** Tells the tier behind a cache that somebody has dropped the entry of a key, or all entries. */
export function dropped(cache: Cache, key?: [key: ResolvedKey]): void {
  if (cache.plan.shared !== undefined) tierOf(cache)?.drop(cache, key);
}

/** What stands between a cache and its loaders. */
const tierOf = ({ host }: Cache): Tier | undefined => host.tier as Tier | undefined;

// What `cacheOf` does with a cache, beside dropping entries.

/** Loads now and stores, whatever is there; joins a load in flight. */
export function refresh(cache: Cache, owner: object, call: Call): unknown {
  const slot = slotOf(cache, owner, call);
  if (slot === undefined) return loadWithin(call, cache.host.clock);
  const partition = cache.entries.owners.reach(slot.owner);
  const entry = partition.find(slot.key);
  const flight = entry && cache.flights.joinableFor(entry);
  if (flight !== undefined) return cache.join(flight, call, true);
  return cache.flights.lead(partition, partition.find(slot.key), slot.key, call, 'refresh');
}

/**
 * The fresh entry of a key as `[value]`, also a stale one that may still be served where `isStaleToo`; no
 * recency, no counters.
 */
export function peek(
  cache: Cache,
  owner: object,
  key: ResolvedKey,
  isStaleToo = false,
): [value: unknown] | undefined {
  const entry = entryOf(cache, owner, key);
  return entry && cache.entries.peek(entry, isStaleToo ? longestWindow(entry, cache.plan) : 0);
}

/** Epoch milliseconds until which the entry of a key is fresh; undefined where it is not. */
export function expiresAt(cache: Cache, owner: object, key: ResolvedKey): number | undefined {
  const entry = entryOf(cache, owner, key);
  return entry && cache.entries.expiresAt(entry);
}

function entryOf(cache: Cache, owner: object, key: ResolvedKey): Entry | undefined {
  cache.mend();
  const slot = placed(cache, owner, key);
  return slot && cache.entries.owners.find(slot.owner)?.find(slot.key);
}

/**
 * Has the calls of a key wait for a promise, as if its value were being loaded, and fences a load of that
 * key in flight.
 */
export function setPromise(cache: Cache, owner: object, call: Call, promise: PromiseLike<unknown>): void {
  const slot = slotOf(cache, owner, call);
  if (slot === undefined) {
    disown(promise);
    return;
  }
  const { entries } = cache;
  const partition = entries.owners.reach(slot.owner);
  cache.invalidation.drop(partition, partition.find(slot.key));
  let entry: Entry | undefined;
  try {
    entry = entries.reach(partition, slot.key);
    cache.backoff.end(entry);
    cache.flights.hold(partition, entry, call, promise);
  } finally {
    // Where the stack has ended it may have been made for nothing.
    if (entry?.load === undefined) entries.changes++;
  }
  const flight = cache.flights.newest(entry);
  if (flight !== undefined && call.member.plan.shared !== undefined)
    flight.ticket = tierOf(cache)?.hold(cache, flight);
}

/** Stores a value as if the call had given it, and fences a load of its key in flight. */
export function setValue(cache: Cache, owner: object, call: Call, value: unknown, isPromised: boolean): void {
  const slot = slotOf(cache, owner, call);
  if (slot !== undefined) put(cache, slot, loadOf(call, value, true), isPromised);
}

/** Writes what somebody has set, as its method's options have it, and fences a load of its key in flight. */
export function put(cache: Cache, slot: Slot, load: SetLoad, isPromised: boolean): void {
  const { member } = load;
  const ttl = decide(cache, load);
  const isKept = ttl > 0;
  const isShared = member.plan.shared !== undefined;
  if (isKept) load.kept = member.plan.prepare?.(load, cache.warn);
  if (isShared) tierOf(cache)?.set(cache, slot, load, ttl);
  cache.mend();
  const { entries } = cache;
  const partition = entries.owners.reach(slot.owner);
  cache.invalidation.fence(partition.find(slot.key));
  const at = isKept && entries.isTimed(ttl) ? cache.host.clock.now() : undefined;
  entries.changes++;
  const entry = isKept ? entries.reach(partition, slot.key) : partition.find(slot.key);
  if (entry !== undefined) {
    cache.backoff.end(entry);
    // What is shared comes out of promises, whether any has come yet or not.
    const kind = isPromised || isShared ? KINDS.promised : KINDS.plain;
    if (isKept) write(cache, partition, entry, load, kind, ttl, at);
    else entries.drop(partition, entry, 'replaced');
  }
  entries.changes--;
  entries.keepToBudget();
}

/** The last `this` that loaded what its class shares, where that was for the same tenant and invocation. */
export function lastCaller(cache: Cache, owner: object): object | undefined {
  const slot = placed(cache, owner, undefined);
  const partition = slot && cache.entries.owners.find(slot.owner);
  return partition?.lastTenant === cache.tenantId ? partition?.lastCaller : undefined;
}

function slotOf(cache: Cache, owner: object, { member, self, args }: Call): Slot | undefined {
  cache.mend();
  const keyOfCall = (): ResolvedKey => member.keys.resolve(self, args);
  const { place } = member.plan;
  return place === undefined ? { owner, key: keyOfCall() } : place(owner, keyOfCall, cache, false);
}

/** Where a call reads that would have this key; undefined where its scope is not known. */
export function placed(cache: Cache, owner: object, key: ResolvedKey): Slot | undefined {
  const { place } = cache.plan;
  return place === undefined ? { owner, key } : place(owner, () => key, cache, true);
}

/** A value that somebody has set: no loader ran. */
type SetLoad = Load & { isShareable: boolean };

/** What the features are told of a value that somebody has set, who `isAsked` about what is wrong with it. */
export function loadOf({ member, args }: Call, outcome: unknown, isAsked: boolean): SetLoad {
  return {
    member,
    args,
    outcome,
    hasFailed: false,
    isSet: true,
    isAsked,
    reads: 0,
    mayBeKept: true,
    isInInvocation: true,
    isShareable: true,
    kept: undefined,
    details: undefined,
  };
}
