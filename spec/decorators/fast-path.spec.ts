import { expect } from 'chai';
import type { CachedDefaults, CachedOptions } from '../../src/features/features.js';
import { expectAtRest } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { expectAlike, playAlike, type Step } from './histories.js';
import { SELVES, type Shape, Twin } from './twin.js';

const options: readonly CachedOptions[] = [{}, { ttl: 10 }, { max: 2 }, { ttl: (_value, one) => (one === 1 ? 10 : 0), max: 3 }, { maxIdle: 9 }, { ttl: 10, maxIdle: 9, staleWhileRevalidate: (_value, one) => (one === 1 ? 10 : 0) }, { keys: 'hashed' }]; // biome-ignore format: one line
const defaults: readonly CachedDefaults[] = [
  {},
  { ttl: 10 },
  { max: 1 },
  { when: (one) => one !== 'a' },
  { store: (_value, one) => one !== 1 },
  { maxIdle: 10 },
  { keys: 'hashed' },
];
const everySelf = [...SELVES.keys()];

describe('the short ways of a cached call', () => {
  collectReports();
  let twins: Twin[] = [];
  beforeEach(() => {
    twins = [];
  });
  afterEach(() => {
    for (const { member } of twins) expectAtRest(member.cache, member.plan.max);
  });
  const twinOf = (more: Partial<Shape>): Twin => {
    const twin = new Twin(shape(more));
    twins.push(twin);
    return twin;
  };
  const shape = (more: Partial<Shape>): Shape => ({
    form: 'function',
    length: 1,
    flavour: 'sync',
    builder: 'none',
    options: {},
    ...more,
  });
  const call = (...args: unknown[]): Step => ({ kind: 'call', self: 0, args });

  for (const [form, length, numRuns] of [
    ['instance', 1, 120],
    ['instance', 2, 120],
    ['instance', 3, 80],
    ['instance', 0, 40],
    ['static', 1, 50],
    ['static', 2, 50],
    ['function', 1, 80],
    ['function', 2, 80],
    ['function', 0, 50],
  ] as const) {
    it(`of ${length} parameters (${form}) do what the long way does`, async () => {
      const hits = await playAlike({ form, length, selves: everySelf, options, defaults }, numRuns);
      expect(hits, 'hits were met').to.be.greaterThan(numRuns / 10);
    }).timeout(20_000);
  }

  for (const length of [1, 2, 3]) {
    it(`of ${length} parameters, shared by a class, do what the long way does`, async () => {
      const perClass = options.map((each) => ({ ...each, per: 'class' as const }));
      const selves = everySelf.filter(
        (index) => typeof SELVES[index] !== 'function' && !Object.hasOwn(Object(SELVES[index]), 'constructor'),
      );
      const hits = await playAlike({ form: 'instance', length, selves, options: perClass, defaults }, 70);
      expect(hits, 'hits were met').to.be.greaterThan(7);
    }).timeout(20_000);
  }

  for (const [length, args] of [
    [1, [1]],
    [2, [1, 'a']],
    [3, [1, 'a', 1]],
  ] as const) {
    it(`of ${length} parameters hit where they should, with and without a key builder`, async () => {
      for (const builder of ['none', 'first', 'list', 'count', 'pair', 'nested', 'dates']) {
        const hits = await expectAlike(shape({ length, builder }), [call(...args), call(...args), call(...args)]);
        expect([builder, hits]).to.deep.equal([builder, 2]);
      }
    });

    it(`of ${length} parameters pass every argument on, missing and extra ones as they came`, () => {
      const twin = twinOf({ length });
      for (const passed of [[], [1], [2, undefined], [3, 'a', undefined, undefined], [4, 5, 6, 7]]) {
        expect(twin.short('self', [...passed]))
          .to.have.nested.property('result.args')
          .deep.equal(passed);
      }
    });
  }

  it('ask the key builder once a call, hit or miss', () => {
    for (const length of [0, 1, 2]) {
      const twin = twinOf({ length, builder: 'list' });
      for (let count = 1; count <= 3; count++) {
        twin.short(undefined, [1, 2].slice(0, length));
        expect(twin.snapshot()).to.have.property('keysBuilt', count);
      }
    }
  });

  it('end with the time of an entry, at the very millisecond', () => {
    for (const length of [0, 1, 2]) {
      const twin = twinOf({ length, options: { ttl: 10 } });
      const load = (): unknown => twin.short(undefined, ['a', 'b'].slice(0, length));
      const first = load();
      twin.clock.advance(9);
      expect(load()).to.deep.equal(first);
      twin.clock.advance(1);
      expect(load()).to.have.nested.property('result.number', 2);
      twin.clock.advance(-1);
      expect(load()).to.have.nested.property('result.number', 3);
    }
  });

  it('refuse what is no key, and hand on what a key builder throws, as the method itself would', async () => {
    for (const length of [0, 1, 2]) {
      for (const builder of ['invalid', 'throwing']) {
        const sync = twinOf({ length, builder });
        const first = sync.short(undefined, [2]);
        expect(sync.short(undefined, [1])).to.have.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
        expect(first).to.have.property(builder === 'throwing' ? 'result' : 'thrown');
        const late = twinOf({ length, builder, flavour: 'async' });
        expect(late.short(undefined, [2])).to.deep.equal({ promise: 0 });
        expect(late.short(undefined, [1])).to.deep.equal({ promise: 1 });
        expect((await late.settled())[1]).to.match(/^CacheKeyError: The key builder of Twin\.load/);
      }
    }
  });

  it('hand out one promise for every hit of a promised value', async () => {
    for (const flavour of ['async', 'promising'] as const) {
      const twin = twinOf({ flavour, length: 2 });
      const load = (): unknown => twin.short(undefined, [1, 2]);
      expect([load(), load()], 'a join is a promise of its own').to.deep.equal([{ promise: 0 }, { promise: 1 }]);
      await twin.settled();
      expect([load(), load()]).to.deep.equal([{ promise: 2 }, { promise: 2 }]);
      await twin.settled();
    }
  });
});
