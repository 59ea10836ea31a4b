import { expect } from 'chai';
import type { CacheHost } from '../../src/cache/host.js';
import { KeyResolution } from '../../src/cache/key-resolution.js';
import { type MemberPlan, PLAINEST } from '../../src/cache/member-plan.js';
import { MethodCache } from '../../src/cache/method-cache.js';
import { containerRegistry } from '../../src/registry/global-registry.js';
import { FakeHost, FakeInvocation } from '../support/cache-host.js';
import { nextTurn } from '../support/deferred.js';

const owner = {};

function member(plan: Partial<MemberPlan>): MemberPlan {
  const keys = new KeyResolution(() => 'm', undefined);
  return { ...PLAINEST, label: 'm', loader: () => 1, isPerClass: false, keys, when: undefined, ownerOf: () => owner, ...plan };
}

describe('cache/host', () => {
  it('is what the registry is', () => {
    const host: CacheHost = containerRegistry;
    expect(host.invocations.active).to.equal(undefined);
  });

  it('is all that a cache needs: its clock, whom it works for, somebody to track refreshes and to warn', async () => {
    const host = new FakeHost();
    const cache = new MethodCache('m', 10, host);
    let loads = 0;
    const plan = member({ loader: async () => ++loads, ttl: 1_000, staleWhileRevalidate: 1_000, scope: 'tenant' });
    const call = () => cache.call({ member: plan, self: owner, args: [] });
    cache.scope = 'tenant';
    expect([await call(), host.warnings.map(({ code }) => code)]).to.deep.equal([1, ['WARN_WARMSCOPE_SCOPE']]);
    host.invocations.active = new FakeInvocation('a');
    expect([await call(), await call()]).to.deep.equal([2, 2]);
    host.clock.advance(1_500);
    expect([await call(), host.tracked.length]).to.deep.equal([2, 1]);
    expect(await host.tracked[0]?.work).to.equal(3);
    expect(await call()).to.equal(3);
    host.clock.advance(1_500);
    const stale = call();
    host.tracked[1]?.abandon();
    expect(await stale).to.equal(3);
    await nextTurn();
    expect([await call(), host.tracked.length], 'what was abandoned is not stored').to.deep.equal([3, 3]);
    host.tracked[2]?.abandon();
  });
});
