import { expect } from 'chai';
import type { ResolvedKey } from '../../src/cache/key.js';
import { KeyResolution } from '../../src/cache/key-resolution.js';
import { type MemberPlan, PLAINEST, type Scope } from '../../src/cache/member-plan.js';
import { MethodCache } from '../../src/cache/method-cache.js';
import { FakeHost, FakeInvocation } from '../support/cache-host.js';
import { type Deferred, deferred } from '../support/deferred.js';

/** Two instances, two invocations of two tenants, and what is dropped of what they keep. */
class Rig {
  readonly host = new FakeHost();
  readonly cache = new MethodCache('m', 100, this.host);
  readonly owners = { one: {}, two: {} };
  readonly invocations = { a: new FakeInvocation('a'), b: new FakeInvocation('b') };
  readonly gates: Deferred<void>[] = [];
  readonly #plan: MemberPlan;

  constructor(readonly scope: Scope) {
    this.cache.scope = scope;
    this.#plan = {
      ...PLAINEST, label: 'm', isPerClass: false, keys: new KeyResolution(() => 'm', undefined), when: undefined, scope,
      loader: (key) => (key === 'slow' ? this.#slow() : 'v'),
      ownerOf: (self) => self as object,
    }; // biome-ignore format: a list
  }

  async #slow(): Promise<string> {
    const gate = deferred();
    this.gates.push(gate);
    await gate.promise;
    return 'v';
  }

  in<T>(name: 'a' | 'b' | undefined, work: () => T): T {
    this.host.invocations.active = name && this.invocations[name];
    return work();
  }

  call(owner: 'one' | 'two', key: string): unknown {
    return this.cache.call({ member: this.#plan, self: this.owners[owner], args: [key] });
  }

  fill(): this {
    for (const name of ['a', 'b'] as const)
      for (const owner of ['one', 'two'] as const) for (const key of ['k', 'l']) this.in(name, () => this.call(owner, key));
    return this;
  }

  /** `a1k` is k of the first owner in invocation a. */
  get left(): string {
    const found: string[] = [];
    for (const name of ['a', 'b'] as const)
      for (const [owner, self] of Object.entries(this.owners))
        for (const key of ['k', 'l'])
          if (this.in(name, () => this.cache.peek(self, [key])) !== undefined) found.push(name + (owner === 'one' ? 1 : 2) + key);
    return found.join(' ');
  }
}

const K: ResolvedKey = ['k'];
const ALL = 'a1k a1l a2k a2l b1k b1l b2k b2l';

describe('cache/drops', () => {
  const cases: [what: string, scope: Scope, where: 'a' | 'b' | undefined, drop: (rig: Rig) => unknown, left: string][] = [
    ['deleteOf', 'container', 'a', ({ cache, owners }) => cache.deleteOf(owners.one, K), 'a1l a2k a2l b1l b2k b2l'],
    ['deleteOf', 'tenant', 'a', ({ cache, owners }) => cache.deleteOf(owners.one, K), 'a1l a2k a2l b1k b1l b2k b2l'],
    ['deleteOf', 'tenant', undefined, ({ cache, owners }) => cache.deleteOf(owners.one, K), 'a1l a2k a2l b1l b2k b2l'],
    ['deleteOf', 'invocation', 'a', ({ cache, owners }) => cache.deleteOf(owners.one, K), 'a1l a2k a2l b1l b2k b2l'],
    ['delete', 'container', 'a', ({ cache, owners }) => cache.delete(K, (each) => each === owners.two), 'a1k a1l a2l b1k b1l b2l'],
    ['delete', 'tenant', 'b', ({ cache }) => cache.delete(K, () => true), 'a1k a1l a2k a2l b1l b2l'],
    ['delete', 'invocation', undefined, ({ cache, owners }) => cache.delete(K, (each) => each === owners.two), 'a1k a1l a2l b1k b1l b2l'],
    ['clearOf', 'tenant', 'a', ({ cache, owners }) => cache.clearOf(owners.one), 'a2k a2l b2k b2l'],
    ['clearOf', 'invocation', 'a', ({ cache, owners }) => cache.clearOf(owners.one), 'a2k a2l b2k b2l'],
    ['clearOwners', 'invocation', undefined, ({ cache, owners }) => cache.clearOwners((each) => each === owners.two), 'a1k a1l b1k b1l'],
    ['clear', 'tenant', 'a', ({ cache }) => cache.clear(), ''],
    ['clear', 'invocation', 'a', ({ cache }) => cache.clear(), ''],
    ['the end of an invocation', 'invocation', undefined, ({ invocations }) => invocations.a.end(), 'b1k b1l b2k b2l'],
    ['the end of an invocation', 'tenant', undefined, ({ invocations }) => invocations.a.end(), ALL],
  ];
  for (const [what, scope, where, drop, left] of cases) {
    it(`${what}, scope ${scope}, ${where === undefined ? 'outside' : `in ${where}`}, leaves ${left || 'nothing'}`, () => {
      const rig = new Rig(scope).fill();
      expect(rig.left).to.equal(ALL);
      const dropped = rig.in(where, () => drop(rig));
      expect(rig.left).to.equal(left);
      if (what.startsWith('delete')) expect([dropped, rig.in(where, () => drop(rig))]).to.deep.equal([true, false]);
      expect(rig.cache.entries.size).to.equal(scope === 'container' ? new Set(left.split(' ').map((name) => name.slice(1))).size : left.split(' ').filter(Boolean).length); // biome-ignore format: long
    });
  }

  for (const [scope, where, isKept] of [
    ['container', 'b', false],
    ['tenant', 'a', false],
    ['tenant', 'b', true],
    ['tenant', undefined, false],
    ['invocation', 'b', false],
  ] as const) {
    it(`a drop of scope ${scope} ${where === undefined ? 'outside' : `in ${where}`} ${isKept ? 'leaves' : 'fences'} what loads in a`, async () => {
      const rig = new Rig(scope);
      const loading = rig.in('a', () => rig.call('one', 'slow'));
      rig.in(where, () => rig.cache.deleteOf(rig.owners.one, ['slow']));
      rig.gates[0]?.resolve();
      expect(await loading).to.equal('v');
      expect(rig.in('a', () => rig.cache.peek(rig.owners.one, ['slow']))).to.deep.equal(isKept ? ['v'] : undefined);
    });
  }
});
