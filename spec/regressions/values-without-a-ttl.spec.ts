import { expect } from 'chai';
import { cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, errorOf, nextTurn } from '../support/deferred.js';

// Kind of fault: Which value may replace a timeout or a failure was decided by the time since its ttl ended, and no decision was possible for a value
// without a ttl.
describe('regression: values without a ttl, when a load of the same key is late or fails', () => {
  const clock = useFakeClock();

  for (const ttl of [undefined, '1h'] as const) {
    const options = ttl === undefined ? {} : { ttl };
    const what = ttl === undefined ? 'without a ttl' : 'with one';

    it(`a value that was set meanwhile is served in place of a timeout, ${what}`, async () => {
      const load = cached(() => new Promise<string>(() => undefined), { ...options, timeout: 10 });
      const [leader, follower] = [load(), load()];
      cacheOf(load).set([], 'set');
      clock.advance(10);
      expect(await Promise.all([leader, follower])).to.deep.equal(['set', 'set']);
    });

    it(`a value that an older load stored is served in place of a failure, ${what}`, async () => {
      const gates: Deferred<string>[] = [];
      const load = cached(() => {
        const gate = deferred<string>();
        gates.push(gate);
        return gate.promise;
      }, options);
      let first: Promise<string> | undefined;
      await runInvocation({}, () => {
        first = load();
      });
      const second = load();
      gates[0]?.resolve('one');
      expect(await first).to.equal('one');
      gates[1]?.reject(new Error('boom'));
      expect(await second).to.equal('one');
    });
  }

  it('there is nothing to serve where nothing was stored', async () => {
    const load = cached(() => new Promise<string>(() => undefined), { timeout: 10 });
    const failed = errorOf(() => load());
    await nextTurn();
    clock.advance(10);
    expect(await failed).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
  });
});
