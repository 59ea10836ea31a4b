import { expect } from 'chai';
import fc from 'fast-check';
import { Slot } from '../../src/cache/entry.js';
import { Branch } from '../../src/cache/key-path.js';
import { Partition } from '../../src/cache/partition.js';
import { EntryStore } from '../../src/cache/store.js';

type Step = { readonly kind: 'add' | 'touch' | 'remove'; readonly slot: number } | { readonly kind: 'resize'; readonly max: number };

const slot = fc.nat({ max: 299 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('add' as const), slot }), weight: 400 },
  { arbitrary: fc.record({ kind: fc.constant('touch' as const), slot }), weight: 400 },
  { arbitrary: fc.record({ kind: fc.constant('remove' as const), slot }), weight: 60 },
  { arbitrary: fc.record({ kind: fc.constant('resize' as const), max: fc.constantFrom(1, 50, 64, 65, 100, 200, 256, 257) }), weight: 1 },
);

/** The order as a plain Set, the least recently used first; gives what had to go. */
function expected(order: Set<number>, max: number, taken: Step): number[] {
  if (taken.kind === 'touch' && !order.has(taken.slot)) return [];
  if (taken.kind !== 'resize') order.delete(taken.slot);
  const room = taken.kind === 'add' ? max - 1 : max;
  const gone = taken.kind === 'touch' || taken.kind === 'remove' ? [] : [...order].slice(0, Math.max(0, order.size - room));
  for (const each of gone) order.delete(each);
  if (taken.kind === 'add' || taken.kind === 'touch') order.add(taken.slot);
  return gone;
}

describe('properties of the order of use', () => {
  it('agrees with a plain Set over many slots and changing bounds', () => {
    const histories = fc.array(step, { minLength: 1_500, maxLength: 2_000, size: 'max' });
    const history = fc.property(histories, (steps) => {
      const { ref } = new Partition();
      const slots = Array.from({ length: 300 }, (_, part) => new Slot(new Branch(), part, ref));
      const evicted: unknown[] = [];
      const store = new EntryStore(200, ({ part }) => evicted.push(part));
      const order = new Set<number>();
      let max = 200;
      for (const taken of steps) {
        evicted.length = 0;
        if (taken.kind === 'resize') {
          max = taken.max;
          store.resize(max);
        } else store[taken.kind](slots[taken.slot] as Slot);
        expect(evicted).to.deep.equal(expected(order, max, taken));
        expect(store.size).to.equal(order.size);
      }
      expect([...store.leastRecentFirst()].map(({ part }) => part)).to.deep.equal([...order]);
    });
    const { failed, seed, errorInstance } = fc.check(history, { numRuns: 10, endOnFailure: true });
    if (failed) throw new Error(`seed ${seed}`, { cause: errorInstance });
  });
});
