import { KeyResolution } from '../../src/cache/key-resolution.js';
import { type Call, type Loader, type MemberPlan, PLAINEST } from '../../src/cache/member-plan.js';
import { MethodCache } from '../../src/cache/method-cache.js';
import type { WaitGraph } from '../../src/cache/wait-graph.js';
import type { WarmscopeWarning } from '../../src/errors.js';
import { FakeHost } from '../support/cache-host.js';
import { FakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest, expectCallsAddUp } from '../support/invariants.js';

/** What a spec may say of the member under test; the rest is the plainest there is. */
export type PlanOptions = Partial<Omit<MemberPlan, 'label'>> & { readonly label?: string };

/** One method cache outside any registry, with a clock that stands still and every warning kept. */
export class CacheRig {
  readonly clock = new FakeClock();
  readonly waits: WaitGraph;
  readonly warnings: WarmscopeWarning[] = [];
  readonly owner: object = {};
  readonly cache: MethodCache;
  readonly plan: MemberPlan;
  calls = 0;

  constructor(
    loader: Loader,
    public max = 3,
    options: PlanOptions = {},
    label = 'Rig.load',
  ) {
    const host = new FakeHost(this.clock, this.warnings);
    this.waits = host.waits;
    this.cache = new MethodCache(label, max, host);
    const keys = new KeyResolution(() => label, undefined);
    const ownerOf = (): object => this.owner;
    const plain = { ...PLAINEST, when: undefined, isPerClass: false };
    this.plan = { label, loader, keys, ownerOf, ...plain, ...options };
  }

  /** A call of the method; it counts, unless it ends in an error of ours. */
  call(...args: unknown[]): unknown {
    this.calls++;
    return this.cache.call(this.of(args));
  }

  set(args: unknown[], value: unknown, isPromised = false): void {
    this.cache.set(this.owner, this.of(args), value, isPromised);
  }

  peek(...args: unknown[]): [unknown] | undefined {
    return this.cache.peek(this.owner, this.keyOf(args));
  }

  refresh(...args: unknown[]): unknown {
    return this.cache.refresh(this.owner, this.of(args));
  }

  delete(...args: unknown[]): boolean {
    return this.cache.delete(this.keyOf(args), (owner) => owner === this.owner);
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
    return { member: this.plan, self: this.owner, args };
  }

  private keyOf(args: unknown[]): ReturnType<KeyResolution['resolve']> {
    return this.plan.keys.resolve(this.owner, args);
  }
}
