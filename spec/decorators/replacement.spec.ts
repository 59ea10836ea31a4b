import { expect } from 'chai';
import fc from 'fast-check';
import type { CachedDefaults, CachedOptions } from '../../src/options.js';
import type { MemberForm } from '../../src/registry/cached-member.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { BUILDERS, SELVES, type Shape, Twin } from './twin.js';

type Step =
  | { readonly kind: 'call'; readonly self: number; readonly args: unknown[] }
  | { readonly kind: 'advance'; readonly by: number }
  | { readonly kind: 'configure'; readonly defaults: CachedDefaults }
  | { readonly kind: 'settle' | 'clear' };

const symbol = Symbol('argument');
const unkeyable = (): number => 1;
const argument = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(1, 'a', undefined), weight: 3 },
  fc.constantFrom<unknown>(null, 0, -0, Number.NaN, '1', 'fail', new Date(1), { a: 1 }, [1], symbol, unkeyable),
);
/** Missing, extra and trailing undefined arguments are as likely as fitting ones. */
const args: fc.Arbitrary<unknown[]> = fc.oneof(
  fc.constantFrom<unknown[]>([1], [1, undefined], [1, 'a'], [1, 'a', 1], ['a'], []),
  fc.array(argument, { maxLength: 4 }),
);
const defaults = fc.constantFrom<CachedDefaults>(
  {},
  { per: 'class' },
  { ttl: 10 },
  { max: 1 },
  { when: (one) => one !== 'a' },
  { store: (_value, one) => one !== 1 },
);
const options = fc.constantFrom<CachedOptions>(
  {},
  { per: 'instance' },
  { per: 'class' },
  { ttl: 10 },
  { max: 2 },
  { ttl: (_value, one) => (one === 1 ? 10 : 0), max: 3 },
);
const self = fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, fc.nat({ max: SELVES.length - 1 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('call' as const), self, args }), weight: 40 },
  { arbitrary: fc.record({ kind: fc.constant('advance' as const), by: fc.constantFrom(1, 9, 10, -5) }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('configure' as const), defaults }), weight: 2 },
  { arbitrary: fc.constant({ kind: 'settle' as const }), weight: 6 },
  { arbitrary: fc.constant({ kind: 'clear' as const }), weight: 1 },
);
const shape = (form: MemberForm, length: number): fc.Arbitrary<Shape> =>
  fc.record({
    form: fc.constant(form),
    length: fc.constant(length),
    flavour: fc.constantFrom('sync' as const, 'async' as const, 'promising' as const),
    builder: fc.oneof(fc.constant('none'), fc.constantFrom(...Object.keys(BUILDERS))),
    options,
  });

describe('the short ways of a cached call', () => {
  collectReports();
  let twins: Twin[] = [];
  beforeEach(() => {
    twins = [];
  });
  afterEach(() => {
    for (const { member } of twins) expectAtRest(member.cache, member.max);
  });

  /** Plays one history twice, the short way and the long way; every step must leave the same behind. */
  const expectAlike = async (given: Shape, steps: readonly Step[]): Promise<number> => {
    const [short, long] = [new Twin(given), new Twin(given)];
    twins = [short, long];
    for (const taken of [...steps, { kind: 'settle' as const }]) {
      if (taken.kind === 'call') {
        const expected = long.long(SELVES[taken.self], [...taken.args]);
        expect(short.short(SELVES[taken.self], [...taken.args])).to.deep.equal(expected);
      } else if (taken.kind === 'settle') {
        expect(await short.settled()).to.deep.equal(await long.settled());
        await nextTurn();
      }
      for (const { clock, directory } of twins) {
        if (taken.kind === 'advance') clock.advance(taken.by);
        if (taken.kind === 'clear') directory.clear();
        if (taken.kind === 'configure') directory.applyDefaults(taken.defaults);
      }
      expect(short.snapshot()).to.deep.equal(long.snapshot());
    }
    return short.member.cache.counters.hits;
  };

  for (const [form, length, numRuns] of [
    ['instance', 1, 200],
    ['instance', 2, 200],
    ['instance', 3, 150],
    ['instance', 0, 50],
    ['static', 1, 80],
    ['static', 2, 80],
    ['function', 1, 120],
    ['function', 2, 120],
    ['function', 0, 80],
  ] as const) {
    it(`of ${length} parameters (${form}) do what the long way does`, async () => {
      let hits = 0;
      const history = fc.asyncProperty(shape(form, length), fc.array(step, { maxLength: 25, size: 'max' }), async (given, steps) => {
        hits += await expectAlike(given, steps);
      });
      await fc.assert(history, { numRuns });
      expect(hits, 'hits were met').to.be.greaterThan(numRuns / 2);
    }).timeout(20_000);
  }

  const plain = (more: Partial<Shape>): Shape => ({ form: 'function', length: 1, flavour: 'sync', builder: 'none', options: {}, ...more });
  const call = (...given: unknown[]): Step => ({ kind: 'call', self: 0, args: given });

  for (const [length, given] of [
    [1, [1]],
    [2, [1, 'a']],
    [3, [1, 'a', 1]],
  ] as const) {
    it(`of ${length} parameters hit where they should, with and without a key builder`, async () => {
      for (const builder of ['none', 'first', 'list', 'count', 'pair', 'nested', 'dates']) {
        const hits = await expectAlike(plain({ length, builder }), [call(...given), call(...given), call(...given)]);
        expect([builder, hits]).to.deep.equal([builder, 2]);
      }
    });

    it(`of ${length} parameters pass every argument on, missing and extra ones as they came`, async () => {
      const twin = new Twin(plain({ length }));
      for (const passed of [[], [1], [2, undefined], [3, 'a', undefined, undefined], [4, 5, 6, 7]]) {
        expect(twin.short('self', [...passed]))
          .to.have.nested.property('result.args')
          .deep.equal(passed);
      }
    });
  }

  it('ask the key builder once a call, hit or miss', async () => {
    for (const length of [0, 1, 2]) {
      const twin = new Twin(plain({ length, builder: 'list' }));
      for (let count = 1; count <= 3; count++) {
        twin.short(undefined, [1, 2].slice(0, length));
        expect(twin.snapshot()).to.have.property('keysBuilt', count);
      }
    }
  });
});
