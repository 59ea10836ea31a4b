import { expect } from 'chai';
import { cached, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';

// Kind of fault: Loads begun by work that an invocation left running belong to no invocation, and were not given up after a freeze.
describe('regression: loads that no invocation began, and a thaw', () => {
  const clock = useFakeClock();

  for (const isThaw of [true, false]) {
    it(isThaw ? 'are not waited for after it, and store nothing' : 'are shared where there was none', async () => {
      const gates = [deferred<string>(), deferred<string>()];
      let loads = 0;
      const load = cached(async () => gates[loads++]?.promise);
      const goOn = deferred();
      let left: Promise<unknown> | undefined;
      await runInvocation({}, () => {
        left = goOn.promise.then(load);
      });
      goOn.resolve();
      await nextTurn();
      clock.advance(isThaw ? 3_600_000 : 10);
      const next = runInvocation({}, load);
      await nextTurn();
      expect(loads).to.equal(isThaw ? 2 : 1);
      gates[1]?.resolve('new');
      if (isThaw) expect(await next).to.equal('new');
      gates[0]?.resolve('old');
      expect([await left, await next, await load()]).to.deep.equal(isThaw ? ['old', 'new', 'new'] : ['old', 'old', 'old']);
    });
  }
});
