import { isWanted } from './bypass.js';
import { newCounters } from './counters.js';
import { Drops } from './drops.js';
import { Entries } from './entries.js';
import type { Entry } from './entry.js';
import type { Flight } from './flight.js';
import type { Follower } from './followers.js';
import { staleWindow, type Verdict, verdictOn } from './freshness.js';
import type { CacheHost } from './host.js';
import { disown } from './hostile-values.js';
import type { ResolvedKey } from './key.js';
import { keyOf } from './key-rest.js';
import { Landing } from './landing.js';
import { ttlOf } from './lifetimes.js';
import { Loads } from './loads.js';
import type { Call, MemberPlan, Scope, ValueMode } from './member-plan.js';
import type { Partition } from './partition.js';
import { Renewals } from './renewals.js';
import { Places } from './scopes.js';
import { loadWithin } from './time-limit.js';

/** The cache of one decorated method: key -> lookup -> join or load -> store. */
export class MethodCache {
  readonly counters = newCounters(() => this.entries.hits);
  readonly entries: Entries;
  readonly loads: Loads;
  /** How far the values travel that are there; a call goes by its member's own scope. */
  scope: Scope = 'container';
  /** How its values are handed out. */
  values: ValueMode = 'shared';
  readonly #landing: Landing;
  readonly #renewals: Renewals;
  readonly #drops: Drops;
  readonly #places: Places;

  constructor(
    public label: string,
    max: number,
    private readonly host: CacheHost,
  ) {
    this.entries = new Entries(max, host, this.counters);
    this.#landing = new Landing(this, this.counters, host, this.entries);
    this.loads = new Loads(this.counters, host, this.entries, this.#landing, (...retried) => this.#again(...retried));
    this.#renewals = new Renewals(host, this.entries, this.loads, this.#landing.pauses);
    this.#drops = new Drops(this.entries, this.loads, () => ({ scope: this.scope, active: host.invocations.active }));
    this.#places = new Places(this, host, (owner) => this.#drops.end(owner));
  }

  /** A call of the decorated method. */
  call(call: Call): unknown {
    const { member, self, args } = call;
    const owner = member.ownerOf(self);
    if (owner === undefined || !isWanted(call, this.#landing.warn)) return this.#bypass(call);
    if (member.scope === 'container') return this.callKeyed(call, owner, member.keys.resolve(self, args));
    const place = this.#places.of(member.scope, owner, () => member.keys.resolve(self, args));
    return place === undefined ? this.#bypass(call) : this.callKeyed(call, place.owner, place.key);
  }

  /** A call whose owner and key are known. */
  callKeyed(call: Call, owner: object, key: ResolvedKey): unknown {
    const { partitions } = this.entries;
    const partition = partitions.find(owner) ?? partitions.reach(owner);
    return this.callFound(partition, partition.find(key), key, call);
  }

  /** A call that found nothing under its key, but perhaps the entry of a load that it must not join. */
  #miss(partition: Partition, key: ResolvedKey, call: Call, entry?: Entry): unknown {
    if (call.member.isPerClass) partition.noteCaller(call.self, this.#tenantIn(call.member.scope));
    return this.loads.lead(partition, key, entry, call);
  }

  /** A call that knows what is under its key. */
  callFound(partition: Partition, found: Entry | undefined, key: ResolvedKey, call: Call): unknown {
    const entry = this.entries.isWhole ? found : this.#mended(partition, key);
    if (entry === undefined) return this.#miss(partition, key, call);
    if (this.entries.isFresh(entry)) return this.entries.hit(partition, entry);
    if (entry.hasValue) return this.#callStale(partition, entry, key, call);
    const flight = this.loads.flightFor(entry);
    return flight === undefined ? this.#miss(partition, key, call, partition.find(key)) : this.loads.join(flight, call);
  }

  /** Puts right what a stack overflow has cut short, where that happened. */
  mend(): void {
    if (!this.entries.isWhole) this.loads.mend();
  }

  #mended(partition: Partition, key: ResolvedKey): Entry | undefined {
    this.mend();
    return partition.find(key);
  }

  /** A call that found an entry past its ttl. */
  #callStale(partition: Partition, entry: Entry, key: ResolvedKey, call: Call): unknown {
    const verdict = staleWindow(call.member) === 0 ? 'expire' : this.#verdictOn(entry, call.member);
    if (verdict === 'serve' || verdict === 'revalidate') {
      const served = this.entries.staleHit(partition, entry);
      if (verdict === 'revalidate' && this.loads.flightFor(entry) === undefined) this.#renewals.begin(partition, entry, call);
      return served;
    }
    const flight = this.loads.flightFor(entry);
    if (verdict === 'expire') {
      this.entries.expire(partition, entry);
      return flight === undefined ? this.#miss(partition, key, call, partition.find(key)) : this.loads.join(flight, call);
    }
    return flight === undefined ? this.loads.lead(partition, key, entry, call, 'trial') : this.loads.join(flight, call);
  }

  #verdictOn(entry: Entry, member: MemberPlan): Verdict {
    return verdictOn(member, this.entries.staleMs(entry), this.#landing.pauses.isPaused(entry, this.host.clock.now()));
  }

  /** A call that was counted already and whose flight died with its leader, as others may have before it. */
  #again({ partition, entry: former }: Flight, follower: Follower): unknown {
    const { call } = follower;
    this.mend();
    const key = keyOf(former);
    const entry = partition.find(key);
    const role = follower.isRefresh ? 'refresh' : 'again';
    if (entry === undefined) return this.loads.lead(partition, key, undefined, call, role);
    if (!follower.isRefresh && this.entries.isFresh(entry)) return this.entries.handOut(partition, entry);
    const flight = follower.mustLead ? undefined : this.loads.flightFor(entry);
    // A flight that was just given up may have taken its entry along.
    return flight?.promise === undefined
      ? this.loads.lead(partition, key, partition.find(key), call, role)
      : this.loads.follow(flight, follower);
  }

