import { expect } from 'chai';
import { Level } from '../../src/cache/branches.js';
import { Box, ChainedEntry, Entry, isWithin } from '../../src/cache/entry.js';
import { MARKS } from '../../src/cache/key.js';

describe('cache/entry', () => {
  it('has no value until a time of writing says so, zero and undefined counted', () => {
    const entry = new Entry('key', MARKS.alone);
    expect([entry.hasValue, entry.value, entry.writtenAt, entry.usedAt]).to.deep.equal([false, undefined, undefined, 0]);
    entry.value = 'a flight, as long as nothing is written';
    expect(entry.hasValue).to.equal(false);
    entry.value = undefined;
    entry.writtenAt = 0;
    expect(entry.hasValue).to.equal(true);
  });

  it('tells whether its last use waits to be put in order, and that it is no level', () => {
    const entry = new Entry('key', MARKS.alone);
    const seen = [0, 7, -7].map((stamp) => {
      entry.stamp = stamp;
      return [entry.usedAt, entry.isNoted];
    });
    expect(seen).to.deep.equal([
      [0, false],
      [7, true],
      [7, false],
    ]);
    expect([entry.isLevel, new ChainedEntry('a', 'b').isLevel, new Level().isLevel]).to.deep.equal([false, false, true]);
  });

  it('keeps the parts of its key, and stands alone', () => {
    for (const entry of [new Entry('a', 'b'), new ChainedEntry('a', 'b')]) {
      expect([entry.part, entry.rest, entry.newer]).to.deep.equal(['a', 'b', undefined]);
      expect(entry).to.be.instanceOf(Entry);
    }
    expect(new ChainedEntry('a', 'b').chain).to.equal(undefined);
  });

  it('has a box for what few values need', () => {
    const value = {};
    const box = new Box(value, 50, true);
    expect([box.value, box.ttl, box.isPromised, box.promise, box.outcome]).to.deep.equal([value, 50, true, undefined, 'value']);
  });

  const cases: [now: number, fresh: boolean, why: string][] = [
    [999, false, 'the clock was stepped back behind the writing'],
    [1_000, true, 'the moment of writing counts'],
    [1_099, true, 'the last millisecond'],
    [1_099.999, true, 'and its fractions'],
    [1_100, false, 'the end does not count'],
    [9_999_999, false, 'long after'],
    [Number.NaN, false, 'a clock that does not know'],
  ];
  for (const [now, fresh, why] of cases) {
    it(`is ${fresh ? 'fresh' : 'not fresh'} at ${now} when written at 1000 for 100 ms: ${why}`, () => {
      expect(isWithin(1_000, 100, now)).to.equal(fresh);
    });
  }

  it('lives under clocks that are at zero or before the epoch', () => {
    expect(isWithin(0, 10, 0)).to.equal(true);
    expect(isWithin(0, 10, 10)).to.equal(false);
    expect(isWithin(-100, 10, -91)).to.equal(true);
    expect(isWithin(-100, 10, -90)).to.equal(false);
  });

  it('without a ttl is fresh from the writing on, for good', () => {
    expect(isWithin(0, Number.POSITIVE_INFINITY, Number.MAX_VALUE)).to.equal(true);
    expect(isWithin(0, Number.POSITIVE_INFINITY, -1)).to.equal(false);
  });
});
