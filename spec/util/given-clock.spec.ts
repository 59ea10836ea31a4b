import { expect } from 'chai';
import type { Clock } from '../../src/util/clock.js';
import { flawOf, GivenClock } from '../../src/util/given-clock.js';

/** A clock with what is wrong with it, as far as that was noticed. */
function rig(clock: Record<string, unknown>): { given: GivenClock; problems: string[] } {
  const problems: string[] = [];
  return {
    given: new GivenClock({ now: () => 0, ...clock } as unknown as Clock, (_clock, problem) => void problems.push(problem)),
    problems,
  };
}

const thrower = (): never => {
  throw new Error('broken');
};

describe('util/given-clock', () => {
  it('tells the time of its clock, called as a method', () => {
    const { given, problems } = rig({ time: 7, now(this: { time: number }) { return this.time; } }); // biome-ignore format: one line
    expect(given.now()).to.equal(7);
    expect(problems).to.deep.equal([]);
  });

  for (const [what, time] of Object.entries({
    nothing: undefined,
    NaN: Number.NaN,
    Infinity: 1 / 0,
    'a BigInt': 5n,
    'a Date': new Date(),
    'a text': '5',
    null: null,
  })) {
    it(`gives NaN for ${what}, and says so`, () => {
      const { given, problems } = rig({ now: () => time });
      expect(given.now()).to.be.NaN;
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(/now\(\) that gave .* instead of epoch milliseconds/);
      expect(flawOf({ now: () => time } as unknown as Clock)).to.match(/^has a method now\(\) that gave/);
    });
  }

  it('gives NaN for a clock that throws, and says so; not where there was no stack left', () => {
    const { given, problems } = rig({ now: thrower });
    expect(given.now()).to.be.NaN;
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(/now\(\) that threw.*: Error, see `cause`$/);
    const endless = (): number => endless() + 1;
    const other = rig({ now: endless });
    expect(other.given.now()).to.be.NaN;
    expect(other.problems).to.deep.equal([]);
  });

  it('rings once, however often the clock does, and not when it was cancelled', () => {
    let ring = (): void => undefined;
    const { given } = rig({ after: (_ms: number, callback: () => void) => { ring = callback; return () => undefined; } }); // biome-ignore format: one line
    let rings = 0;
    given.after(5, () => rings++, true);
    ring();
    ring();
    expect(rings).to.equal(1);
    given.after(5, () => rings++, true)();
    ring();
    expect(rings).to.equal(1);
  });

  it('cancels with what the clock gives: a function, or a timer of Node’s', () => {
    let cancelled = 0;
    for (const given of [() => cancelled++, { close: () => cancelled++ }])
      rig({ after: () => given }).given.after(5, () => undefined, true)();
    expect(cancelled).to.equal(2);
  });

  for (const [what, answer] of Object.entries({
    nothing: undefined,
    'an object': {},
    'a number': 5,
    'a promise': Promise.reject(new Error('no')),
  })) {
    it(`says that ${what} cancels no timer, and does without`, () => {
      const { given, problems } = rig({ after: () => answer });
      given.after(5, () => expect.fail('rang'), true)();
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(/after\(\) that gave .* instead of a function to cancel with/);
    });
  }

  it('uses the system’s timers where the clock’s throw, and says so', async () => {
    const { given, problems } = rig({ after: thrower });
    await new Promise<void>((resolve) => void given.after(1, resolve, true));
    expect(problems[0]).to.match(/after\(\) that threw, so the system.s timer was used: Error, see `cause`/);
    const cancelling = rig({ after: () => thrower });
    cancelling.given.after(5, () => undefined, true)();
    expect(cancelling.problems[0]).to.match(/could not be cancelled: Error, see `cause`/);
  });

  it('knows what is no clock', () => {
    const flaws = [{}, { now: 5 }, { now: () => 5, after: 7 }, { now: thrower }, Object.defineProperty({}, 'now', { get: thrower })].map(
      (clock) => flawOf(clock as Clock),
    );
    expect(flaws).to.deep.equal([
      'has no method now()',
      'has no method now()',
      'has 7 as its method after()',
      'has a method now() that threw',
      'has a method now() that threw',
    ]);
    for (const clock of [{ now: () => 5 }, Date, { now: () => 5, after: () => () => undefined }]) expect(flawOf(clock)).to.equal(undefined);
  });
});
