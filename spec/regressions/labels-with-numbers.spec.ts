import { expect } from 'chai';
import { cached, containerSingleton, registry } from '../../src/index.js';

/** A user's label that looks like ours with a number gave two rows of one name, of which everything that goes by names lost one. */
describe('regressions/labels-with-numbers', () => {
  let made = 0;

  for (const labels of [
    ['', '#2', ''],
    ['', '', '#2'],
    ['#2', '', '', ''],
    ['', '#2', '#2', '', '#3'],
    ['#2#2', '#2', '#2', '#2#2'],
  ])
    it(`no two rows have one name where members are called ${labels.map((label) => `a${label}`).join(', ')}`, () => {
      const base = `label ${++made}`;
      const members = labels.map((label, at) => cached((_key: number) => at, { name: base + label }));
      for (const [at, member] of members.entries()) for (let call = 0; call <= at; call++) member(call);
      const clients = labels.map((label, at) => containerSingleton(() => ({ at }), { name: base + label }));
      for (const client of clients) client();
      const { caches, singletons } = registry.stats();
      const rows = caches.filter(({ name }) => name.startsWith(base));
      expect(new Set(rows.map(({ name }) => name)).size).to.equal(labels.length);
      expect(
        rows.map(({ misses }) => misses),
        'none is lost',
      ).to.deep.equal(labels.map((_, at) => at + 1));
      const names = singletons.map(({ name }) => name).filter((name) => name.startsWith(base));
      expect(new Set(names).size).to.equal(labels.length);
      expect(names[0], 'whoever came first has its own').to.equal(base + labels[0]);
    });
});
