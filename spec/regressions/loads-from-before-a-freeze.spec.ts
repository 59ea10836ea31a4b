import { expect } from 'chai';
import { cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const HOUR_MS = 3_600_000;

// Kind of fault: A load that no invocation had begun (a timer or leftover work had) was joined after a freeze; and if no call asked for it meanwhile,
// its result was stored as new, although it was as old as the freeze.
describe('regression: a load from before a freeze', () => {
  const clock = useFakeClock();
  collectReports();

  function setUp() {
    const loads: Deferred<string>[] = [];
    const method = cached(
      (): Promise<string> => {
        const load = deferred<string>();
        loads.push(load);
        return load.promise;
      },
      { ttl: '1m' },
    );
    return { method, loads };
  }

  for (const [title, begin] of Object.entries({
    'that no invocation has begun': (call: () => unknown) => runInvocation({}, () => 'idle').then(() => void call()),
    'that an invocation has left behind': (call: () => unknown) => runInvocation({}, () => void call()),
  })) {
    it(`${title} is not joined`, async () => {
      const { method, loads } = setUp();
      await begin(method);
      clock.advance(HOUR_MS);
      const next = runInvocation({}, method);
      await nextTurn();
      loads[1]?.resolve('new');
      expect(await next).to.equal('new');
      loads[0]?.resolve('old');
      await nextTurn();
      expect(await runInvocation({}, method)).to.equal('new');
    });

    it(`${title} is not stored`, async () => {
      const { method, loads } = setUp();
      await begin(method);
      clock.advance(HOUR_MS);
      await runInvocation({}, () => 'something else');
      loads[0]?.resolve('old');
      await nextTurn();
      expect(cacheOf(method).has()).to.equal(false);
    });
  }
});
