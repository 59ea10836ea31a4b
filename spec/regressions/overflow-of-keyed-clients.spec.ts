import { expect } from 'chai';
import { registry, runInvocation } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';
import { FRAMES, nearTheEndOfTheStack, promisesNearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

const work = (depth: number): number => (depth === 0 ? 1 : 1 + work(depth - 1));

// Kind of fault: A stack overflow in a keyed client's build, or while another makes room for it, left a key that cannot be built again, or a client
// that is never disposed.
describe('regression: a stack overflow around keyed clients', () => {
  collectReports();
  useShortStackTraces();
  afterEach(() => registry.dispose());

  for (const frames of [FRAMES, 1_200]) {
    for (const host of ['none', 'one'] as const) {
      const within = <T>(step: () => T): Promise<unknown> => (host === 'one' ? runInvocation({}, step) : Promise.resolve(step()));

      it(`leaves every key to be built again, and disposes what had to make room: ${frames} frames, invocations: ${host}`, async () => {
        const open = new Set<object>();
        const pool = keyedSingleton(
          (key: number) => {
            const client = { key, depth: work(3) };
            open.add(client);
            return client;
          },
          { max: 5, dispose: (client: object) => void open.delete(client) },
        );
        await within(() => nearTheEndOfTheStack((at) => pool(at), 0, frames));
        await nextTurn();
        await within(() => {
          for (let key = 0; key < frames; key++) {
            const client = pool(key);
            expect([client.key, client.depth, pool(key) === client]).to.deep.equal([key, 4, true]);
          }
        });
        await within(() => undefined);
        await nextTurn();
        expect(open.size).to.equal(5);
        await registry.dispose();
        expect(open.size).to.equal(0);
        expect(containerRegistry.gate.slow).to.equal(0);
      });

      it(`does so where builds are async: ${frames} frames, invocations: ${host}`, async () => {
        const open = new Set<object>();
        const connect = keyedSingleton(
          async (key: number) => {
            const depth = work(3);
            await undefined;
            const client = { key, depth };
            open.add(client);
            return client;
          },
          { max: 5, dispose: (client: object) => void open.delete(client) },
        );
        await within(() => Promise.allSettled(promisesNearTheEndOfTheStack((at) => connect(at), 0, frames)));
        await within(async () => {
          for (let key = 0; key < frames; key++) expect(await connect(key)).to.deep.equal({ key, depth: 4 });
        });
        await nextTurn();
        expect(open.size).to.equal(5);
        await registry.dispose();
        expect(open.size).to.equal(0);
      });
    }
  }
});
