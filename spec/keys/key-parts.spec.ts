import { expect } from 'chai';
import { type KeyPart, MARKS } from '../../src/keys/key.js';
import { isRest, keyOf, partAt, restOf, standIn } from '../../src/keys/key-parts.js';
import { KeyTree } from '../../src/keys/key-tree.js';
import { Entry, makeEntry } from '../../src/store/entry.js';

/** Lists of which no two are equal. */
const lists: readonly (readonly KeyPart[])[] = [
  [],
  ['a'],
  ['a', 'b'],
  ['a', undefined],
  ['a', null],
  ['a', Number.NaN],
  ['a', 'NaN'],
  ['a', 0],
  ['a', '0'],
  ['a', 'b', 'c'],
  ['a', 'b', undefined],
  ['a', undefined, 'c'],
  ['a', Number.NaN, 'c'],
  ['a', 'b', 'c', Number.NaN],
];
const entryOf = (list: readonly KeyPart[]): Entry => new Entry(list[0], restOf(list));

describe('keys/key-parts', () => {
  for (const [index, list] of lists.entries()) {
    it(`of list ${index} keeps its length and parts, and is the rest of no other list`, () => {
      const entry = entryOf(list);
      expect(keyOf(entry)).to.have.length(list.length);
      if (list.length > 1) expect(partAt(entry, list.length)).to.equal(MARKS.end);
      expect(list.map((_, at) => partAt(entry, at))).to.deep.equal(list.map((part, at) => (at === 0 ? part : standIn(part))));
      expect(lists.filter((other) => isRest(entry.rest, other))).to.deep.equal([list]);
    });
  }

  it('gives the key of an entry back, as one that finds it', () => {
    const tree = new KeyTree(makeEntry);
    for (const key of [...lists, 'alone', Number.NaN, undefined, [MARKS.text, '[text]']]) {
      const entry = tree.add(key);
      expect(tree.find(keyOf(entry))).to.equal(entry);
      if (Array.isArray(key)) expect(keyOf(entry)).to.have.length(key.length);
    }
  });

  it('is the part itself of a pair, a mark of shorter lists', () => {
    expect([restOf([]), restOf(['a']), restOf(['a', 'b'])]).to.deep.equal([MARKS.empty, MARKS.end, 'b']);
    expect(restOf(['a', 'b', 'c'])).to.deep.equal(['b', 'c']);
  });

  it('has a mark in the place of NaN, and takes -0 as 0', () => {
    expect([standIn(Number.NaN), standIn('NaN'), standIn(undefined)]).to.deep.equal([MARKS.nan, 'NaN', undefined]);
    expect([restOf(['a', Number.NaN]), restOf(['a', 'b', Number.NaN])]).to.deep.equal([MARKS.nan, ['b', MARKS.nan]]);
    expect(isRest(restOf(['a', 0]), ['a', -0])).to.equal(true);
    expect(isRest(restOf(['a', -0, 'b']), ['a', 0, 'b'])).to.equal(true);
  });

  it('keeps nothing of the list', () => {
    const list = ['a', 'b', 'c'];
    const rest = restOf(list);
    list[2] = 'd';
    expect(isRest(rest, ['a', 'b', 'c'])).to.equal(true);
    expect(isRest(rest, list)).to.equal(false);
  });

  it('takes the holes of a sparse list as undefined, whichever of the lists has them', () => {
    const sparse: string[] = ['a'];
    sparse[2] = 'c';
    const filled = ['a', undefined, 'c'];
    for (const rest of [restOf(sparse), restOf(filled)]) {
      for (const list of [sparse, filled]) expect(isRest(rest, list)).to.equal(true);
      expect(isRest(rest, ['a', 'b', 'c'])).to.equal(false);
    }
  });
});
