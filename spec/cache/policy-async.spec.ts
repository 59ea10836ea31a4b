import { expect } from 'chai';
import type { CachedOptions } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { collectReports } from '../support/warnings.js';
import { outcomeOf, PolicyRig } from './policy-rig.js';

const OUTCOMES = ['ok', 'fails', 'hangs', 'dropped', 'dropped, fails'] as const;
type Outcome = (typeof OUTCOMES)[number];
/** For each outcome of the loader: what a call gives, then what a later call gives whose own loader would give `newest`. */
type Row = readonly [at: number, ...answers: readonly (readonly [call: string, later: string])[]];

const DOWN = 'error: down';
const LATE = 'error: ERR_WARMSCOPE_LOAD_TIMEOUT';
/** A fresh value needs no loader. */
const FRESH: Row = [50, ['old', 'old'], ['old', 'old'], ['old', 'old'], ['old', 'newest'], ['old', 'newest']];
const expired = (at: number): Row => [at, ['new', 'new'], [DOWN, 'newest'], ['pending', 'pending'], ['new', 'newest'], [DOWN, 'newest']];
const revalidated = (at: number): Row => [at, ['old', 'new'], ['old', 'old'], ['old', 'old'], ['old', 'newest'], ['old', 'newest']];
const tried = (at: number): Row => [at, ['new', 'new'], ['old', 'old'], ['pending', 'pending'], ['new', 'newest'], [DOWN, 'newest']];
/** The row with other answers for one of the outcomes. */
const but = (row: Row, outcome: Outcome, ...answer: [string, string]): Row => {
  const [at, ...answers] = row;
  return [at, ...answers.map((each, index) => (OUTCOMES[index] === outcome ? answer : each))];
};

const SWR = { staleWhileRevalidate: 100 };
const SIE = { staleIfError: 200 };
const ERRORS = { errorTtl: 1_000 };
const LIMIT = { timeout: 20 };

const TABLE: readonly [name: string, options: CachedOptions, rows: readonly Row[]][] = [
  ['ttl alone', {}, [FRESH, expired(100), expired(150), expired(1e9), expired(-1)]],
  [
    'staleWhileRevalidate',
    SWR,
    [FRESH, revalidated(100), but(revalidated(199), 'hangs', 'old', 'newest'), expired(200), expired(3.6e6), expired(-1)],
  ],
  ['staleIfError', SIE, [FRESH, tried(100), tried(299), expired(300), expired(-1)]],
  ['both', { ...SWR, ...SIE }, [FRESH, revalidated(150), tried(200), tried(250), expired(300)]],
  ['a short staleIfError', { staleWhileRevalidate: 200, staleIfError: 50 }, [revalidated(120), revalidated(250), expired(300)]],
  ['errorTtl', ERRORS, [FRESH, but(expired(150), 'fails', DOWN, DOWN)]],
  ['errorTtl with both', { ...SWR, ...SIE, ...ERRORS }, [revalidated(150), tried(250), but(expired(300), 'fails', DOWN, DOWN)]],
  ['timeout', LIMIT, [FRESH, but(expired(150), 'hangs', LATE, 'pending')]],
  [
    'timeout with staleIfError',
    { ...LIMIT, ...SIE },
    [but(tried(150), 'hangs', 'old', 'pending'), but(tried(285), 'hangs', LATE, 'pending')],
  ],
  ['timeout with staleWhileRevalidate', { ...LIMIT, ...SWR }, [revalidated(150), but(expired(200), 'hangs', LATE, 'pending')]],
  ['timeout with errorTtl', { ...LIMIT, ...ERRORS }, [but(but(expired(150), 'fails', DOWN, DOWN), 'hangs', LATE, 'pending')]],
];

describe('freshness policies of promises', () => {
  const clock = useFakeClock();
  collectReports();

  /** Lets the load of the row end as the table says. */
  function settle(rig: PolicyRig, outcome: Outcome): void {
    if (outcome.startsWith('dropped')) rig.handle.delete('key');
    const [gate] = rig.gates;
    if (outcome.endsWith('fails')) gate?.reject(new Error('down'));
    else if (outcome === 'hangs') clock.advance(LIMIT.timeout);
    else gate?.resolve('new');
  }

  for (const form of ['async', 'plain'] as const) {
    for (const [name, options, rows] of TABLE) {
      for (const [at, ...answers] of rows) {
        for (const [index, [call, later]] of answers.entries()) {
          const outcome = OUTCOMES[index] as Outcome;
          for (const callers of [1, 3]) {
            it(`${form}, ${name}: ${callers} at ${at} ms, loader ${outcome}: ${call}, then ${later}`, async () => {
              const rig = new PolicyRig(form, { ttl: 100, ...options });
              await rig.load('old');
              clock.advance(at);
              const promises = Array.from({ length: callers }, () => rig.call());
              for (const promise of promises) expect(promise).to.be.instanceOf(Promise);
              expect(rig.loads, 'one load at most').to.equal(at === 50 ? 1 : 2);
              settle(rig, outcome);
              const outcomes = await Promise.all(promises.map((promise) => outcomeOf(() => promise)));
              expect(outcomes).to.deep.equal(promises.map(() => call));
              rig.answer = { value: 'newest' };
              expect(await rig.outcome()).to.equal(later);
              const isLimited = options.timeout !== undefined && outcome === 'hangs' && at >= 100;
              rig.gates[0]?.resolve('late');
              await rig.expectAtRest();
              if (isLimited) expect(rig.handle.peek('key')).to.equal('late');
              expect(clock.timers).to.equal(0);
            });
          }
        }
      }
    }
  }
});
