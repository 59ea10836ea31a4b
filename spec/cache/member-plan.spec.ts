import { expect } from 'chai';
import type { Call, MemberPlan } from '../../src/cache/member-plan.js';
import { CacheRig } from './cache-rig.js';

// The shapes are the compiler's to check: a plan cannot be changed by a call, and must say whose entries a call reads.
const changes = (plan: MemberPlan, call: Call): void => {
  // @ts-expect-error a call does not change the plan
  plan.loader = () => 1;
  // @ts-expect-error nor the member it is of
  call.member = plan;
};
// @ts-expect-error a plan without ownerOf would not know whose entries to read
const withoutOwner: MemberPlan = {
  label: '',
  loader: () => 1,
  keys: new CacheRig(() => 1).plan.keys,
  when: undefined,
  ttl: 1,
  store: undefined,
};

describe('cache/member-plan', () => {
  it('runs its loader with the this and the arguments of the call', async () => {
    const seen: unknown[] = [];
    const rig = new CacheRig(function (this: unknown, ...args: unknown[]) {
      seen.push(this, ...args);
    });
    rig.call('a', undefined);
    expect(seen).to.have.ordered.members([rig.owner, 'a', undefined]);
    await rig.expectAtRest();
  });

  it('asks ownerOf with the this of each call, and bypasses the cache where nobody owns', async () => {
    const owners: unknown[] = [rigOwner, undefined, rigOwner];
    let loads = 0;
    const rig = new CacheRig(() => ++loads, 3, { ownerOf: () => owners.shift() as object | undefined });
    expect([rig.call('a'), rig.call('a'), rig.call('a')]).to.deep.equal([1, 2, 1]);
    expect(rig.cache.counters.bypasses).to.equal(1);
    await rig.expectAtRest();
  });

  it('asks when with the this and the arguments, and takes anything falsy for no', async () => {
    const seen: unknown[] = [];
    const answers: unknown[] = [true, 0, '', undefined, null, 1];
    let loads = 0;
    const when = function (this: unknown, ...args: unknown[]): unknown {
      seen.push(this, ...args);
      return answers.shift();
    };
    const rig = new CacheRig(() => ++loads, 3, { when });
    expect(answers.slice().map(() => rig.call('a'))).to.deep.equal([1, 2, 3, 4, 5, 1]);
    expect(seen.slice(0, 2)).to.have.ordered.members([rig.owner, 'a']);
    await rig.expectAtRest();
  });

  it('hands on what when throws, counted nowhere', async () => {
    const thrown = new Error('when');
    const rig = new CacheRig(() => 1, 3, { when: () => { throw thrown; } }); // biome-ignore format: one line
    expect(() => rig.call('a')).to.throw(thrown);
    rig.calls = 0;
    await rig.expectAtRest();
    expect([withoutOwner.loader, changes]).to.have.length(2);
  });
});

const rigOwner = {};
