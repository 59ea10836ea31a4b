import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

// An estimate looks at so many objects, properties counting a quarter. Where the last of them was a Map or a Set and less than
// one was left, its size was not a number, nor was that of the whole cache from then on: `maxBytes` was never kept to again.
describe('regressions/weights of large values', () => {
  keepInvariants();
  collectReports();

  /** A chain of so many objects that ends in `last`, below one with so many properties. */
  function chain(length: number, properties: number, last: unknown): object {
    let next = last;
    for (let index = 0; index < length; index++) next = { next };
    return { next, ...Object.fromEntries(Array.from({ length: properties - 1 }, (_, index) => [`p${index}`, 0])) };
  }

  const lasts: [string, () => unknown][] = [
    [
      'a Map',
      () =>
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
    ],
    ['an empty Map', () => new Map()],
    ['a Set', () => new Set(['a', 'b', 'c'])],
    ['a list', () => ['a', 'b', 'c']],
    ['an object', () => ({ a: 'a', b: 'b' })],
  ];
  for (const [name, last] of lasts) {
    it(`${name} is the last thing that is looked at`, () => {
      const load = cached((length: number, properties: number) => chain(length, properties, last()), { maxBytes: '200KB' });
      for (let length = 1_590; length <= 1_600; length++) {
        for (let properties = 1; properties <= 5; properties++) {
          load(length, properties);
          expect(cacheOf(load).stats().bytes, `${length}, ${properties}`).to.be.within(40_000, 200 * 1_024);
        }
      }
      expect(cacheOf(load).stats().size).to.be.within(3, 5);
    });
  }
});
