import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { FRAMES, nearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: If the stack ended while a result was searched, the result counted as an unreadable object, so one that is not frozen or can be read
// only once was stored.
describe('regression: a stack overflow while a result is looked through', () => {
  const reported = collectReports();
  useShortStackTraces();
  const SHIFTS = 32;
  const MANY = 5 * FRAMES;

  /** Calls a function with ever different keys, each with a little more of the stack left than the one before; tells what is kept now and then. */
  function callNearTheEnd<Value>(load: (key: number) => Value, check: (kept: Value[]) => void): void {
    const handle = cacheOf(load);
    for (let key = -100; key < 0; key++) load(key);
    for (let shift = 0; shift < SHIFTS; shift++) {
      handle.clear();
      nearTheEndOfTheStack(load, shift, MANY);
      const kept = Array.from({ length: MANY }, (_, key) => handle.peek(key) as Value | undefined);
      check(kept.filter((value) => value !== undefined));
    }
  }

  it('does not store a value that is only partly frozen', () => {
    const load = cached((_key: number) => ({ items: [{ price: 1 }], byName: new Map([['tea', { price: 1 }]]) }), { values: 'frozen' });
    callNearTheEnd(load, (kept) => {
      const parts = kept.flatMap((value) => [value, value.items, value.items[0], value.byName, value.byName.get('tea')]);
      expect(parts.filter((part) => !Object.isFrozen(part))).to.deep.equal([]);
    });
  });

  it('does not store a one-shot', async () => {
    const load = cached((_key: number) => ({ parts: [{ body: new PassThrough() }] }));
    callNearTheEnd(load, (kept) => expect(kept.length).to.equal(0));
    expect(await reported.codes()).to.include('WARN_WARMSCOPE_ONE_SHOT');
  });

  it('leaves no rejection unhandled, whatever a promise looks like', async () => {
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
