import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { World } from '../shared/sites.js';
import { type Deferred, deferred, errorOf } from '../support/deferred.js';

// Kind of fault: Who joined a load of an earlier invocation made sure of its outcome, or loaded anew where it was not kept, in a time limit of its own: with
// the "timeout" of its method at 1,000 ms it waited for 1,900.
describe('regression: shared: joiners whose outcome does not hold', () => {
  const OUTCOMES: Record<string, CachedOptions> = {
    'is not kept': { store: () => false },
    'has no ttl': { ttl: () => 0 },
    'was invalidated by a tag': { tags: ['t'] },
  };
  for (const [what, options] of Object.entries(OUTCOMES))
    it(`one that ${what}: they wait no longer than their method allows`, async () => {
      const world = new World();
      const site = world.site();
      const gates: Deferred<string>[] = [];
      const load = (): Promise<string> => {
        const gate = deferred<string>();
        gates.push(gate);
        return gate.promise;
      };
      const value = site.method(load, { timeout: 1_000, ...options });
      const leader = site.run(() => errorOf(() => value('a').then(() => Promise.reject(new Error('none')))));
      await world.pass(500, 50);
      const from = world.clock.time;
      const joiner = site.run(() => errorOf(() => value('a'))).then((error) => [error.code, world.clock.time - from]);
      await world.pass(400, 50);
      if (what.includes('tag')) await site.run(() => site.invalidateTags('t'));
      gates[0]?.resolve('v');
      await world.settle();
      expect(gates.length).to.equal(2);
      const [code, waited] = await world.finished(joiner);
      expect(code).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
      expect(waited).to.be.within(900, 1_010);
      await world.finished(leader);
    });

  it('one that was only to be verified is theirs', async () => {
    const world = new World();
    const site = world.site();
    const gate = deferred<string>();
    const value = site.method(() => gate.promise, { timeout: 1_000 });
    const leader = site.run(() => value('a'));
    await world.pass(500, 50);
    const joiner = site.run(() => value('a'));
    await world.pass(400, 50);
    gate.resolve('v');
    expect(await world.finished(Promise.all([leader, joiner]))).to.deep.equal(['v', 'v']);
  });
});
