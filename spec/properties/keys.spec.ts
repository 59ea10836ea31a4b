import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ResolvedKey } from '../../src/keys/key.js';
import { KeyTree } from '../../src/keys/key-tree.js';
import { KeyResolution } from '../../src/keys/resolve-key.js';
import { makeEntry } from '../../src/store/entry.js';
import { expectSoundTree } from '../support/invariants.js';
import { argumentsOf, disguised, normalArguments, structure } from './structure.js';

const structural = new KeyResolution(() => 'm', undefined);
const keyOf = (args: unknown[]): ResolvedKey => structural.resolve(undefined, args);

/** What is hashed of a key where the store keeps hashes. */
function textOf(key: ResolvedKey): ResolvedKey {
  const hashed = new KeyResolution(() => 'm', () => () => key); // biome-ignore format: one line
  hashed.hash = (text) => text;
  return hashed.ofKey(key);
}

/** True when two calls would share an entry. */
function meet(one: ResolvedKey, other: ResolvedKey): boolean {
  const tree = new KeyTree(makeEntry);
  const entry = tree.add(one);
  expect(tree.find(one)).to.equal(entry);
  return tree.find(other) === entry;
}

describe('properties of keys', () => {
  it('arguments share an entry exactly when they are structurally equal', () => {
    let equal = 0;
    fc.assert(
      fc.property(argumentsOf, argumentsOf, (one, other) => {
        const areEqual = isDeepStrictEqual(normalArguments(one), normalArguments(other));
        if (areEqual) equal++;
        expect(meet(keyOf(one), keyOf(other))).to.equal(areEqual);
        expect(meet(textOf(keyOf(one)), textOf(keyOf(other))), 'by what is hashed').to.equal(areEqual);
      }),
      { numRuns: 4_000 },
    );
    expect(equal, 'equal pairs were met').to.be.greaterThan(20);
  });

  it('single values do as well, wherever they sit', () => {
    fc.assert(
      fc.property(structure, structure, (one, other) => {
        const areEqual = isDeepStrictEqual(normalArguments([[one]]), normalArguments([[other]]));
        for (const place of [
          (value: unknown) => [[value]],
          (value: unknown) => [{ value: [value] }],
          (value: unknown) => [new Set([[value]])],
        ]) {
          expect(meet(keyOf(place(one)), keyOf(place(other)))).to.equal(areEqual);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('equal arguments share an entry, in whatever order and with whatever is absent', () => {
    fc.assert(
      fc.property(argumentsOf, (args) => {
        const other = [...args.map(disguised), undefined, undefined];
        expect(isDeepStrictEqual(normalArguments(args), normalArguments(other)), 'the oracle agrees').to.equal(true);
        expect(meet(keyOf(args), keyOf(other))).to.equal(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('what a key builder returns shares an entry exactly when it is equal, holes and trailing undefineds counted', () => {
    const part = fc.constantFrom('a', 'b', '', 'a,b', 1, '1', 1n, null, 'null', undefined, true, Number.NaN, Symbol.for('a'), new Date(1));
    const { key } = fc.letrec<{ key: unknown }>((tie) => ({
      key: fc.oneof({ maxDepth: 3 }, part, fc.array(tie('key'), { maxLength: 3 })),
    }));
    const built = (value: unknown): ResolvedKey => new KeyResolution(() => 'm', () => () => value).resolve(undefined, []); // biome-ignore format: one line
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(meet(built(one), built(other))).to.equal(isDeepStrictEqual(one, other));
        expect(meet(textOf(built(one)), textOf(built(other))), 'by what is hashed').to.equal(isDeepStrictEqual(one, other));
      }),
      { numRuns: 4_000 },
    );
  });

  it('a tree of many keys finds each, and holds nothing once all are removed, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(argumentsOf, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (calls, ranks) => {
        const tree = new KeyTree(makeEntry);
        const keys = calls.map(keyOf);
        const entries = keys.map((key) => tree.find(key) ?? tree.add(key));
        expect(keys.map((key) => tree.find(key))).to.have.ordered.members(entries);
        const held = expectSoundTree(tree);
        expect(held).to.have.members([...new Set(entries)]);
        const ranked = held.map((entry) => ({ entry, rank: ranks.next().value }));
        for (const { entry } of ranked.sort((one, other) => one.rank - other.rank)) tree.remove(entry);
        expect([...tree.entries()]).to.deep.equal([]);
        expect(keys.every((key) => tree.find(key) === undefined)).to.equal(true);
      }),
      { numRuns: 200 },
    );
  });
});
