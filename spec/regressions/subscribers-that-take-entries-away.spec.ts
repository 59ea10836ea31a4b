import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { publishDiagnostics } from '../../src/metrics/index.js';
import { Listener } from '../diagnostics/listener.js';
import { keepInvariants } from '../support/invariants.js';

// Kind of fault: What is due is published when a call begins, but that was between its look-up and its hit: a subscriber took the entry away, and the
// call used it all the same. Or it was not published then, as the call is none that may be a plain hit.
describe('regression: subscribers that are told when a call begins', () => {
  keepInvariants();
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  /** Does something, once, when the next call begins. */
  function atTheNextCall(work: () => void): void {
    let isDue = true;
    const listener = (): void => {
      if (!isDue) return;
      isDue = false;
      work();
    };
    subscribe('warmscope:miss', listener);
    stops.push(() => unsubscribe('warmscope:miss', listener), publishDiagnostics());
    cached((key: number) => key)(1);
  }

  const shapes: Record<string, () => (one: number, two?: number, three?: number) => unknown> = {
    'one argument': () => cached((one: number) => ({ one }), { max: 3 }),
    'two arguments': () => cached((one: number, _two?: number) => ({ one }), { max: 3 }),
    'three arguments': () => cached((one: number, _two?: number, _three?: number) => ({ one }), { max: 3 }),
    'a key': () => cached((one: number) => ({ one }), { max: 3, key: (one) => one }),
    'a condition': () => cached((one: number) => ({ one }), { max: 3, when: () => true }),
    tags: () => cached((one: number) => ({ one }), { max: 3, tags: ['all'] }),
  };
  for (const [shape, make] of Object.entries(shapes)) {
    const takes: Record<string, (f: ReturnType<typeof make>) => void> = {
      'cleared all': (f) => cacheOf(f).clear(),
      'deleted the entry': (f) => void cacheOf(f).delete(1),
      'cleared all, and called again': (f) => {
        cacheOf(f).clear();
        f(1);
      },
      'filled the cache': (f) => {
        for (let key = 10; key < 20; key++) f(key);
      },
      'cleared the registry': () => registry.clear(),
    };
    for (const [what, take] of Object.entries(takes))
      it(`${shape}: one ${what}`, () => {
        const f = make();
        for (let key = 0; key < 3; key++) f(key);
        const former = f(1);
        atTheNextCall(() => take(f));
        const given = f(1);
        expect(given).to.deep.equal({ one: 1 });
        expect(given, 'loaded after that').not.to.equal(former);
        for (let key = 0; key < 9; key++) expect(f(key)).to.deep.equal({ one: key });
        expect([6, 7, 8].map((key) => cacheOf(f).has(key))).to.deep.equal([true, true, true]);
        expect(cacheOf(f).stats().size).to.equal(3);
      });
  }

  const slow = {
    'a condition that does not hold': { when: () => false },
    'a condition that holds': { when: () => true, max: 10 },
    'hashed keys': { keys: 'hashed' },
  } as const;
  for (const [what, options] of Object.entries(slow))
    it(`are told of calls in a row that are no plain hits: ${what}`, async () => {
      const listener = new Listener(['miss']);
      stops.push(() => listener.stop());
      const f = cached((key: number) => key, { name: `row ${what}`, ...options });
      for (let key = 0; key < 100; key++) f(key);
      expect(listener.heard.length, 'of all calls but the last').to.equal(99);
      expect(await listener.of(`row ${what}`)).to.have.length(100);
    });
});
