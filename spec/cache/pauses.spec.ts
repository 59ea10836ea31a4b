import { expect } from 'chai';
import { Entry } from '../../src/cache/entry.js';
import { MARKS } from '../../src/cache/key.js';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, Pauses } from '../../src/cache/pauses.js';

const entry = (): Entry => new Entry('key', MARKS.alone);

describe('cache/pauses', () => {
  it('double from the first to the longest', () => {
    const pauses = new Pauses();
    const paused = entry();
    const lengths: number[] = [];
    for (let failures = 0; failures < 40; failures++) {
      pauses.begin(paused, 1_000);
      let length = FIRST_PAUSE_MS / 2;
      while (pauses.isPaused(paused, 1_000 + length)) length += FIRST_PAUSE_MS / 2;
      lengths.push(length);
    }
    expect(lengths.slice(0, 7)).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(lengths.at(-1)).to.equal(LONGEST_PAUSE_MS);
  });

  it('are of one entry each, from their beginning to the millisecond of their end', () => {
    const pauses = new Pauses();
    const [paused, other] = [entry(), entry()];
    pauses.begin(paused, 5);
    expect([5, 1_004, 1_005].map((now) => pauses.isPaused(paused, now))).to.deep.equal([true, true, false]);
    expect(pauses.isPaused(other, 5)).to.equal(false);
  });

  it('end early, and count anew', () => {
    const pauses = new Pauses();
    const paused = entry();
    for (const now of [0, 0, 0]) pauses.begin(paused, now);
    pauses.end(paused);
    expect(pauses.isPaused(paused, 1)).to.equal(false);
    pauses.begin(paused, 0);
    expect([999, 1_000].map((now) => pauses.isPaused(paused, now))).to.deep.equal([true, false]);
  });

  it('end when the clock is stepped back, or cannot be read', () => {
    const pauses = new Pauses();
    const paused = entry();
    pauses.begin(paused, 1_000);
    expect([999, Number.NaN].map((now) => pauses.isPaused(paused, now))).to.deep.equal([false, false]);
    pauses.begin(paused, Number.NaN);
    expect(pauses.isPaused(paused, 1_000)).to.equal(false);
  });
});
