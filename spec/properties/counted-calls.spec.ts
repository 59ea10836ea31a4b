import { expect } from 'chai';
import fc from 'fast-check';
import { registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { CountedCalls } from './counted-calls.js';
import { optionsOf, others, pair, play, step, windows } from './counted-histories.js';

describe('properties: every call is counted exactly once', function () {
  this.timeout(120_000);
  const clock = useFakeClock();
  collectReports();
  afterEach(() => registry.configure({ bypass: undefined }));

  const seen = { hits: 0, staleHits: 0, misses: 0, joins: 0, bypasses: 0, refused: 0 };

  it('whatever the options, whoever calls, and however loads end', async () => {
    await fc.assert(
      fc.asyncProperty(
        windows,
        others,
        pair,
        fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }),
        async (times, rest, members, steps) => {
          registry.configure({ bypass: undefined });
          const [options, ofField] = optionsOf(times, rest);
          const rig = new CountedCalls(clock, options, ofField);
          const hasTrials = times.ttl !== undefined && times.staleIfError !== undefined;
          const check = (isExact: boolean, when: string): void => {
            for (const name of new Set(members)) {
              const problem = rig.problemWith(name, isExact);
              if (problem !== undefined) expect.fail(`${when}: ${problem}`);
            }
          };
          for (const each of steps) {
            await play(rig, members, each);
            await Promise.resolve();
          }
          await nextTurn();
          check(!hasTrials, 'while loads are in flight');
          await rig.finish();
          check(true, 'at the end');
          for (const name of new Set(members)) {
            const stats = rig.handles[name].stats();
            if (rig.counts[name].pending > 0) expect.fail(`${name}: ${rig.counts[name].pending} calls never ended`);
            for (const count of ['hits', 'staleHits', 'misses', 'joins', 'bypasses'] as const) seen[count] += stats[count];
            seen.refused += rig.counts[name].refused;
          }
        },
      ),
      { numRuns: 120 },
    );
    for (const [name, count] of Object.entries(seen)) expect(count, name).to.be.greaterThan(20);
  });
});
