import { expect } from 'chai';
import fc from 'fast-check';
import type { KeyPart } from '../../src/keys/key.js';
import { KeyTree } from '../../src/keys/key-tree.js';
import { type Entry, makeEntry } from '../../src/store/entry.js';
import { collected } from '../support/garbage.js';
import { expectSoundTree } from '../support/invariants.js';

type Parts = readonly KeyPart[];

function treeWith(keys: readonly Parts[]): { tree: KeyTree<Entry>; entries: Entry[] } {
  const tree = new KeyTree(makeEntry);
  return { tree, entries: keys.map((key) => tree.add(key)) };
}

/** Every prefix of a list, from two parts on. */
const prefixes = (list: Parts): Parts[] => list.slice(1).map((_, index) => list.slice(0, index + 2));

describe('keys/key-tree: keys with one beginning', () => {
  const bursts: Record<string, Parts[]> = {
    'pairs': Array.from({ length: 20 }, (_, index) => ['a', index]),
    'prefixes of each other': prefixes([...'abcdefghij']),
    'prefixes of each other, the longest first': prefixes([...'abcdefghij']).toReversed(),
    'lists that differ in the last of many parts': Array.from({ length: 12 }, (_, index) => [...'abcdefgh', index]),
    'lists that differ in length and kind': [['a', undefined], ['a', Number.NaN], ['a', null], ['a', ''], ['a', '', ''], ['a', Number.NaN, Number.NaN], ['a', undefined, undefined]],
  }; // biome-ignore format: a table
  for (const [name, keys] of Object.entries(bursts)) {
    it(`${name} become levels when they are many, and go again, one by one`, () => {
      for (const order of [(list: Entry[]) => list, (list: Entry[]) => list.toReversed()]) {
        const tree = new KeyTree(makeEntry);
        const entries: Entry[] = [];
        for (const [index, key] of keys.entries()) {
          entries.push(tree.add(key));
          expect(expectSoundTree(tree)).to.have.members(entries);
          expect(keys.map((each) => tree.find([...each]))).to.have.ordered.members([...entries, ...Array(keys.length - index - 1).fill(undefined)]); // biome-ignore format: one line
        }
        for (const [index, entry] of order(entries).entries()) {
          tree.remove(entry);
          expect(expectSoundTree(tree)).to.have.members(order(entries).slice(index + 1));
        }
      }
    });
  }

  it('removing one twice does no harm to what came in between', () => {
    for (const count of [1, 4, 5, 9]) {
      const keys = Array.from({ length: count }, (_, index) => ['a', index]);
      const { tree, entries } = treeWith(keys);
      const first = entries[0] as Entry;
      tree.remove(first);
      const again = tree.add(['a', 0]);
      tree.remove(first);
      expect(tree.find(['a', 0]), String(count)).to.equal(again);
      expect(expectSoundTree(tree)).to.have.length(count);
    }
  });

  it('leave no level behind: the parts that led to them are let go of', async () => {
    const tree = new KeyTree(makeEntry);
    const parts = (() => {
      const [one, two, three] = [Symbol('one'), Symbol('two'), Symbol('three')];
      const entries = Array.from({ length: 20 }, (_, index) => tree.add([one, two, three, index]));
      entries.push(tree.add([one, two]), tree.add([one, two, three]));
      for (const entry of entries) tree.remove(entry);
      return [one, two, three].map((part) => new WeakRef(part));
    })();
    await collected(() => parts.every((part) => part.deref() === undefined), 'a part of a removed key');
    expect([...tree.entries()]).to.deep.equal([]);
  });

  for (const count of [2_000, 50_000]) {
    it(`of ${count} parts each are found and removed, however many there are`, () => {
      const beginning = Array.from({ length: count - 1 }, (_, index) => index);
      const keys = Array.from({ length: 7 }, (_, index) => [...beginning, `end ${index}`]);
      const { tree, entries } = treeWith(keys);
      expect(keys.map((key) => tree.find([...key]))).to.have.ordered.members(entries);
      expect(tree.find(beginning)).to.equal(undefined);
      for (const entry of entries) tree.remove(entry);
      expect([...tree.entries()]).to.deep.equal([]);
    });
  }

  it('agree with a plain Map under any history', () => {
    const part = fc.constantFrom<KeyPart>('a', 'b', Number.NaN, undefined, 0, -0, Symbol.for('s'));
    const list = fc.oneof(fc.array(part, { maxLength: 5 }), fc.array(fc.constantFrom<KeyPart>('a', 'b'), { minLength: 2, maxLength: 6 }));
    const steps = fc.array(fc.tuple(fc.boolean(), list), { maxLength: 120, size: 'max' });
    const name = (key: Parts): string => JSON.stringify(key.map((each) => (each === 0 ? 'zero' : String(each))));
    fc.assert(
      fc.property(steps, (history) => {
        const tree = new KeyTree(makeEntry);
        const model = new Map<string, Entry>();
        for (const [isAdded, key] of history) {
          const entry = model.get(name(key));
          expect(tree.find(key)).to.equal(entry);
          if (entry === undefined && isAdded) model.set(name(key), tree.add(key));
          if (entry === undefined || isAdded) continue;
          tree.remove(entry);
          model.delete(name(key));
        }
        expect(expectSoundTree(tree)).to.have.members([...model.values()]);
      }),
      { numRuns: 400 },
    );
  });
});
