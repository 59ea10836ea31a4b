import { expect } from 'chai';
import { type KeyPart, MARKS, type ResolvedKey } from '../../src/keys/key.js';
import { KeyTree } from '../../src/keys/key-tree.js';
import { type Entry, makeEntry } from '../../src/store/entry.js';
import { expectSoundTree } from '../support/invariants.js';

function treeWith(...keys: ResolvedKey[]): { tree: KeyTree<Entry>; entries: Entry[] } {
  const tree = new KeyTree(makeEntry);
  return { tree, entries: keys.map((key) => tree.add(key)) };
}

const symbol = Symbol('a');
/** Keys of which no two are equal. */
const distinct: ResolvedKey[] = [
  'a',
  [],
  ['a'],
  ['a', 'b'],
  ['ab'],
  ['a', 'b', 'c'],
  ['a', 'b', 'c', 'd'],
  ['a', 'b', Number.NaN],
  ['a', Number.NaN],
  [Number.NaN, 'a'],
  [Number.NaN],
  ['a', undefined],
  ['a', 'b', undefined],
  [undefined, 'a'],
  'a,b',
  [MARKS.text, 'a'],
  [MARKS.text, '"a"'],
  [MARKS.text, ''],
  1,
  '1',
  1n,
  true,
  'true',
  null,
  'null',
  undefined,
  'undefined',
  [null],
  [undefined],
  Number.NaN,
  'NaN',
  0,
  false,
  '',
  symbol,
  Symbol('a'),
  Symbol.for('a'),
  [symbol, symbol],
  [symbol, Symbol('a')],
  '__proto__',
  ['__proto__', 'constructor'],
];
/** A copy that shares no list with the tree. */
const copied = (key: ResolvedKey): ResolvedKey => (Array.isArray(key) ? [...key] : key);

describe('keys/key-tree', () => {
  it('gives each key an entry of its own', () => {
    const { tree, entries } = treeWith(...distinct);
    expect(new Set(entries).size).to.equal(distinct.length);
    expectSoundTree(tree);
  });

  it('finds for each key its entry, and the same one each time', () => {
    const { tree, entries } = treeWith(...distinct);
    for (let round = 0; round < 2; round++) expect(distinct.map((key) => tree.find(copied(key)))).to.have.ordered.members(entries);
  });

  it('finds nothing before a key was added, and makes nothing by looking', () => {
    const tree = new KeyTree(makeEntry);
    for (const key of distinct) expect(tree.find(key)).to.equal(undefined);
    expect([...tree.entries(), tree.ofNothing]).to.deep.equal([undefined]);
  });

  it('finds by an unchecked key what it finds by a checked one, or nothing where that takes a mark', () => {
    const { tree, entries } = treeWith(...distinct);
    for (const [index, key] of distinct.entries()) {
      const isMarked = Array.isArray(key) && key.length === 2 && Number.isNaN(key[1]);
      expect(tree.look(copied(key)), String(index)).to.equal(isMarked ? undefined : entries[index]);
    }
    for (const stranger of [{}, () => 1, new Date(0), [{}], [['a']], ['a', ['b']], ['a', 'b', ['c']], [new Date(0), 'a'], [Symbol('text'), 'a']])
      expect(tree.look(stranger)).to.equal(undefined); // biome-ignore format: one line
  });

  it('finds single parts, pairs and the empty list without a list', () => {
    const { tree, entries } = treeWith(['a'], ['a', 'b'], ['a', undefined], [], [undefined], [Number.NaN], [Number.NaN, 0]);
    const found = [tree.lookSingle('a'), tree.lookPair('a', 'b'), tree.lookPair('a', undefined), tree.ofNothing];
    expect([...found, tree.lookSingle(undefined), tree.lookSingle(Number.NaN), tree.lookPair(Number.NaN, -0)]).to.have.ordered.members(entries); // biome-ignore format: one line
    expect([tree.lookSingle('b'), tree.lookPair('a', 'a'), tree.lookPair('b', 'a'), tree.lookSingle([])]).to.deep.equal(Array(4).fill(undefined)); // biome-ignore format: one line
  });

  it('takes 0 and -0 as one, and NaN as itself', () => {
    const { tree, entries } = treeWith(0, ['a', 0], Number.NaN, ['a', Number.NaN], [Number.NaN, 'a'], [-0]);
    const [zero, pair, nan, behind, before, single] = entries;
    expect([tree.find(-0), tree.find(['a', -0]), tree.find([0])]).to.have.ordered.members([zero, pair, single]);
    expect([tree.find(Number.NaN), tree.find(['a', Number.NaN]), tree.find([Number.NaN, 'a'])]).to.have.ordered.members([nan, behind, before]); // biome-ignore format: one line
  });

  it('takes the holes of a sparse list as undefined', () => {
    const sparse: string[] = ['a'];
    sparse[2] = 'c';
    for (const [added, other] of [[sparse, ['a', undefined, 'c']], [['a', undefined, 'c'], sparse]] as const) {
      const { tree, entries } = treeWith(added);
      expect([tree.find(other), tree.find(['a', 'b', 'c'])]).to.deep.equal([entries[0], undefined]);
    } // biome-ignore format: a table
  });

  it('keeps nothing of the list it was given', () => {
    for (const list of [['a', 'b'], ['a', 'b', 'c'], ['a']]) {
      const was = [...list];
      const { tree, entries } = treeWith(list);
      list[list.length - 1] = 'other';
      expect([tree.find(was), tree.find(list)]).to.deep.equal([entries[0], undefined]);
      tree.remove(entries[0] as Entry);
      expect([...tree.entries()]).to.deep.equal([]);
    }
  });

  it('lists every entry once', () => {
    const { tree, entries } = treeWith(...distinct);
    const listed = [...tree.entries()];
    expect(listed).to.have.length(entries.length);
    expect(listed).to.have.members(entries);
  });

  it('forgets every entry at once', () => {
    const { tree } = treeWith(...distinct);
    tree.forget();
    expect([...tree.entries()]).to.deep.equal([]);
    expect(distinct.filter((key) => tree.find(key) !== undefined)).to.deep.equal([]);
    for (const key of distinct) tree.add(key);
    expect(expectSoundTree(tree)).to.have.length(distinct.length);
  });

  it('takes one entry out and leaves the others, whichever it is', () => {
    for (const [index, key] of distinct.entries()) {
      const { tree, entries } = treeWith(...distinct);
      tree.remove(entries[index] as Entry);
      expect(tree.find(key), String(index)).to.equal(undefined);
      expect(expectSoundTree(tree)).to.have.members(entries.toSpliced(index, 1));
      const again = tree.add(key);
      expect(tree.find(copied(key))).to.equal(again);
    }
  });

  it('tells a list made elsewhere by being an array, whatever its prototype', () => {
    class Parts extends Array<string> {}
    const keys: (readonly KeyPart[])[] = [
      ['a', 'b'],
      ['a', 'b', 'c'],
    ];
    const { tree, entries } = treeWith(...keys);
    for (const [index, key] of keys.entries()) expect(tree.find(Parts.from(key as string[]))).to.equal(entries[index]);
  });
});
