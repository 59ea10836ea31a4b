// Kind of fault: Only a gap between two invocations could count as a thaw, so a freeze between init and the first event went unnoticed.
import { expect } from 'chai';
import { Cached, cached, containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('regression: a freeze between init and the first event', () => {
  collectReports();
  const clock = useFakeClock();
  let gate = deferred<number>();
  const never = (): Promise<number> => gate.promise;
  beforeEach(() => {
    gate = deferred();
  });
  afterEach(() => {
    gate.resolve(0);
    return registry.dispose();
  });

  const hosts: Record<string, (work: () => unknown) => () => Promise<unknown>> = {
    createHandler: (work) => {
      const handler = createHandler(work);
      return () => handler(undefined, undefined);
    },
    'a handler class': (work) => {
      class Handler {
        handle(): unknown {
          return work();
        }
      }
      const handler = createHandler(Handler);
      return () => handler(undefined, undefined);
    },
    runInvocation: (work) => () => runInvocation({}, work),
  };

  for (const [name, host] of Object.entries(hosts)) {
    it(`is a thaw: ${name}`, async () => {
      let asked = 0;
      const db = containerSingleton(() => ({}), { validate: () => ++asked === 0 });
      const inInit = db();
      const event = host(() => db() === inInit);
      clock.advance(6 * 3_600_000);
      expect([await event(), asked]).to.deep.equal([false, 1]);
    });

    it(`gives up what was begun before: ${name}`, async () => {
      let [loads, builds] = [0, 0];
      class Config {
        @Cached()
        async load(): Promise<number> {
          return ++loads === 1 ? never() : loads;
        }
      }
      const config = new Config();
      const settings = cached(async () => (++loads === 2 ? never() : loads));
      const queue = containerSingleton(async () => (++builds === 1 ? never() : builds));
      for (const begun of [config.load(), settings(), queue()]) void begun;
      const event = host(async () => [await config.load(), await settings(), await queue()]);
      clock.advance(60_000);
      expect(await event()).to.deep.equal([3, 4, 2]);
    });

    it(`is not detected without a gap: ${name}`, async () => {
      let asked = 0;
      const db = containerSingleton(() => ({}), { validate: () => ++asked === 0 });
      const inInit = db();
      let loads = 0;
      const config = cached(async () => [++loads, await never()]);
      void config();
      const event = host(async () => [db() === inInit, await config()]);
      clock.advance(900);
      const answer = event();
      await nextTurn();
      gate.resolve(5);
      expect([await answer, asked]).to.deep.equal([[true, [1, 5]], 0]);
    });
  }
});
