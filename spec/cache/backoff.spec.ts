import { expect } from 'chai';
import { Backoff, FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../../src/cache/backoff.js';
import { MARKS } from '../../src/keys/key.js';
import { Entry } from '../../src/store/entry.js';

const entry = (): Entry => new Entry('key', MARKS.alone);

describe('cache/backoff: pauses', () => {
  it('double from the first to the longest', () => {
    const backoff = new Backoff();
    const paused = entry();
    const lengths: number[] = [];
    for (let failures = 0; failures < 40; failures++) {
      backoff.begin(paused, 1_000);
      let length = FIRST_PAUSE_MS / 2;
      while (backoff.isPaused(paused, 1_000 + length)) length += FIRST_PAUSE_MS / 2;
      lengths.push(length);
    }
    expect(lengths.slice(0, 7)).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(lengths.at(-1)).to.equal(LONGEST_PAUSE_MS);
  });

  it('are of one entry each, from their beginning to the millisecond of their end', () => {
    const backoff = new Backoff();
    const [paused, other] = [entry(), entry()];
    backoff.begin(paused, 5);
    expect([5, 1_004, 1_005].map((now) => backoff.isPaused(paused, now))).to.deep.equal([true, true, false]);
    expect(backoff.isPaused(other, 5)).to.equal(false);
  });

  it('end early, and count anew', () => {
    const backoff = new Backoff();
    const paused = entry();
    for (const now of [0, 0, 0]) backoff.begin(paused, now);
    backoff.end(paused);
    expect(backoff.isPaused(paused, 1)).to.equal(false);
    backoff.begin(paused, 0);
    expect([999, 1_000].map((now) => backoff.isPaused(paused, now))).to.deep.equal([true, false]);
  });

  it('end when the clock is stepped back, or cannot be read', () => {
    const backoff = new Backoff();
    const paused = entry();
    backoff.begin(paused, 1_000);
    expect([999, Number.NaN].map((now) => backoff.isPaused(paused, now))).to.deep.equal([false, false]);
    backoff.begin(paused, Number.NaN);
    expect(backoff.isPaused(paused, 1_000)).to.equal(false);
  });
});
