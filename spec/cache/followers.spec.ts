import { expect } from 'chai';
import { type Deferred, deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { CacheRig, type RigOptions } from './cache-rig.js';

const abort = (): Error => new DOMException('aborted', 'AbortError');

describe('cache/followers', () => {
  collectReports();

  /** One key whose loads the spec settles. */
  function rigOf(options: RigOptions = {}): { rig: CacheRig; gates: Deferred<unknown>[] } {
    const gates: Deferred<unknown>[] = [];
    const rig = new CacheRig(() => gates[gates.push(deferred()) - 1]?.promise, 3, options);
    return { rig, gates };
  }

  it('get the outcome of the load that they joined', async () => {
    for (const settle of ['resolve', 'reject'] as const) {
      const { rig, gates } = rigOf();
      const outcomes = Promise.allSettled([rig.call('k'), rig.call('k'), rig.call('k')]);
      gates[0]?.[settle]('outcome');
      const right = settle === 'resolve' ? { status: 'fulfilled', value: 'outcome' } : { status: 'rejected', reason: 'outcome' };
      expect(await outcomes).to.deep.equal([right, right, right]);
      await rig.expectAtRest();
    }
  });

  it('lead anew when it was aborted: the first of them, and the others follow', async () => {
    const { rig, gates } = rigOf();
    const leader = errorOf(() => rig.call('k'));
    const followers = [rig.call('k'), rig.call('k'), rig.call('k')];
    gates[0]?.reject(abort());
    expect((await leader).name).to.equal('AbortError');
    await nextTurn();
    expect(gates.length).to.equal(2);
    gates[1]?.resolve('value');
    expect(await Promise.all(followers)).to.deep.equal(['value', 'value', 'value']);
    expect(rig.counters).to.include({ misses: 1, joins: 3, loads: 2, loadErrors: 1 });
    await rig.expectAtRest();
  });

  it('lead each for themselves after two deaths, and the newest value is kept', async () => {
    const { rig, gates } = rigOf();
    const calls = Array.from({ length: 5 }, () => rig.call('k') as Promise<unknown>);
    const outcomes = Promise.allSettled(calls);
    for (const index of [0, 1]) {
      gates[index]?.reject(abort());
      await nextTurn();
    }
    expect(gates.length).to.equal(5);
    for (const index of [4, 2, 3]) gates[index]?.resolve(index);
    const values = (await outcomes).map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'aborted'));
    expect([values, rig.peek('k')]).to.deep.equal([['aborted', 'aborted', 2, 3, 4], [4]]);
    await rig.expectAtRest();
  });

  it('that have left neither lead nor load any more', async () => {
    const { rig, gates } = rigOf({ timeout: 20 });
    const outcomes = [1, 2, 3].map(() => errorOf(() => rig.call('k')));
    rig.clock.advance(20);
    for (const error of await Promise.all(outcomes)) expect(error.code).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
    gates[0]?.reject(abort());
    await nextTurn();
    expect(gates.length).to.equal(1);
    await rig.expectAtRest();
  });

  it('load for themselves what can be read only once', async () => {
    const { rig, gates } = rigOf();
    const calls = [rig.call('k'), rig.call('k')];
    const [one, two] = [[1].values(), [2].values()];
    gates[0]?.resolve(one);
    await nextTurn();
    gates[1]?.resolve(two);
    expect(await Promise.all(calls)).to.deep.equal([one, two]);
    await rig.expectAtRest();
  });
});
