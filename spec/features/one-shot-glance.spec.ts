import { expect } from 'chai';
import fc from 'fast-check';
import { oneShotIn } from '../../src/features/one-shot.js';
import { isData } from '../../src/features/one-shot-glance.js';
import { namesOf } from '../../src/util/names.js';

const STEPS = 3;
const oneShots = fc.constantFrom(
  () => new ReadableStream(),
  () => new Response('text'),
  () => [1].values(),
  () => (async function* () {})(),
  () => ({ [Symbol.asyncIterator]: () => undefined }),
);
/** Results, some of which have something in them that can be read only once. */
const results = fc.letrec<{ node: object }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ id: fc.integer(), text: fc.string() }),
    oneShots.map((make) => make()),
    fc.array(fc.oneof(fc.integer(), tie('node')), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'next', 'pipe', '__proto__'), fc.oneof(fc.string(), tie('node')), { maxKeys: 4 }),
    tie('node').map((value) => new Map([['key', value]])),
    tie('node').map((value) => new (class Held { readonly value = value; })()), // biome-ignore format: one line
  ),
})).node;

describe('features/one-shot-glance', () => {
  it('takes nothing for data in which a search would find something', () => {
    fc.assert(
      fc.property(results, (result) => {
        if (isData(result, STEPS)) expect(oneShotIn(result)).to.equal(undefined);
      }),
      { numRuns: 1_000 },
    );
  });

  for (const value of [{}, [], { a: 1, b: [{ c: null }] }, [[[[{ deep: true }]]]], Object.create(null)]) {
    it(`sees that ${JSON.stringify(value)} is data`, () => {
      expect(isData(value, STEPS)).to.equal(true);
    });
  }

  it('leaves what is large, iterable or unreadable to a search', () => {
    const unreadable = Proxy.revocable({}, {});
    unreadable.revoke();
    const large = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key ${index}`, index]));
    for (const value of [new Map(), new Set(), large, new Array(101).fill(0), unreadable.proxy])
      expect(isData(value, STEPS)).to.equal(false);
  });

  it('lists the names of a large object once', () => {
    let listed = 0;
    const large = new Proxy(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key ${index}`, index])), {
      ownKeys: (target) => {
        listed++;
        return Reflect.ownKeys(target);
      },
    });
    expect(namesOf(large)).to.equal(namesOf(large));
    expect(listed).to.equal(1);
  });

  it('runs no getters', () => {
    let runs = 0;
    const value = {
      get body(): string {
        runs++;
        return 'text';
      },
    };
    expect([isData(value, STEPS), runs]).to.deep.equal([true, 0]);
  });
});
