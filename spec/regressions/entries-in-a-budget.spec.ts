import { expect } from 'chai';
import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

/** What an entry takes at least beside its value, as measured with whole numbers for keys. */
const LEAST = 200;

// Kind of fault: A budget counted values only, so many small entries took several times the memory that it said.
describe('regression: what entries take of a budget beside their values', () => {
  keepInvariants();
  afterEach(() => registry.configure({ maxBytes: undefined }));

  class Flags {
    @Cached({ max: 100_000 })
    isOn(_id: number): boolean {
      return true;
    }

    @Cached({ max: 100_000, errorTtl: '1h', ttl: '1h' })
    async find(id: number): Promise<never> {
      throw new Error(`no ${id}`);
    }
  }
  const flags = new Flags();
  const absent = cached((_id: number) => undefined, { max: 100_000, name: 'absent', maxBytes: '1GB' });
  const LOADS: Record<string, [load: (id: number) => unknown, size: () => number]> = {
    'a value of no size': [absent, () => cacheOf(absent).size],
    'a truth value of an instance': [(id) => flags.isOn(id), () => cacheOf(flags, 'isOn').size],
    'a kept error': [(id) => flags.find(id).catch(() => undefined), () => cacheOf(flags, 'find').size],
  };

  for (const [what, [load, size]] of Object.entries(LOADS))
    it(`are counted: ${what}`, async () => {
      registry.clear();
      registry.configure({ maxBytes: '100KB' });
      for (let id = 0; id < 1_000; id++) await load(id);
      expect(size()).to.be.within(50, (100 * 1_024) / LEAST);
      registry.configure({ maxBytes: '50KB' });
      expect(size(), 'a smaller one').to.be.within(25, (50 * 1_024) / LEAST);
    });

  it('are given back with the entries: deleted, cleared, turned on later', () => {
    for (let id = 0; id < 1_000; id++) absent(id);
    registry.configure({ maxBytes: '100KB' });
    const kept = cacheOf(absent).size;
    expect(kept, 'what was there before').to.be.within(100, (100 * 1_024) / LEAST);
    cacheOf(absent).delete(999);
    cacheOf(absent).clear();
    for (let id = 0; id < 1_000; id++) absent(id);
    expect(cacheOf(absent).size).to.equal(kept);
  });

  it('are none where weigh says what an entry weighs', () => {
    registry.configure({ maxBytes: 100 });
    const load = cached((id: number) => `${id}`, { weigh: () => 1, name: 'counted' });
    for (let id = 0; id < 150; id++) load(id);
    expect(cacheOf(load).size).to.equal(100);
  });

  it('keep a value out that would fit alone, and nobody goes', () => {
    registry.configure({ maxBytes: 1_000 });
    const load = cached((size: number) => 'x'.repeat(size), { name: 'texts' });
    load(100);
    load(900);
    expect([100, 900].map((each) => cacheOf(load).has(each))).to.deep.equal([true, false]);
    expect(cacheOf(load).stats()).to.include({ uncacheable: 1, evictions: 0 });
  });
});
