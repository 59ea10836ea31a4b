import { expect } from 'chai';
import { Cached, ContainerSingleton, registry } from '../../src/index.js';
import { sharedTier } from '../../src/shared/index.js';
import { MapStore } from '../shared/map-store.js';

// Kind of fault: A class under @ContainerSingleton was taken for one that is derived from its own, and shared nothing.
describe('regression: a class that is a singleton shares its values', () => {
  const store = new MapStore();
  const warnings: string[] = [];
  const note = ({ message }: Error): void => void warnings.push(message);
  const written = (): number => [...store.entries.keys()].filter((key) => key.includes(':v:')).length;
  before(() => {
    process.on('warning', note);
    registry.configure({ shared: sharedTier(store, { prefix: 'spec' }) });
  });
  after(() => {
    registry.configure({ shared: undefined });
    process.off('warning', note);
  });

  @ContainerSingleton
  class Storage {
    @Cached({ ttl: '1m', shared: 'singleton.bare@1' })
    async read(key: string): Promise<string> {
      return key;
    }
  }

  @ContainerSingleton({ inject: [Storage] })
  class Reports {
    constructor(private readonly storage: Storage) {}

    @Cached({ ttl: '1m', shared: 'singleton.injected@1', name: 'reports', key: (month: string) => [month] })
    async report(month: string): Promise<string> {
      return this.storage.read(month);
    }

    @Cached({ ttl: '1m', shared: 'singleton.static@1' })
    static async list(): Promise<string[]> {
      return ['a'];
    }
  }

  @ContainerSingleton()
  class MoreReports extends Reports {}

  const shared: Record<string, () => Promise<unknown>> = {
    bare: () => registry.resolve(Storage).read('a'),
    'with inject, a name and a key, and what it calls': () => registry.resolve(Reports).report('b'),
    static: () => Reports.list(),
  };
  for (const [name, call] of Object.entries(shared))
    it(name, async () => {
      const before = written();
      await call();
      await new Promise((resolve) => setImmediate(resolve));
      expect(written()).to.be.above(before);
      expect(warnings.filter((text) => text.includes('stay in the container'))).to.deep.equal([]);
    });

  it('a class that is derived from another in the program stays in the container, and says so', async () => {
    const derived = new MoreReports(registry.resolve(Storage));
    await new Promise((resolve) => setImmediate(resolve));
    const before = written();
    expect(await derived.report('b')).to.equal('b');
    await new Promise((resolve) => setImmediate(resolve));
    expect(written()).to.equal(before);
    expect(warnings.join()).to.include('reports stay in the container: a class that is derived');
  });
});
