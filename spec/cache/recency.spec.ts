import { expect } from 'chai';
import fc from 'fast-check';
import { Entry } from '../../src/cache/entry.js';
import { MARKS } from '../../src/cache/key.js';
import type { Recency } from '../../src/cache/recency.js';
import { collected } from '../support/garbage.js';
import { expectSoundOrder } from '../support/invariants.js';
import { CountedRecency } from './counted-recency.js';

const entry = (part: string | number): Entry => new Entry(part, MARKS.alone);
const order = (recency: Recency): unknown[] => expectSoundOrder(recency).map(({ part }) => part);

function recencyOf(...parts: string[]): { recency: CountedRecency; entries: Entry[]; uses: { count: number } } {
  const uses = { count: 0 };
  const recency = new CountedRecency(uses);
  const entries = parts.map(entry);
  for (const each of entries) recency.add(each);
  return { recency, entries, uses };
}

describe('cache/recency', () => {
  it('is empty at first', () => {
    const { recency } = recencyOf();
    expect([recency.size, recency.oldest(), [...recency]]).to.deep.equal([0, undefined, []]);
  });

  it('is the order of adding while nothing is used', () => {
    const { recency, entries } = recencyOf('a', 'b', 'c');
    expect(order(recency)).to.deep.equal(['a', 'b', 'c']);
    expect([recency.oldest(), recency.size]).to.deep.equal([entries[0], 3]);
  });

  it('moves what is used to the end, by its last use', () => {
    const { recency, entries } = recencyOf('a', 'b', 'c', 'd');
    for (const index of [0, 1, 0, 3, 3, 1]) recency.touch(entries[index] as Entry);
    expect(order(recency)).to.deep.equal(['c', 'a', 'd', 'b']);
    expect(recency.oldest()?.part).to.equal('c');
  });

  it('takes what is added after a use as the newest', () => {
    const { recency, entries } = recencyOf('a', 'b');
    recency.touch(entries[0] as Entry);
    const c = entry('c');
    recency.add(c);
    recency.touch(entries[1] as Entry);
    recency.add(entry('d'));
    recency.touch(c);
    expect(order(recency)).to.deep.equal(['a', 'b', 'd', 'c']);
  });

  it('forgets what is removed, used or not, first, last and between', () => {
    for (const index of [0, 1, 2]) {
      for (const isUsed of [false, true]) {
        const { recency, entries } = recencyOf('a', 'b', 'c');
        const removed = entries[index] as Entry;
        if (isUsed) recency.touch(removed);
        recency.remove(removed);
        expect([removed.stamp, removed.isNoted]).to.deep.equal([0, false]);
        expect(order(recency)).to.deep.equal(['a', 'b', 'c'].toSpliced(index, 1));
        recency.add(removed);
        expect(order(recency)).to.deep.equal([...['a', 'b', 'c'].toSpliced(index, 1), removed.part]);
      }
    }
  });

  it('lets the entry at hand be removed while it is listed', () => {
    const { recency } = recencyOf('a', 'b', 'c');
    const seen = [];
    for (const each of recency) {
      seen.push(each.part);
      recency.remove(each);
    }
    expect([seen, recency.size, recency.oldest()]).to.deep.equal([['a', 'b', 'c'], 0, undefined]);
  });

  it('numbers uses across the orders that share a count', () => {
    const { recency, entries, uses } = recencyOf('a', 'b');
    const other = new CountedRecency(uses);
    const c = entry('c');
    other.add(c);
    recency.touch(entries[0] as Entry);
    expect((entries[1]?.usedAt ?? 0) < c.usedAt && c.usedAt < (entries[0]?.usedAt ?? 0)).to.equal(true);
    other.touch(c);
    expect([order(recency), order(other), uses.count]).to.deep.equal([['b', 'a'], ['c'], 5]);
  });

  it('keeps nothing of what came and went, used before or not', async () => {
    const { recency, entries } = recencyOf('a');
    const gone = (() => {
      const made: WeakRef<Entry>[] = [];
      for (let round = 0; round < 1_000; round++) {
        recency.touch(entries[0] as Entry);
        const short = entry(round);
        recency.add(short);
        if (round % 2 === 0) recency.touch(short);
        recency.remove(short);
        made.push(new WeakRef(short));
      }
      return made;
    })();
    const left = (): number => gone.filter((ref) => ref.deref() !== undefined).length;
    await collected(() => left() < 200, 'most of the removed entries');
    expect(order(recency)).to.deep.equal(['a']);
  });

  it('agrees with a plain Set whatever is added, used, removed and asked', () => {
    const step = fc.tuple(fc.constantFrom('add', 'touch', 'touch', 'touch', 'remove', 'oldest', 'list'), fc.nat({ max: 19 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 200, maxLength: 600, size: 'max' }), (steps) => {
        const { recency } = recencyOf();
        const entries = Array.from({ length: 20 }, (_, index) => entry(index));
        const model = new Set<Entry>();
        for (const [kind, index] of steps) {
          const each = entries[index] as Entry;
          if (kind === 'oldest') expect(recency.oldest()).to.equal([...model][0]);
          if (kind === 'list') expect([...recency]).to.have.ordered.members([...model]);
          const isThere = model.has(each);
          if (kind === 'add' && !isThere) recency.add(each);
          else if (kind === 'touch' && isThere) recency.touch(each);
          else if (kind === 'remove' && isThere) recency.remove(each);
          else continue;
          model.delete(each);
          if (kind !== 'remove') model.add(each);
          expect(recency.size).to.equal(model.size);
        }
        expect(expectSoundOrder(recency)).to.have.ordered.members([...model]);
      }),
      { numRuns: 150 },
    );
  });
});
