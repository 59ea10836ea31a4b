import { OneShotWarning, OptionWarning, type WarmscopeWarning } from '../errors.js';
import type { StopwatchClock } from './clock.js';
import { newCounters } from './counters.js';
import { Entries } from './entries.js';
import type { Slot } from './entry.js';
import { lifetimeOf, ttlOf } from './freshness.js';
import { disown, isThenable } from './hostile-values.js';
import type { ResolvedKey } from './key.js';
import { type Landing, Loads } from './loads.js';
import type { Call, MemberPlan } from './member-plan.js';
import { oneShotKind } from './one-shot.js';
import type { Partition } from './partition.js';
import type { WaitGraph } from './wait-graph.js';

/** What a method cache needs of the container it lives in. */
export interface CacheHost {
  readonly clock: StopwatchClock;
  readonly waits: WaitGraph;
  /** Emits a warning, once for each member and code. */
  warn(member: object, warning: WarmscopeWarning): void;
}

/** The cache of one decorated method: key -> lookup -> join or load -> store. */
export class MethodCache {
  readonly counters = newCounters();
  readonly entries: Entries;
  readonly loads: Loads;

  constructor(
    public label: string,
    max: number,
    private readonly host: CacheHost,
  ) {
    this.entries = new Entries(max, host.clock, this.counters);
    this.loads = new Loads(this.counters, host.clock, host.waits, this.#landing());
  }

  get clock(): StopwatchClock {
    return this.host.clock;
  }

  /** A call of the decorated method. */
  call(call: Call): unknown {
    const { member, self, args } = call;
    const owner = member.ownerOf(self);
    if (owner === undefined || !this.#isWanted(call)) {
      this.counters.bypasses++;
      return member.loader.apply(self, args);
    }
    return this.callKeyed(call, owner, member.keys.resolve(self, args));
  }

  /** A call whose owner and key are known. */
  callKeyed(call: Call, owner: object, key: ResolvedKey): unknown {
    const partition = this.entries.partitions.find(owner);
    const slot = partition?.keys.find(key);
    if (partition !== undefined && slot !== undefined) {
      if (this.entries.isServable(slot)) return this.hit(partition, slot);
      if (slot.hasEntry) this.entries.expire(partition, slot);
      if (slot.flight !== undefined) return this.loads.join(slot.flight, call);
    }
    this.counters.misses++;
    const home = partition ?? this.entries.partitions.reach(owner);
    if (owner !== call.self) home.noteCaller(call.self);
    return this.loads.lead(home, key, call);
  }

  /** Serves a fresh entry. */
  hit(partition: Partition, slot: Slot): unknown {
    this.counters.hits++;
    this.entries.touch(slot);
    return partition.handOut(slot);
  }

  /** Loads now and stores, whatever is there; joins a load in flight. */
  refresh(owner: object, call: Call): unknown {
    const key = call.member.keys.resolve(call.self, call.args);
    const partition = this.entries.partitions.reach(owner);
    const flight = partition.keys.find(key)?.flight;
    return flight === undefined ? this.loads.lead(partition, key, call) : this.loads.join(flight, call);
  }

  /** The fresh entry of a key as `[value]`; no recency, no counters. */
  peek(owner: object, key: ResolvedKey): [value: unknown] | undefined {
    const partition = this.entries.partitions.find(owner);
    const slot = partition?.keys.find(key);
    if (partition === undefined || slot === undefined || !this.entries.isServable(slot)) return undefined;
    return [partition.read(slot)];
  }

  /** Stores a value as if the call had given it, and fences a load of its key in flight. */
  set(owner: object, { member, self, args }: Call, value: unknown, isPromised: boolean): void {
    const key = member.keys.resolve(self, args);
    const ttl = this.#isRepeatable(member, value) ? ttlOf(member, value, args, this.#warn) : 0;
    const partition = this.entries.partitions.reach(owner);
    const slot = partition.keys.reach(key, partition.ref);
    slot.flight?.fence();
    if (ttl > 0) this.entries.write(partition, slot, value, isPromised, ttl);
    else this.entries.drop(partition, slot);
  }

  /** Drops the entry of a key of all owners that pass; true when a fresh one was there. Fences its load. */
  delete(key: ResolvedKey, includes: (owner: object) => boolean): boolean {
    let dropped = false;
    for (const [owner, partition] of this.entries.partitions) {
      if (includes(owner) && this.#deleteIn(partition, key)) dropped = true;
    }
    return dropped;
  }

  /** The same for one owner. */
  deleteOf(owner: object, key: ResolvedKey): boolean {
    const partition = this.entries.partitions.find(owner);
    return partition !== undefined && this.#deleteIn(partition, key);
  }

  /** Drops every entry, those of collected owners included; fences the loads in flight. */
  clear(): void {
    this.clearOwners(() => true);
    this.entries.dropOrphans();
  }

  /** Drops the entries of all owners that pass; fences their loads in flight. */
  clearOwners(includes: (owner: object) => boolean): void {
    for (const [owner, partition] of this.entries.partitions) if (includes(owner)) this.#clearIn(partition);
  }

  /** Drops the entries of one owner; fences its loads in flight. */
  clearOf(owner: object): void {
    const partition = this.entries.partitions.find(owner);
    if (partition !== undefined) this.#clearIn(partition);
  }

  #clearIn(partition: Partition): void {
    this.loads.fence(partition);
    for (const slot of [...partition.keys.slots()]) this.entries.drop(partition, slot);
  }

  /** Asks the option `when`; a promise is no answer, so the call goes past the cache. */
  #isWanted({ member, self, args }: Call): boolean {
    const answer = member.when === undefined || member.when.apply(self, args);
    if (!isThenable(answer)) return Boolean(answer);
    disown(answer);
    this.#warn(
      new OptionWarning(`The option "when" of ${member.label} gave a promise, so the call was not cached; it must give true or false.`),
    );
    return false;
  }

  #deleteIn(partition: Partition, key: ResolvedKey): boolean {
    const slot = partition.keys.find(key);
    if (slot === undefined) return false;
    const wasFresh = this.entries.isServable(slot);
    slot.flight?.fence();
    this.entries.drop(partition, slot);
    return wasFresh;
  }

  #landing(): Landing {
    return {
      isShareable: ({ member }, value) => this.#isRepeatable(member, value),
      lifetimeOf: ({ member }, value, args) => lifetimeOf(member, value, args, this.#warn),
      write: ({ partition, slot }, value, isPromised, lifetime) => this.entries.write(partition, slot, value, isPromised, lifetime),
      becomeAsync: () => this.entries.promiseAll(),
      drop: ({ partition, slot }) => this.entries.drop(partition, slot),
    };
  }

  #isRepeatable({ label }: MemberPlan, value: unknown): boolean {
    const kind = oneShotKind(value);
    if (kind === undefined) return true;
    const advice = 'it was handed out and not stored. Read it and return its contents to cache them.';
    this.#warn(new OneShotWarning(`${label} returned ${kind}, which can be read only once: ${advice}`));
    return false;
  }

  readonly #warn = (warning: WarmscopeWarning): void => this.host.warn(this, warning);
}
