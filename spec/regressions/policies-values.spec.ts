import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { outcomeOf, PolicyRig } from '../cache/policy-rig.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

interface Basket {
  items: string[];
}

describe('regression: values and time limits', () => {
  const clock = useFakeClock();
  collectReports();
  afterEach(() => registry.configure({ defaults: {} }));

  // The followers' copies were taken from the leader's, after it may have changed it.
  it('a stale value is copied for each who waited for a fresh one', async () => {
    const rig = new PolicyRig('async', { ttl: 100, staleIfError: 1_000, values: 'cloned' });
    await rig.load({ items: ['a'] });
    clock.advance(150);
    const leader = (rig.call() as Promise<Basket>).then((basket) => basket.items.push('changed'));
    const follower = rig.call() as Promise<Basket>;
    rig.gates[0]?.reject(new Error('down'));
    await leader;
    expect((await follower).items).to.deep.equal(['a']);
  });

  it('the leader gets a copy, as everybody else does', () => {
    class Money {
      constructor(readonly amount: number) {}
    }
    const kept = new Money(5);
    const load = cached(() => kept, { values: 'cloned' });
    const [first, second] = [load(), load()];
    expect(first).to.not.equal(kept);
    expect(Object.getPrototypeOf(first)).to.equal(Object.getPrototypeOf(second));
  });

  // An entry without value and without flight stayed in the tree.
  it('a value that cannot be cloned is not set, and leaves nothing', async () => {
    const rig = new PolicyRig('async', { values: 'cloned', key: (key: string) => ['list', key] });
    expect(() => rig.handle.set(['key'], () => 1))
      .to.throw()
      .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    await rig.expectAtRest();
    expect(await rig.load('new')).to.equal('new');
    await rig.expectAtRest();
  });

  // What was stored before could not be cloned at a hit, and 'shared' never came back.
  it('a changed default begins with an empty cache', () => {
    const callback = (): number => 1;
    const load = cached(() => ({ callback }));
    const shared = load();
    registry.configure({ defaults: { values: 'cloned' } });
    expect(load().callback).to.equal(callback);
    registry.configure({ defaults: {} });
    expect(load()).to.equal(load()).and.not.to.equal(shared);
    const frozen = cached(() => ({ items: ['a'] }));
    frozen();
    registry.configure({ defaults: { values: 'frozen' } });
    expect(frozen()).to.equal(frozen()).and.to.be.frozen;
  });

  it('the timeout holds for calls that load for themselves, and for those that bypass the cache', async () => {
    const waits = new PolicyRig('plain', { timeout: 100, when: () => false });
    const bypass = waits.call();
    expect(clock.timers).to.equal(1);
    clock.advance(100);
    expect(await outcomeOf(() => bypass)).to.equal('error: ERR_WARMSCOPE_LOAD_TIMEOUT');
    const rig = new PolicyRig('plain', { timeout: 100 });
    const [leader, follower] = [rig.call(), rig.call()];
    rig.gates[0]?.resolve([1][Symbol.iterator]());
    await leader;
    await nextTurn();
    expect(rig.gates.length).to.equal(2);
    clock.advance(100);
    expect(await outcomeOf(() => follower)).to.equal('error: ERR_WARMSCOPE_LOAD_TIMEOUT');
    expect(clock.timers).to.equal(0);
    expect(cacheOf(rig.fn).size).to.equal(0);
  });
});
