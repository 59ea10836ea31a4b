// Kind of fault: An explicit name, or similar source text, counted as identity: closures, mixins and clients of one factory shared entries, or lost
// their options.
import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, cacheOf, containerSingleton, Invalidates, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collected } from '../support/garbage.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

describe('regression: a name is a label', () => {
  collectReports();
  keepInvariants();
  const clock = useFakeClock();
  afterEach(() => registry.dispose());

  const name = 'one name';
  const members: Record<string, (tenant: string) => () => unknown> = {
    'a function': (tenant) => cached(() => tenant, { name }),
    'an async function': (tenant) => cached(async () => tenant, { name }),
    'a method of a mixin': (tenant) => {
      class Mixed {
        readonly tenant = tenant;
        @Cached({ name, per: 'class' })
        load(): string {
          return this.tenant;
        }
      }
      const mixed = new Mixed();
      return () => mixed.load();
    },
    'a static getter': (tenant) => {
      class Users {
        @Cached({ name })
        static get all(): string {
          return tenant;
        }
      }
      return () => Users.all;
    },
    'a client': (tenant) => containerSingleton(() => tenant, { name }),
    'an async client': (tenant) => containerSingleton(async () => tenant, { name }),
    'a class': (tenant) => {
      @ContainerSingleton({ name })
      class Client {
        readonly tenant = tenant;
      }
      return () => registry.resolve(Client).tenant;
    },
    'a client of a member': (tenant) => {
      class Client {
        @ContainerSingleton({ name })
        static get it(): { tenant: string } {
          return { tenant };
        }
      }
      return () => Client.it.tenant;
    },
  };

  for (const [kind, make] of Object.entries(members)) {
    it(`two of one name never share: ${kind}`, async () => {
      const readers = ['a', 'b', 'c'].map(make);
      for (const _round of [1, 2]) expect(await Promise.all(readers.map((read) => read()))).to.deep.equal(['a', 'b', 'c']);
    });
  }

  it('an invalidation of one leaves the other alone', () => {
    const make = (tenant: string) => {
      class Users {
        loads = 0;
        @Cached({ name: 'users' })
        load(): string {
          return `${tenant} ${++this.loads}`;
        }
        @Invalidates('load')
        save(): void {}
      }
      return new Users();
    };
    const [one, other] = [make('a'), make('b')];
    for (const users of [one, other]) users.load();
    other.save();
    expect([one.load(), other.load()]).to.deep.equal(['a 1', 'b 2']);
  });

  it('rows of one name are told apart in the statistics', () => {
    const loaders = ['a', 'b', 'c'].map((tenant) => cached(() => tenant, { name: 'rows of one name' }));
    for (const [index, load] of loaders.entries()) for (let call = 0; call <= index; call++) load();
    const rows = registry.stats().caches.filter((row) => row.name.startsWith('rows of one name'));
    expect(rows.map((row) => [row.name, row.hits])).to.deep.equal([
      ['rows of one name', 0],
      ['rows of one name#2', 1],
      ['rows of one name#3', 2],
    ]);
  });

  const many: Record<string, (dispose: () => void) => () => unknown> = {
    named: (dispose) => containerSingleton(() => ({}), { name: 'region', maxAge: '1h', dispose }),
    unnamed: (dispose) => containerSingleton(() => ({}), { maxAge: '1h', dispose }),
    async: (dispose) => containerSingleton(async () => ({}), { maxAge: '1h', dispose }),
    'members of classes that a function makes': (dispose) => {
      class Region {
        @ContainerSingleton({ maxAge: '1h', dispose })
        static client(): object {
          return {};
        }
      }
      return () => Region.client();
    },
  };

  for (const [kind, make] of Object.entries(many)) {
    it(`300 clients of one factory keep their options: ${kind}`, async () => {
      let disposed = 0;
      const readers = Array.from({ length: 300 }, () => make(() => void disposed++));
      const before = registry.stats().singletons.reduce((sum, { builds }) => sum + builds, 0);
      const read = () => runInvocation({}, () => Promise.all(readers.map((reader) => reader())));
      const first = await read();
      expect(await read()).to.deep.equal(first);
      clock.advance(3_600_000);
      const second = await read();
      expect(second.filter((client, index) => client === first[index])).to.deep.equal([]);
      expect(disposed).to.equal(300);
      expect(registry.stats().singletons.reduce((sum, { builds }) => sum + builds, 0) - before).to.equal(600);
      await registry.dispose();
      expect(disposed).to.equal(600);
    });
  }

  it('300 methods of one factory keep their bounds and defaults', () => {
    const loaders = Array.from({ length: 300 }, (_, tenant) => cached((id: number) => `${tenant} ${id}`, { name: 'many', max: 2 }));
    for (const load of loaders) for (const id of [1, 2, 3]) load(id);
    expect(loaders.every((load) => cacheOf(load).size === 2)).to.equal(true);
    registry.clear();
    expect(loaders.every((load) => cacheOf(load).size === 0)).to.equal(true);
  });

  it('what is unreachable is not listed, and its client is disposed at the next boundary', async () => {
    let closed = 0;
    const make = () => containerSingleton(() => ({ close: () => closed++ }), { name: 'unreachable' });
    const listed = () => registry.stats().singletons.filter((row) => row.name.startsWith('unreachable')).length;
    (() => {
      for (let evaluation = 0; evaluation < 20; evaluation++) make()();
      for (let evaluation = 0; evaluation < 20; evaluation++) cached(() => 1, { name: 'unreachable' })();
    })();
    await collected(() => listed() === 0, 'the clients');
    await collected(() => registry.stats().caches.every((row) => !row.name.startsWith('unreachable')), 'the caches');
    await nextTurn();
    await runInvocation({}, () => undefined);
    expect(closed).to.equal(20);
  });

  it('an eager client stays, as the container itself keeps it', async () => {
    let closed = 0;
    containerSingleton(() => ({ close: () => closed++ }), { eager: true, name: 'looked after' });
    await registry.ready();
    await collected(() => true, 'nothing');
    await runInvocation({}, () => undefined);
    expect(closed).to.equal(0);
    await registry.dispose();
    expect(closed).to.equal(1);
  });
});
