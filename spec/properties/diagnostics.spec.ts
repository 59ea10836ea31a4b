import { expect } from 'chai';
import fc from 'fast-check';
import { registry } from '../../src/index.js';
import { Listener } from '../diagnostics/listener.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { CountedCalls, MEMBERS } from './counted-calls.js';
import { optionsOf, others, pair, play, step, windows } from './counted-histories.js';

/** How often each text is in a list. */
const tally = (texts: readonly string[], text: string): number => texts.filter((each) => each === text).length;

describe('properties: diagnostics agree with the statistics', function () {
  this.timeout(120_000);
  const clock = useFakeClock();
  collectReports();
  afterEach(() => registry.configure({ bypass: undefined }));

  it('one message for each call, load and entry, whatever the options, whoever calls', async () => {
    let messages = 0;
    await fc.assert(
      fc.asyncProperty(
        windows,
        others,
        pair,
        fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
        async (times, rest, of, steps) => {
          registry.configure({ bypass: undefined });
          const listener = new Listener();
          const [options, ofField] = optionsOf(times, rest);
          const rig = new CountedCalls(clock, options, ofField);
          for (const each of steps) await play(rig, of, each);
          await rig.finish();
          await nextTurn();
          for (const name of MEMBERS) {
            const { name: member, ...stats } = rig.handles[name].stats();
            const heard = await listener.of(member);
            messages += heard.length;
            const { hits, staleHits, misses, joins, bypasses, evictions, expirations, size } = stats;
            const count = (text: string): number => tally(heard, text);
            expect(
              [count('hit fresh'), count('hit stale'), count('miss load'), count('miss join'), count('miss bypass')],
              `${member}: calls`,
            ).to.deep.equal([hits, staleHits, misses, joins, bypasses]);
            expect([count('evict bound'), count('evict expired')], `${member}: gone`).to.deep.equal([evictions, expirations]);
            const stored = heard.filter((each) => each.startsWith('store')).length;
            const gone = heard.filter((each) => each.startsWith('evict') || each.startsWith('invalidate')).length;
            expect(stored - gone, `${member}: what is left`).to.equal(size);
          }
          listener.stop();
        },
      ),
      { numRuns: 60 },
    );
    expect(messages).to.be.greaterThan(1_000);
  });
});
