import { expect } from 'chai';
import type { CachedOptions } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { outcomeOf, PolicyRig } from './policy-rig.js';

const OUTCOMES = ['ok', 'fails', 'drops itself', 'drops itself, fails'] as const;
/** For each outcome of the loader: what a call gives, what one gives a turn later whose own loader would give `newest`, and the loads of both. */
type Row = readonly [at: number, ...answers: readonly (readonly [call: string, later: string, loads: number])[]];

const DOWN = 'error: down';
const FRESH: Row = [50, ['old', 'old', 0], ['old', 'old', 0], ['old', 'old', 0], ['old', 'old', 0]];
const expired = (at: number): Row => [at, ['new', 'new', 1], [DOWN, 'newest', 2], ['new', 'newest', 2], [DOWN, 'newest', 2]];
const revalidated = (at: number): Row => [at, ['old', 'new', 1], ['old', 'old', 1], ['old', 'newest', 2], ['old', 'newest', 2]];
const tried = (at: number): Row => [at, ['new', 'new', 1], ['old', 'old', 1], ['new', 'newest', 2], [DOWN, 'newest', 2]];
const kept = (row: Row): Row => [row[0], row[1] as never, [DOWN, DOWN, 1], ...(row.slice(3) as never[])];

const SWR = { staleWhileRevalidate: 100 };
const SIE = { staleIfError: 200 };
const ERRORS = { errorTtl: 1_000 };

const TABLE: readonly [name: string, options: CachedOptions, rows: readonly Row[]][] = [
  ['ttl alone', {}, [FRESH, expired(100), expired(150), expired(-1)]],
  ['staleWhileRevalidate', SWR, [FRESH, revalidated(100), revalidated(199), expired(200), expired(3.6e6), expired(-1)]],
  ['staleIfError', SIE, [FRESH, tried(100), tried(299), expired(300), expired(-1)]],
  ['both', { ...SWR, ...SIE }, [FRESH, revalidated(150), tried(250), expired(300)]],
  ['errorTtl', ERRORS, [FRESH, kept(expired(150))]],
  ['errorTtl with both', { ...SWR, ...SIE, ...ERRORS }, [revalidated(150), tried(250), kept(expired(300))]],
  ['timeout, which cannot interrupt it', { timeout: 10 }, [FRESH, expired(150)]],
];

describe('freshness policies of synchronous results', () => {
  const clock = useFakeClock();
  collectReports();

  for (const [name, options, rows] of TABLE) {
    for (const [at, ...answers] of rows) {
      for (const [index, [call, later, loads]] of answers.entries()) {
        const outcome = OUTCOMES[index] as string;
        it(`${name}: at ${at} ms, loader ${outcome}: ${call}, then ${later}`, async () => {
          const rig: PolicyRig = new PolicyRig('sync', { ttl: 100, ...options });
          await rig.load('old');
          clock.advance(at);
          rig.answer = outcome.endsWith('fails') ? { error: new Error('down') } : { value: 'new' };
          rig.beforeLoad = () => (outcome.startsWith('drops') ? void rig.handle.delete('key') : undefined);
          const served = outcomeOf(() => rig.call());
          if (at < 200 && 'staleWhileRevalidate' in options && at >= 0) expect(rig.loads, 'in this turn').to.equal(1);
          expect(await served).to.equal(call);
          await nextTurn();
          rig.beforeLoad = () => undefined;
          rig.answer = { value: 'newest' };
          expect(await rig.outcome()).to.equal(later);
          expect(rig.loads).to.equal(1 + loads);
          await rig.expectAtRest();
        });
      }
    }
  }

  it('many stale hits of a turn begin one refresh a key', async () => {
    const rig = new PolicyRig('sync', { ttl: 100, ...SWR });
    for (const key of ['a', 'b']) await rig.load('old', key);
    clock.advance(100);
    rig.answer = { value: 'new' };
    for (const key of ['a', 'b', 'a', 'b', 'a']) expect(rig.call(key)).to.equal('old');
    expect(rig.loads).to.equal(2);
    await nextTurn();
    expect([rig.loads, rig.call('a'), rig.call('b')]).to.deep.equal([4, 'new', 'new']);
    expect(rig.stats).to.include({ hits: 2, staleHits: 5, misses: 2, loads: 4 });
    await rig.expectAtRest();
  });

  it('many stale hits of a turn begin one refresh that fails', async () => {
    const rig = new PolicyRig('sync', { ttl: 100, ...SWR });
    await rig.load('old');
    clock.advance(100);
    rig.answer = { error: new Error('down') };
    for (let calls = 0; calls < 5; calls++) expect(rig.call()).to.equal('old');
    await nextTurn();
    await nextTurn();
    expect(rig.loads).to.equal(2);
  });

  const meanwhile: readonly [what: string, act: (rig: PolicyRig) => void, loads: number][] = [
    ['set', (rig) => rig.handle.set(['key'], 'set'), 0],
    ['deleted', (rig) => rig.handle.delete('key'), 0],
    ['cleared', (rig) => rig.handle.clear(), 0],
    ['evicted', (rig) => rig.call('another'), 1],
    ['refreshed', (rig) => rig.handle.refresh('key'), 1],
    ['expired', () => clock.advance(3.6e6), 1],
  ];
  for (const [what, act, loads] of meanwhile) {
    it(`a refresh of what is ${what} before its turn ${loads === 0 || what !== 'expired' ? 'is left out' : 'still runs'}`, async () => {
      const rig = new PolicyRig('sync', { ttl: 100, max: 1, ...SWR });
      await rig.load('old');
      clock.advance(100);
      rig.answer = { value: 'new' };
      expect(rig.call()).to.equal('old');
      act(rig);
      await nextTurn();
      expect(rig.loads).to.equal(1 + loads);
      await rig.expectAtRest();
    });
  }
});
