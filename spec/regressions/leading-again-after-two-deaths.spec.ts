import { expect } from 'chai';
import { cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';

// Kind of fault: A follower that led again after a second dead leader stored its value in an entry that had been removed: the value was counted, but
// never found.
describe('regression: a follower that leads again where another dead leader was before it', () => {
  const clock = useFakeClock();

  it('stores its value where later calls find it', async () => {
    const gates = [deferred<string>(), deferred<string>(), deferred<string>()];
    let loads = 0;
    const load = cached(async (_key: string) => gates[loads++]?.promise);
    const deadline = clock.time + 100;
    const runs = [{ deadline }, { deadline }, {}].map((options) => runInvocation(options, () => load('k')));
    clock.advance(100);
    await nextTurn();
    expect(loads).to.equal(3);
    for (const [index, gate] of gates.entries()) gate.resolve(`v${index}`);
    expect(await Promise.all(runs)).to.deep.equal(['v0', 'v1', 'v2']);
    expect([await load('k'), cacheOf(load).size, cacheOf(load).stats().hits]).to.deep.equal(['v2', 1, 1]);
    expect([cacheOf(load).delete('k'), cacheOf(load).size, cacheOf(load).stats().size]).to.deep.equal([true, 0, 0]);
  });
});
