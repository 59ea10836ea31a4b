import { expect } from 'chai';
import fc from 'fast-check';
import { type CachedOptions, cached, cacheOf, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { CacheRig } from './cache-rig.js';

/** Times that add and subtract without rounding, so that both sides have to agree to the last bit. */
const eighths = (max: number) => fc.nat({ max: max * 8 }).map((count) => count / 8);

describe('lifetimes of entries', () => {
  collectReports();
  keepInvariants();
  const clock = useFakeClock(1_000);
  afterEach(() => registry.configure({ defaults: {} }));

  for (const start of [0, 0.125, -50.5, 1_700_000_000_000.5, 2 ** 45]) {
    for (const ttls of [[50], [50, 10.5, 0.125], [50, Number.POSITIVE_INFINITY]]) {
      it(`end when they should, from ${start} on, with lifetimes of ${ttls}`, () => {
        const step = fc.record({ key: fc.nat({ max: 3 }), ttl: fc.constantFrom(...ttls), after: eighths(40), isWritten: fc.boolean(), isBack: fc.nat({ max: 9 }) }); // biome-ignore format: one line
        const play = fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
          const rig = new CacheRig(() => 1, 9, { ttl: (value) => value });
          rig.clock.time = start;
          const model = new Map<number, { from: number; to: number }>();
          for (const { key, ttl, after, isWritten, isBack } of steps) {
            rig.clock.advance(isBack === 0 ? -after : after);
            const { time } = rig.clock;
            const entry = model.get(key);
            const isFresh = entry !== undefined && entry.from <= time && time < entry.to;
            const isForever = entry?.to === Number.POSITIVE_INFINITY;
            expect(rig.peek(key, key) !== undefined).to.equal(isFresh || isForever);
            if (!isWritten) continue;
            rig.set([key, key], ttl);
            model.set(key, { from: time, to: time + ttl });
          }
        });
        fc.assert(play, { numRuns: 60 });
      });
    }
  }

  it('are those of the options at the time of writing, whatever becomes of the defaults', () => {
    const f = cached((key: string) => key);
    registry.configure({ defaults: { ttl: 50 } });
    f('a');
    registry.configure({ defaults: { ttl: 200 } });
    f('b');
    registry.configure({ defaults: {} });
    f('c');
    const there = (): boolean[] => ['a', 'b', 'c'].map((key) => cacheOf(f).has(key));
    const seen = [49, 1, 149, 1].map((time) => {
      clock.advance(time);
      return there();
    });
    expect(seen).to.deep.equal([
      [true, true, true],
      [false, true, true],
      [false, true, true],
      [false, false, true],
    ]);
  });

  it('end when they should under another clock, far from the first', () => {
    const f = cached((key: string) => key, { ttl: 50 });
    f('a');
    for (const time of [1_700_000_000_000, 0.125, -1_700_000_000_000.5]) {
      clock.time = time;
      cacheOf(f).set(['a'], 'a');
      const seen = [0, 49.875, 0.125, -50.125].map((after) => {
        clock.advance(after);
        return cacheOf(f).has('a');
      });
      expect(seen, String(time)).to.deep.equal([true, true, false, false]);
    }
  });

  it('are asked for each value, and mixed with those that last', () => {
    const lives: Record<string, number | '1s'> = { a: 5, b: '1s', c: 0, d: 7.5 };
    const options: CachedOptions = { ttl: (value: unknown) => lives[String(value)] ?? Number.POSITIVE_INFINITY };
    const f = cached((key: string) => key, options);
    for (const key of 'abcde') f(key);
    const there = (): string => [...'abcde'].filter((key) => cacheOf(f).has(key)).join('');
    const seen = [0, 5, 2.25, 0.25, 993].map((time) => {
      clock.advance(time);
      return there();
    });
    expect(seen).to.deep.equal(['abde', 'bde', 'bde', 'be', 'e']);
    lives.e = 10;
    f('e');
    cacheOf(f).set(['e'], 'e');
    clock.advance(10);
    expect(there()).to.equal('');
  });

  it('of promised values change as well, while the same promise is handed out', async () => {
    const f = cached(async (key: string) => key, { ttl: (value: string) => value.length });
    await Promise.all([f('aaaa'), f('b')]);
    const first = f('aaaa');
    expect(f('aaaa')).to.equal(first);
    clock.advance(1);
    expect([cacheOf(f).has('b'), cacheOf(f).has('aaaa'), await first]).to.deep.equal([false, true, 'aaaa']);
    expect(f('aaaa')).to.equal(first);
    clock.advance(3);
    expect(f('aaaa')).not.to.equal(first);
  });
});

describe('keys that a key builder uses again', () => {
  keepInvariants();

  for (const length of [1, 2, 3, 6]) {
    it(`may change after the call: a list of ${length}`, () => {
      const list: unknown[] = [];
      const f = cached((id: unknown) => ({ id }), { key: (id: unknown) => Object.assign(list, { length }).fill('same').fill(id as never, -1) as string[] }); // biome-ignore format: one line
      const ids = ['a', 'b', Number.NaN, undefined, 0, 'c', 'd'];
      const first = ids.map((id) => f(id));
      list.fill('other');
      expect(ids.map((id) => f(id))).to.have.ordered.members(first);
      expect(cacheOf(f).size).to.equal(ids.length);
    });
  }

  it('may have holes, which are undefined and nothing else', () => {
    const f = cached((id: string) => ({ id }), { key: (id: string) => Object.assign([], { 0: 'a', 2: 'c' }, id === '' ? {} : { 1: id }) as string[] }); // biome-ignore format: one line
    const first = f('');
    expect(f('b').id).to.equal('b');
    expect(f('')).to.equal(first);
  });
});
