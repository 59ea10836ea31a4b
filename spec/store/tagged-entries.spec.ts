import { expect } from 'chai';
import { Details } from '../../src/store/details.js';
import { Entries } from '../../src/store/entries.js';
import type { RemovalCause } from '../../src/store/entries-host.js';
import type { Entry } from '../../src/store/entry.js';
import * as KINDS from '../../src/store/kinds.js';
import { TagIndex } from '../../src/store/tags.js';
import { Uses } from '../../src/store/uses.js';
import { FakeClock } from '../support/clock.js';
import { expectSoundOrder, expectSoundTree } from '../support/invariants.js';
import { valuesOf } from '../support/values.js';

/** Entries of one method, with tags; `gone` has what went. */
function taggedEntries() {
  const index = new TagIndex();
  const gone: [value: unknown, cause: RemovalCause][] = [];
  const entries = new Entries(100, {
    host: { clock: new FakeClock(1_000), uses: new Uses() },
    tags: index,
    mend: () => undefined,
    handOut: (kept) => kept,
    removed: (entry, cause) => gone.push([entry?.settled, cause]),
  });
  const partition = entries.owners.reach({});
  const write = (key: string, ...tags: string[]): Entry => {
    const entry = entries.reach(partition, key);
    const details = new Details();
    details.tags = tags;
    entries.write(partition, entry, key, KINDS.plain, 50, undefined, details);
    return entry;
  };
  const expectSound = (): void => {
    const held = expectSoundTree(partition).filter(({ hasValue }) => hasValue);
    expect(expectSoundOrder(partition)).to.have.members(held);
    expect([entries.size, partition.size]).to.deep.equal([held.length, held.length]);
    const tags = new Set(held.flatMap(({ details }) => details?.tags ?? []));
    expect(new Set(index.places.tags())).to.deep.equal(tags);
    expect(new Set(partition.tagged?.tags() ?? [])).to.deep.equal(tags);
  };
  return { index, entries, partition, gone, write, expectSound };
}

const goneAs = (keys: string): [string, RemovalCause][] => [...keys].map((key) => [key, 'tag']);

describe('store/entries with tags', () => {
  it('go at once where all have a tag, each told of, and nothing is left of their other tags', () => {
    const { index, entries, partition, gone, write, expectSound } = taggedEntries();
    for (const key of 'abc') write(key, `one:${key}`, 'all');
    index.invalidate(['all']);
    expect([gone, valuesOf(entries), partition.held, index.places.isEmpty]).to.deep.equal([goneAs('abc'), [], 0, true]);
    expectSound();
    write('a', 'all', 'other');
    expectSound();
    index.invalidate(['other']);
    expect(gone).to.deep.equal(goneAs('abca'));
    expectSound();
  });

  it('stay where one has no such tag', () => {
    const { index, entries, gone, write, expectSound } = taggedEntries();
    for (const key of 'abc') write(key, `one:${key}`, 'most');
    write('d', 'one:d');
    index.invalidate(['most']);
    expect([gone, valuesOf(entries)]).to.deep.equal([goneAs('abc'), ['d']]);
    expectSound();
  });

  it('keep their places while they are being loaded, and take what comes', () => {
    for (const isRenewed of [false, true]) {
      const { index, entries, partition, gone, write, expectSound } = taggedEntries();
      for (const key of 'ab') write(key, 'all');
      const loading = isRenewed ? write('c', 'all') : entries.reach(partition, 'c');
      loading.load = {};
      index.invalidate(['all']);
      expect(gone).to.deep.equal(goneAs(isRenewed ? 'abc' : 'ab'));
      expect([partition.find('c') === loading, loading.hasValue, partition.held]).to.deep.equal([true, false, 1]);
      loading.load = undefined;
      expect(write('c', 'all')).to.equal(loading);
      expectSound();
    }
  });

  it('of other owners stay where these have other tags', () => {
    const { index, entries, gone, write, expectSound } = taggedEntries();
    for (const key of 'ab') write(key, 'all');
    const other = entries.owners.reach({});
    const details = new Details();
    details.tags = ['others'];
    entries.write(other, entries.reach(other, 'z'), 'z', KINDS.plain, 50, undefined, details);
    index.invalidate(['all']);
    expect([gone, entries.size, other.size, index.places.tags()]).to.deep.equal([goneAs('ab'), 1, 1, ['others']]);
    index.invalidate(['others']);
    expectSound();
  });
});
