import { expect } from 'chai';
import { entriesBelow, hang, inChain, Level, LONGEST_CHAIN, unhang } from '../../src/keys/branches.js';
import { type KeyPart, MARKS } from '../../src/keys/key.js';
import { type Chained, restOf } from '../../src/keys/key-parts.js';
import { type Entry, makeEntry } from '../../src/store/entry.js';

type ChainedEntry = Chained<Entry>;

function entryOf(...list: KeyPart[]): ChainedEntry {
  return makeEntry(list[0], restOf(list), true);
}

function hung(...lists: KeyPart[][]): { root: Level<Entry>; entries: ChainedEntry[] } {
  const root = new Level<Entry>();
  const entries = lists.map((list) => entryOf(...list));
  for (const entry of entries) hang(entry, root);
  return { root, entries };
}

const many = (count: number): KeyPart[][] => Array.from({ length: count }, (_, number) => ['a', number]);

describe('keys/branches', () => {
  it('chain a few entries that begin alike, and find each by its whole list', () => {
    const { root, entries } = hung(...many(LONGEST_CHAIN));
    const first = root.get('a');
    expect(entries).to.include(first);
    expect(many(LONGEST_CHAIN).map((list) => inChain(first as ChainedEntry, list))).to.have.ordered.members(entries);
    expect(inChain(first as ChainedEntry, ['a', 'b'])).to.equal(undefined);
    expect(inChain(first as ChainedEntry, ['a', 1, 2])).to.equal(undefined);
  });

  it('put one more than a chain takes on a level of its own, by the next part', () => {
    const { root, entries } = hung(...many(LONGEST_CHAIN + 1));
    const level = root.get('a') as Level<Entry>;
    expect(level).to.be.instanceOf(Level);
    expect(entries.map(({ rest }) => (level.get(rest as KeyPart) as Level<Entry> | ChainedEntry) instanceof Level)).to.include(false);
    expect([...entriesBelow(root)]).to.have.members(entries);
  });

  it('keep on a level the entry whose list ends there', () => {
    const { root, entries } = hung(['a', 'x', 'y'], ['a', 'x'], ...Array.from({ length: LONGEST_CHAIN }, (_, n) => ['a', 'x', n]));
    const below = (root.get('a') as Level<Entry>).get('x') as Level<Entry>;
    expect(below.get(MARKS.end)).to.equal(entries[1]);
    unhang(entries[1] as ChainedEntry, root);
    expect([below.get(MARKS.end), [...entriesBelow(root)].length]).to.deep.equal([undefined, entries.length - 1]);
  });

  it('leave nothing behind, in whatever order they are emptied', () => {
    const lists = [...many(20), ...many(20).map((list) => [...list, 'deeper'])];
    for (const order of [(entries: ChainedEntry[]) => entries, (entries: ChainedEntry[]) => entries.toReversed()]) {
      const { root, entries } = hung(...lists);
      const left = new Set(entries);
      for (const entry of order(entries)) {
        unhang(entry, root);
        left.delete(entry);
        expect([...entriesBelow(root)]).to.have.members([...left]);
      }
      expect(root.size).to.equal(0);
    }
  });

  it('do not mind an entry that is not there', () => {
    const { root, entries } = hung(['a', 1], ['a', 2]);
    unhang(entryOf('a', 3), root);
    unhang(entryOf('b', 1), root);
    expect([...entriesBelow(root)]).to.have.members(entries);
  });
});
