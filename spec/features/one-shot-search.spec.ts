import { expect } from 'chai';
import fc from 'fast-check';
import { oneShotIn } from '../../src/features/one-shot.js';
import { oneShotKind } from '../../src/features/one-shot-kind.js';
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

/** A search for one-shot results, as simple as can be: without a bound, and without care for what throws. */
function isFound(value: unknown, steps: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (oneShotKind(value) !== undefined) return true;
  const parts = value instanceof Map ? [...value.values()] : Object.values(value);
  return steps > 0 && parts.some((part) => isFound(part, steps - 1));
}

describe('features/one-shot: the search', () => {
  it('finds something exactly where there is something, three steps away at most', () => {
    fc.assert(
      fc.property(results, (result) => {
        expect(oneShotIn(result) !== undefined).to.equal(isFound(result, STEPS));
      }),
      { numRuns: 2_000 },
    );
  });

  for (const value of [{}, [], { a: 1, b: [{ c: null }] }, [[[[{ deep: true }]]]], Object.create(null)]) {
    it(`sees that ${JSON.stringify(value)} is data`, () => {
      expect(oneShotIn(value)).to.equal(undefined);
    });
  }

  it('takes what is large or unreadable for data as well', () => {
    const unreadable = Proxy.revocable({}, {});
    unreadable.revoke();
    const large = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key ${index}`, index]));
    for (const value of [new Map(), new Set(), large, new Array(101).fill(0), unreadable.proxy])
      expect(oneShotIn(value)).to.equal(undefined);
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
    expect([oneShotIn(value), runs]).to.deep.equal([undefined, 0]);
  });
});
