import { expect } from 'chai';
import { baseOf, InvocationOwner, tenantKey } from '../../src/cache/scopes.js';
import { MARKS, type ResolvedKey } from '../../src/keys/key.js';
import { KeyTree } from '../../src/keys/key-tree.js';
import { makeEntry } from '../../src/store/entry.js';

describe('cache/scopes', () => {
  describe('tenantKey', () => {
    const keys: ResolvedKey[] = ['a', ['a'], ['a', 'b'], [], '', [''], undefined, Number.NaN, [Number.NaN], [MARKS.text, 'a'], [MARKS.text, '']]; // biome-ignore format: a list
    const hostile: ResolvedKey[] = [
      ['t', 'a'],
      [Symbol('list'), 'a'],
      [Symbol('alone'), 'a'],
      ['a', Symbol('text')],
    ];

    it('gives each key of each tenant a place of its own in a tree, from which it can be taken', () => {
      const tree = new KeyTree(makeEntry);
      const all: ResolvedKey[] = [...keys, ...hostile];
      for (const tenant of ['t', 'a', '', '__proto__']) all.push(...[...keys, ...hostile].map((key) => tenantKey(tenant, key)));
      for (const key of all) {
        expect(tree.find(key)).to.equal(undefined);
        tree.add(key);
      }
      const entries = all.map((key) => tree.find(key));
      expect([new Set(entries).size, [...tree.entries()].length]).to.deep.equal([all.length, all.length]);
      for (const entry of entries) if (entry !== undefined) tree.remove(entry);
      expect([...tree.entries()]).to.deep.equal([]);
    });

    it('begins with the tenant, and a mark that no key of a user has', () => {
      expect(tenantKey('t', ['a', 'b'])).to.deep.equal(['t', MARKS.list, 'a', 'b']);
      expect(tenantKey('t', 'a')).to.deep.equal(['t', MARKS.alone, 'a']);
      expect(tenantKey('t', [MARKS.text, 'a'])).to.deep.equal(['t', MARKS.list, MARKS.text, 'a']);
    });
  });

  it('tells whom an owner stands for, also one that another copy of the package has made', () => {
    const owner = { name: 'an instance' };
    expect([owner, new InvocationOwner(owner), { [Symbol.for('warmscope.invocation-owner.v2')]: owner }].map(baseOf)).to.deep.equal([
      owner,
      owner,
      owner,
    ]);
    expect(baseOf(owner)).to.equal(owner);
  });
});
