import { Cache } from '../../src/cache/cache.js';
import type { CacheCounters } from '../../src/cache/counters.js';
import type { Flight } from '../../src/cache/flight.js';
import { peek, refresh, setValue } from '../../src/cache/operations.js';
import type { Call, Loader, Member } from '../../src/cache/plan.js';
import type { WaitGraph } from '../../src/context/wait-graph.js';
import type { WarmscopeWarning } from '../../src/errors.js';
import { type CachedOptions, planOf } from '../../src/features/features.js';
import { KeyResolution } from '../../src/keys/resolve-key.js';
import { NOT_SERVED } from '../../src/store/entries.js';
import { FakeHost } from '../support/cache-host.js';
import { FakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest, expectCallsAddUp } from '../support/invariants.js';

/** The options of a rig, and whose entries its calls read; by default the rig's own. */
export interface RigOptions extends CachedOptions {
  readonly ownerOf?: Member['ownerOf'];
}

/** One method cache outside any registry, with a clock that stands still and every warning kept. */
export class CacheRig {
  readonly clock = new FakeClock();
  readonly waits: WaitGraph;
  readonly warnings: WarmscopeWarning[] = [];
  readonly owner: object = {};
  readonly cache: Cache;
  readonly member: Member;
  calls = 0;

  constructor(
    loader: Loader,
    public max = 3,
    { ownerOf = () => this.owner, ...options }: RigOptions = {},
    label = 'Rig.load',
  ) {
    const host = new FakeHost(this.clock, this.warnings);
    this.waits = host.waits;
    this.cache = new Cache(label, host);
    const keys = new KeyResolution(() => label, undefined);
    this.member = { label, loader, isAsync: false, isOfInstances: true, keys, ownerOf, plan: planOf({ max, ...options }) };
    this.cache.use(this.member.plan);
  }

  /** A call of the method; it counts, unless it ends in an error of ours. */
  call(...args: unknown[]): unknown {
    this.calls++;
    return this.callOn(this.owner, ...args);
  }

  /** A call of the method on some `this`; it does not count. */
  callOn(self: unknown, ...args: unknown[]): unknown {
    return callOf(this.cache, this.member, self, args);
  }

  set(args: unknown[], value: unknown, isPromised = false): void {
    setValue(this.cache, this.owner, this.of(args), value, isPromised);
  }

  peek(...args: unknown[]): [unknown] | undefined {
    return peek(this.cache, this.owner, this.keyOf(args));
  }

  refresh(...args: unknown[]): unknown {
    return refresh(this.cache, this.owner, this.of(args));
  }

  delete(...args: unknown[]): boolean {
    return this.cache.invalidation.delete(this.keyOf(args), (owner) => owner === this.owner);
  }

  /** All counts, hits among them. */
  get counters(): CacheCounters {
    return { hits: this.cache.entries.hits, ...this.cache.counters };
  }

  get codes(): string[] {
    return this.warnings.map(({ code }) => code);
  }

  /** Nothing is in flight, nothing is left over, every call is accounted for. */
  async expectAtRest(): Promise<void> {
    await nextTurn();
    expectAtRest(this.cache, this.max);
    expectCallsAddUp(this.cache, this.calls);
  }

  private of(args: unknown[]): Call {
    return { member: this.member, self: this.owner, args };
  }

  private keyOf(args: unknown[]): ReturnType<KeyResolution['resolve']> {
    return this.member.keys.resolve(this.owner, args);
  }
}

/** A call as it goes without any short way: what begins a load has to run it, and to end it. */
export function callOf(cache: Cache, member: Member, self: unknown, args: unknown[]): unknown {
  const answer = cache.begin(member, self, args);
  if (answer !== NOT_SERVED) return answer;
  const flight = cache.flights.innermost as Flight;
  let result: unknown;
  try {
    result = member.loader.apply(flight.self, args);
  } catch (error) {
    flight.isAloft = false;
    return cache.flights.fail(flight, error);
  }
  flight.isAloft = false;
  return cache.flights.end(flight, result);
}