  /** Loads now and stores, whatever is there; joins a load in flight. */
  refresh(owner: object, call: Call): unknown {
    const { member, self, args } = call;
    const place = this.#places.of(member.scope, owner, () => member.keys.resolve(self, args));
    if (place === undefined) return this.#bypass(call);
    this.mend();
    const partition = this.entries.partitions.reach(place.owner);
    const entry = partition.find(place.key);
    const flight = entry && this.loads.flightFor(entry);
    if (flight !== undefined) return this.loads.join(flight, call, true);
    return this.loads.lead(partition, place.key, partition.find(place.key), call, 'refresh');
  }

  /** The fresh entry of a key as `[value]`; no recency, no counters. */
  peek(owner: object, key: ResolvedKey): [value: unknown] | undefined {
    const place = this.#places.of(this.scope, owner, () => key, true);
    const entry = place && this.entries.partitions.find(place.owner)?.find(place.key);
    return entry && this.entries.peek(entry);
  }

  /** Has the calls of a key wait for a promise, as if its value were being loaded, and fences a load of that key in flight. */
  setPromise(owner: object, call: Call, promise: PromiseLike<unknown>): void {
    const { member, self, args } = call;
    const place = this.#places.of(member.scope, owner, () => member.keys.resolve(self, args));
    if (place === undefined) {
      disown(promise);
      return;
    }
    this.mend();
    const partition = this.entries.partitions.reach(place.owner);
    this.#drops.drop(partition, place.key);
    const { isWhole } = this.entries;
    this.entries.isWhole = false;
    const entry = partition.find(place.key) ?? partition.add(place.key);
    this.#landing.pauses.end(entry);
    this.loads.hold(partition, entry, call, promise);
    this.entries.isWhole = isWhole;
  }

  /** Stores a value as if the call had given it, and fences a load of its key in flight. */
  set(owner: object, { member, self, args }: Call, value: unknown, isPromised: boolean): void {
    const place = this.#places.of(member.scope, owner, () => member.keys.resolve(self, args));
    if (place === undefined) return;
    const ttl = this.#landing.isRepeatable(member, value) ? ttlOf(member, value, args, this.#landing.warn) : 0;
    const kept = ttl > 0 ? this.#landing.prepared(member, value) : undefined;
    this.mend();
    const partition = this.entries.partitions.reach(place.owner);
    this.#drops.fence(partition, place.key);
    const at = ttl > 0 && ttl !== Number.POSITIVE_INFINITY ? this.host.clock.now() : undefined;
    const { isWhole } = this.entries;
    this.entries.isWhole = false;
    const entry = partition.find(place.key) ?? partition.add(place.key);
    this.#landing.pauses.end(entry);
    if (ttl > 0) this.entries.write(partition, entry, { value: kept, ttl, isPromised, at });
    else this.entries.drop(partition, entry);
    this.entries.isWhole = isWhole;
  }

  /** The last `this` that loaded what its class shares, where that was for the same tenant and invocation. */
  lastCaller(owner: object): object | undefined {
    const place = this.#places.of(this.scope, owner, () => undefined, true);
    const partition = place && this.entries.partitions.find(place.owner);
    return partition?.lastTenant === this.#tenantIn(this.scope) ? partition?.lastCaller : undefined;
  }

  /** Drops the entry of a key of all owners that pass; true when a fresh one was there. */
  delete(key: ResolvedKey, includes: (owner: object) => boolean): boolean {
    this.mend();
    return this.#drops.delete(key, includes);
  }

  /** Drops the entry of a key of one owner; true when a fresh one was there. */
  deleteOf(owner: object, key: ResolvedKey): boolean {
    this.mend();
    return this.#drops.deleteOf(owner, key);
  }

  /** Drops every entry, those of collected owners included. */
  clear(): void {
    this.mend();
    this.#drops.clear();
  }

  /** Drops the entries of all owners that pass. */
  clearOwners(includes: (owner: object) => boolean): void {
    this.mend();
    this.#drops.clearOwners(includes);
  }

  /** Drops the entries of one owner. */
  clearOf(owner: object): void {
    this.mend();
    this.#drops.clearOf(owner);
  }

  #tenantIn(scope: Scope): string | undefined {
    return scope === 'tenant' ? this.host.invocations.active?.tenantId : undefined;
  }

  #bypass(call: Call): unknown {
    this.counters.bypasses++;
    return loadWithin(call, this.host.clock);
  }
}
