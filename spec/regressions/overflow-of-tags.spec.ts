import { expect } from 'chai';
import { Cached, cached, cacheOf, Invalidates, registry, Updates } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { nearTheEndOfTheStack, promisesNearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

// What has a tag has to be found by it, wherever the stack ended while it was written, replaced, dropped or cleared.
describe('tags at the end of the stack', () => {
  useShortStackTraces();
  keepInvariants();
  collectReports();

  for (let shift = 0; shift < 8; shift++) {
    it(`lead to every entry that was written there (${shift})`, () => {
      let round = 0;
      const load = cached((key: number) => key, {
        max: 50,
        tags: (_value: number, key: number) => ['overflow', `round ${round}`, `key ${key % 7}`],
      });
      nearTheEndOfTheStack((frames) => {
        round = frames % 5;
        load(frames % 60);
        if (frames % 3 === 0) cacheOf(load).set([frames], frames);
        if (frames % 11 === 0) cacheOf(load).delete(frames - 3);
        if (frames % 31 === 0) cacheOf(load).clear();
      }, shift);
      void registry.invalidateTags('overflow');
      for (let key = 0; key < 150; key++) expect(cacheOf(load).has(key), `${key}`).to.equal(false);
      expect(cacheOf(load).size).to.equal(0);
    });

    it(`are invalidated there, or the caller gets an error (${shift})`, async () => {
      const load = cached((key: number) => key, { tags: (_value: number, key: number) => [`there ${key % 3}`] });
      const tags = ['there 0', 'there 1', 'there 2'];
      const given = promisesNearTheEndOfTheStack(() => {
        for (let key = 0; key < 9; key++) load(key);
        return registry.invalidateTags(...tags);
      }, shift);
      for (const each of given) await Promise.resolve(each).catch(() => undefined);
      for (let key = 0; key < 9; key++) load(key);
      await registry.invalidateTags(...tags);
      expect(cacheOf(load).size).to.equal(0);
    });

    it(`a mutating method that returned there leaves nothing outdated (${shift})`, async () => {
      class Store {
        version = 0;
        @Cached({ tags: ['stored'] })
        value(_key: string): number {
          return this.version;
        }
        @Cached({ tags: ['listed'] })
        list(): number {
          return this.version;
        }
        @Updates('value', { key: () => 'a' })
        @Invalidates({ tags: ['listed'] })
        set(): number {
          return ++this.version;
        }
        @Updates('value', { key: () => 'a' })
        @Invalidates({ tags: ['listed'] })
        async setLater(): Promise<number> {
          return ++this.version;
        }
      }
      for (const name of ['set', 'setLater'] as const) {
        const store = new Store();
        const given = promisesNearTheEndOfTheStack(() => {
          store.value('a');
          store.list();
          return store[name]();
        }, shift);
        for (const each of given) await Promise.resolve(each).catch(() => undefined);
        await nextTurn();
        expect([store.value('a'), store.list()], name).to.deep.equal([store.version, store.version]);
      }
    });
  }
});
