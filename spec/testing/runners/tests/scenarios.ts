import assert from 'node:assert/strict';
import { cacheOf, registry } from 'warmscope';
import type { TestContainer } from 'warmscope/testing';
import { handler, Reports } from '../app/handler.js';
import { Clients, calls, Storage, secret } from '../app/storage.js';

/** What the tests of every runner do. */
export interface Scenario {
  readonly name: string;
  run(container: TestContainer): Promise<void>;
}

const ask = (container: TestContainer, tenantId = 'acme') => container.invoke(handler, { user: 'ann' }, { tenantId });
const reads = () => calls.filter((call) => call === 'read ann').length;

export const scenarios: readonly Scenario[] = [
  {
    name: 'begins at nothing, and loads once',
    async run(container) {
      assert.deepEqual([container.stats().container.invocations, reads(), container.warnings.length], [0, 0, 0]);
      await ask(container);
      assert.deepEqual(await ask(container), ['ann of the service', 'rows of acme', 'it sent', 'secret']);
      const { hits, loads } = cacheOf(Reports, 'report').stats();
      assert.deepEqual({ hits, loads, reads: reads() }, { hits: 1, loads: 1, reads: 1 });
    },
  },
  {
    name: 'again begins at nothing, though a test has been before',
    async run(container) {
      assert.equal(reads(), 0);
      await ask(container);
      assert.deepEqual([reads(), container.stats().container.coldStart], [1, true]);
    },
  },
  {
    name: 'has clients replaced by fakes everywhere',
    async run(container) {
      container.override(Storage, { read: async (key) => `fake ${key}` });
      container.override(Clients, 'queue', { send: () => 'fake' });
      container.override(Clients, 'pool', (tenant: string) => ({ query: () => `fake rows of ${tenant}` }));
      const undo = container.override(secret, 'fake secret');
      assert.deepEqual(await ask(container), ['fake ann', 'fake rows of acme', 'fake', 'fake secret']);
      undo();
      assert.deepEqual((await ask(container))[3], 'secret');
      assert.equal(reads(), 0);
    },
  },
  {
    name: 'lets entries grow stale, be renewed, and expire',
    async run(container) {
      let version = 0;
      container.override(Storage, { read: async () => `version ${++version}` });
      const seen: (string | undefined)[] = [];
      for (const time of ['4m', '2m', '2m', '2h'] as const) {
        seen.push((await ask(container))[0]);
        await container.advance(time);
      }
      seen.push((await ask(container))[0]);
      assert.deepEqual(seen, ['version 1', 'version 1', 'version 1', 'version 2', 'version 3']);
    },
  },
  {
    name: 'has a timeout pass while a call waits',
    async run(container) {
      container.override(Storage, { read: () => new Promise<string>(() => undefined) });
      const answer = ask(container).catch((error: { code: string }) => error.code);
      await container.advance('2s');
      assert.equal(await answer, 'ERR_WARMSCOPE_LOAD_TIMEOUT');
    },
  },
  {
    name: 'sees a thaw, and keeps tenants apart',
    async run(container) {
      await ask(container);
      await ask(container, 'globex');
      await ask(container);
      container.freeze('1h');
      await ask(container);
      assert.equal(container.stats().container.thaws, 1);
      assert.deepEqual(
        calls.filter((call) => call.startsWith('plan')),
        ['plan of acme', 'plan of globex', 'plan of acme'],
      );
    },
  },
  {
    name: 'passes a failure on, which the next call does not get',
    async run(container) {
      let isDown = true;
      container.override(Storage, { read: async () => (isDown ? Promise.reject(new Error('down')) : 'up') });
      await assert.rejects(ask(container), /down/);
      isDown = false;
      assert.equal((await ask(container))[0], 'up');
    },
  },
  {
    name: 'ends with a SIGTERM, and starts cold',
    async run(container) {
      await ask(container);
      await container.recycle({ sigterm: true });
      assert.ok(calls.includes('closed the storage'));
      assert.equal(container.stats().container.invocations, 0);
      await ask(container);
      assert.deepEqual([reads(), registry.stats().container.coldStart], [2, true]);
    },
  },
];
