import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { FRAMES, nearTheEndOfTheStack } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

/**
 * Kind of fault: where the stack ended while a result was looked through, that counted as an object that could not be read, so what is not frozen or can be
 * read only once was stored.
 */
describe('regression: a stack overflow while a result is looked through', () => {
  const reported = collectReports();
  const SHIFTS = 16;
  const MANY = 5 * FRAMES;

  /** Calls a function with ever different keys, each with a little more of the stack left than the one before. */
  function callNearTheEnd(call: (key: number) => unknown): void {
    for (let key = -100; key < 0; key++) call(key);
    for (let shift = 0; shift < SHIFTS; shift++) nearTheEndOfTheStack((at) => call(at + MANY * shift), shift, MANY);
  }

  it('keeps no value that is frozen in part', () => {
    for (let round = 0; round < 1; round++) {
      const load = cached((_key: number) => ({ items: [{ price: 1 }], byName: new Map([['tea', { price: 1 }]]) }), {
        values: 'frozen',
        max: 100_000,
      });
      callNearTheEnd(load);
      for (let key = 0; key < MANY * SHIFTS; key++) {
        const value = cacheOf(load).peek(key);
        if (value === undefined) continue;
        const parts = [value, value.items, value.items[0], value.byName, value.byName.get('tea')];
        expect(parts.every(Object.isFrozen), `the parts of ${key}`).to.equal(true);
      }
    }
  });

  it('keeps nothing that can be read only once', async () => {
    for (let round = 0; round < 2; round++) {
      const load = cached((_key: number) => ({ parts: [{ body: new PassThrough() }] }), { max: 100_000 });
      callNearTheEnd(load);
      expect(cacheOf(load).size).to.equal(0);
    }
    expect(await reported.codes()).to.include('WARN_WARMSCOPE_ONE_SHOT');
  });

  it('leaves no rejection to nobody, whatever a promise looks like', async () => {
    const strange = Object.defineProperty(Promise.resolve(1), 'constructor', {
      get: () => {
        throw new Error('no constructor');
      },
    });
    const load = cached((_key: string) => strange);
    expect(() => load('k')).to.throw('no constructor');
    await nextTurn();
  });
});
