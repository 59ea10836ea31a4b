import { expect } from 'chai';
import { cached, cacheOf, containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { FRAMES, nearTheEndOfTheStack, promisesNearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

const work = (depth: number): number => (depth === 0 ? 1 : 1 + work(depth - 1));

/** Frames that reach beyond what a build must have to spare. */
const MANY_FRAMES = 1_200;

// Kind of fault: A stack overflow around the build of a client, or around an invocation, left a client that "needs itself to be built", a build that
// counted as under way for ever, or an invocation that never ended.
describe('regression: a stack overflow around clients and invocations', () => {
  collectReports();
  useShortStackTraces();
  const clock = useFakeClock();
  afterEach(() => registry.dispose());

  for (const options of [{}, { maxAge: '1h' }, { maxIdle: '1h', validate: () => true }] as const) {
    for (const frames of [FRAMES, MANY_FRAMES]) {
      it(`leaves every client to be built again: ${JSON.stringify(options)}, ${frames} frames`, async () => {
        const leaf = containerSingleton(() => ({ depth: work(3) }), options);
        const clients = Array.from({ length: frames }, () => containerSingleton(() => ({ leaf: leaf(), depth: work(3) }), options));
        nearTheEndOfTheStack((at) => clients[at]?.(), 0, frames);
        for (const client of clients) {
          expect(client().depth).to.equal(4);
          expect(client()).to.equal(client());
          expect(client().leaf).to.equal(leaf());
        }
        await nextTurn();
      });

      it(`leaves every async client to be built again: ${JSON.stringify(options)}, ${frames} frames`, async () => {
        const leaf = containerSingleton(async () => ({ depth: work(3) }), options);
        const clients = Array.from({ length: frames }, () =>
          containerSingleton(async () => ({ leaf: await leaf(), depth: work(3) }), options),
        );
        await Promise.allSettled(promisesNearTheEndOfTheStack((at) => clients[at]?.(), 0, frames));
        for (const client of clients) {
          expect((await client()).depth).to.equal(4);
          expect(await client()).to.equal(await client());
          expect((await client()).leaf).to.equal(await leaf());
        }
      });
    }
  }

  it('leaves clients to be built again in an invocation, and their cached methods to be called', async () => {
    const client = containerSingleton(async () => ({ depth: work(3) }));
    const f = cached(async (key: number) => ({ key, ...(await client()) }), { max: MANY_FRAMES });
    await runInvocation({}, async () => {
      await Promise.allSettled(promisesNearTheEndOfTheStack((at) => f(at), 0, MANY_FRAMES));
    });
    await runInvocation({}, async () => {
      for (let key = 0; key < MANY_FRAMES; key++) expect(await f(key)).to.deep.equal({ key, depth: 4 });
      expect(cacheOf(f).size).to.equal(MANY_FRAMES);
    });
  });

  it('ends every invocation, so that a thaw is seen after it', async () => {
    const handler = createHandler(async (key: number) => key + work(3));
    for (const frames of [FRAMES, MANY_FRAMES]) {
      await Promise.allSettled(promisesNearTheEndOfTheStack((at) => runInvocation({}, () => work(3) + at), 0, frames));
      await Promise.allSettled(promisesNearTheEndOfTheStack((at) => handler(at, {}), 0, frames));
      const { thaws } = registry.stats().container;
      clock.advance(3_600_000);
      expect(await handler(1, {})).to.equal(5);
      expect(registry.stats().container.thaws).to.equal(thaws + 1);
    }
  });
});
