import { expect } from 'chai';
import type { Slot } from '../../src/cache/entry.js';
import { type ResolvedKey, StructuredKey } from '../../src/cache/key.js';
import { KeyTree, prune } from '../../src/cache/key-path.js';
import { Partition } from '../../src/cache/partition.js';

const { ref } = new Partition();

function treeWith(...keys: ResolvedKey[]): { tree: KeyTree; slots: Slot[] } {
  const tree = new KeyTree();
  return { tree, slots: keys.map((key) => tree.reach(key, ref)) };
}

const symbol = Symbol('a');
/** Keys of which no two are equal. */
const distinct: ResolvedKey[] = [
  'a',
  ['a'],
  ['a', 'b'],
  ['ab'],
  ['a', 'b', 'c'],
  ['a', undefined],
  [undefined, 'a'],
  'a,b',
  new StructuredKey('a'),
  new StructuredKey('"a"'),
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
  '__proto__',
  ['__proto__', 'constructor'],
];

describe('cache/key-path', () => {
  it('gives each key a slot of its own', () => {
    const { slots } = treeWith(...distinct);
    expect(new Set(slots).size).to.equal(distinct.length);
  });

  it('finds for each key its slot, and the same one each time', () => {
    const { tree, slots } = treeWith(...distinct);
    expect(distinct.map((key) => tree.find(key))).to.have.ordered.members(slots);
    expect(distinct.map((key) => tree.reach(key, ref))).to.have.ordered.members(slots);
  });

  it('finds nothing before a key was reached, and makes nothing by looking', () => {
    const tree = new KeyTree();
    for (const key of distinct) expect(tree.find(key)).to.equal(undefined);
    expect([...tree.slots()]).to.deep.equal([]);
  });

  it('takes 0 and -0 as one, and NaN as itself', () => {
    const { tree, slots } = treeWith(0, ['a', 0], Number.NaN);
    expect(tree.find(-0)).to.equal(slots[0]);
    expect(tree.find(['a', -0])).to.equal(slots[1]);
    expect(tree.find(Number.NaN)).to.equal(slots[2]);
  });

  it('takes the holes of a sparse list as undefined', () => {
    const { tree, slots } = treeWith(['a', undefined, 'c']);
    const sparse: string[] = ['a'];
    sparse[2] = 'c';
    expect(tree.find(sparse)).to.equal(slots[0]);
  });

  it('keeps nothing of the list it was given', () => {
    const list = ['a', 'b'];
    const { tree, slots } = treeWith(list);
    list[1] = 'c';
    expect(tree.find(['a', 'b'])).to.equal(slots[0]);
    expect(tree.find(list)).to.equal(undefined);
  });

  it('lists every slot once', () => {
    const { tree, slots } = treeWith(...distinct);
    const listed = [...tree.slots()];
    expect(listed).to.have.length(slots.length);
    expect(listed).to.have.members(slots);
  });

  it('prunes an empty slot and the branches that led only to it', () => {
    const { tree, slots } = treeWith(['a', 'b', 'c'], ['a', 'd']);
    const [deep, shallow] = slots as [Slot, Slot];
    const root = deep.branch.parent?.parent;
    prune(deep);
    expect(tree.find(['a', 'b', 'c'])).to.equal(undefined);
    expect(tree.find(['a', 'd'])).to.equal(shallow);
    prune(shallow);
    expect(root?.isEmpty, 'nothing is left below the root').to.equal(true);
  });

  it('does not prune a slot with an entry, with a flight, or one that another took the place of', () => {
    const { tree, slots } = treeWith('entry', 'flight', 'gone');
    const [entry, flight, gone] = slots as [Slot, Slot, Slot];
    entry.index = 0;
    flight.flight = {} as never;
    prune(entry);
    prune(flight);
    prune(gone);
    const newcomer = tree.reach('gone', ref);
    prune(gone);
    expect([tree.find('entry'), tree.find('flight'), tree.find('gone')]).to.have.ordered.members([entry, flight, newcomer]);
  });

  it('prunes twice without harm to what came in between', () => {
    const { tree, slots } = treeWith(['a', 'b']);
    prune(slots[0] as Slot);
    const sibling = tree.reach(['a', 'c'], ref);
    prune(slots[0] as Slot);
    expect(tree.find(['a', 'c'])).to.equal(sibling);
    expect([...tree.slots()]).to.have.ordered.members([sibling]);
  });

  it('tells a list made elsewhere by being an array, whatever its prototype', () => {
    class Parts extends Array<string> {}
    const { tree, slots } = treeWith(['a', 'b']);
    expect(tree.find(Parts.from(['a', 'b']))).to.equal(slots[0]);
  });
});
