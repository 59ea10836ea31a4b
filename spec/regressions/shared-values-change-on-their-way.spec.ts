import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { difference } from '../shared/same.js';
import { type Method, type Site, World } from '../shared/sites.js';

// What was written later than its load ended (after a question about tags, by `set`, by a refresh) was a structured clone of the value, in which
// a Buffer is a Uint8Array with the whole pool behind it.

const VALUES: Readonly<Record<string, () => unknown>> = {
  'a Buffer': () => Buffer.from('text'),
  'bytes among others': () => new Map([['a', [Buffer.from('b'), new Uint16Array(2)]]]),
  'a part of a buffer': () => ({ view: new DataView(new ArrayBuffer(20), 4, 3) }),
  'an error': () => [new RangeError('failed', { cause: new Date(0) })],
  'an object in two places': () => {
    const shared = { at: new Date(0) };
    return [shared, shared, undefined];
  },
};

/** Ways in which a value gets into the store. */
const WAYS: Readonly<Record<string, (site: Site, method: Method, value: unknown) => Promise<unknown>>> = {
  'a load': (site, method) => site.run(() => method('a')),
  'a refresh': async (site, method) => {
    await site.run(() => method('a'));
    return site.run(() => method.handle.refresh('a'));
  },
  set: (site, method, value) => site.run(() => method.handle.set(['a'], value)),
};

const OPTIONS: Readonly<Record<string, CachedOptions>> = {
  'no more options': {},
  'tags that depend on the value': { tags: () => ['one', 'two'] },
  'frozen values': { values: 'frozen' },
};

describe('regressions/shared values change on their way', () => {
  for (const [what, make] of Object.entries(VALUES))
    for (const [way, write] of Object.entries(WAYS))
      for (const [which, options] of Object.entries(OPTIONS))
        it(`${what} by ${way}, with ${which}`, async () => {
          const world = new World();
          const [one, two] = [world.site(), world.site()];
          const loads: string[] = [];
          const value = make();
          const here = one.method(async () => value, options);
          const there = two.method(async () => loads.push('again'), options);
          await world.finished(write(one, here, value));
          await world.settle();
          const found = await world.finished(two.run(() => there('a')));
          expect(one.codes).to.deep.equal([]);
          expect(loads).to.deep.equal([]);
          // What is frozen is given out with methods of its own.
          expect(options.values ? isDeepStrictEqual(found, value) : difference(found, value) === undefined).to.equal(true);
        });
});
