// Kind of fault: Several counts of running invocations disagreed about one that never returns, or that only waits for disposals.
import { expect } from 'chai';
import { cached, containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { begin, endAll } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';

const HOUR = 3_600_000;

describe('regression: which invocations count as running', () => {
  collectReports();
  const clock = useFakeClock();
  let asked: number;
  beforeEach(() => {
    asked = 0;
  });
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  const validated = () => containerSingleton(() => ({}), { validate: () => ++asked > 0 });
  const context = (ms: number) => {
    const until = clock.time + ms;
    return { getRemainingTimeInMillis: () => until - clock.time };
  };
  const hang = (): Promise<never> => new Promise(() => undefined);

  for (const [kind, start] of Object.entries({
    'any function': (): void => void runInvocation({ deadline: clock.time + 1_000 }, hang),
    'a handler': (): void => void createHandler(hang)(undefined, context(1_000)),
    'several handlers': (): void => {
      for (const handler of [createHandler(hang), createHandler(hang)]) void handler(undefined, context(1_000));
    },
  })) {
    it(`an invocation past its deadline does not, whether it returns or not: ${kind}`, async () => {
      const db = validated();
      await runInvocation({}, db);
      const { thaws } = registry.stats().container;
      start();
      // Eager clients of other files are built before a handler begins.
      await nextTurn();
      for (let round = 0; round < 3; round++) {
        clock.advance(HOUR);
        await runInvocation({}, db);
      }
      expect([asked, registry.stats().container.thaws - thaws]).to.deep.equal([3, 3]);
    });
  }

  it('one within its time does', async () => {
    const db = validated();
    const long = await begin({ deadline: clock.time + 10 * HOUR });
    await long.run(db);
    clock.advance(HOUR);
    await runInvocation({}, db);
    expect(asked).to.equal(0);
  });

  it('background work outside any invocation is waited for by the last one, although another never returns', async () => {
    let loads = 0;
    const gate = deferred();
    const load = cached(async () => (++loads === 2 ? gate.promise.then(() => loads) : loads), { ttl: 10, staleWhileRevalidate: '1h' });
    await load();
    void runInvocation({ deadline: clock.time + 1_000 }, hang);
    clock.advance(2_000);
    await load();
    let isDone = false;
    const last = runInvocation({}, () => undefined).then(() => {
      isDone = true;
    });
    await nextTurn();
    expect(isDone).to.equal(false);
    gate.resolve();
    await last;
  });

  for (const [limit, options] of Object.entries({ maxAge: { maxAge: '1h' }, maxIdle: { maxIdle: '1h' } } as const)) {
    for (const isAsync of [false, true]) {
      it(`one that only waits for a disposal does not: ${limit}, ${isAsync ? 'async' : 'sync'}`, async () => {
        const gate = deferred();
        let made = 0;
        const make = () => ({ id: ++made });
        const client = containerSingleton<{ id: number } | Promise<{ id: number }>>(isAsync ? async () => make() : make, {
          ...options,
          dispose: ({ id }) => (id === 1 ? gate.promise : undefined),
        });
        const read = async () => (await client()).id;
        await runInvocation({}, read);
        clock.advance(HOUR);
        const first = runInvocation({}, read);
        await nextTurn();
        clock.advance(HOUR);
        expect(await runInvocation({}, async () => [await read(), await nextTurn(), await read()])).to.deep.equal([3, undefined, 3]);
        gate.resolve();
        expect(await first).to.equal(2);
        expect(await runInvocation({}, read)).to.equal(3);
      });
    }
  }
});
