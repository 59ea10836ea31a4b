import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';

type Method = (key: string) => Promise<string>;

/** Counts the calls of a cached function from outside, those left out that were refused as circular. */
function watched(fn: Method): { call: Method; calls: () => number; counted: () => number } {
  let calls = 0;
  const call: Method = async (key) => {
    calls++;
    try {
      return await fn(key);
    } catch (cause) {
      if ((cause as { code?: string }).code === 'ERR_WARMSCOPE_CIRCULAR_LOAD') calls--;
      // The error is that of this call alone.
      throw new Error('inner', { cause });
    }
  };
  const counted = (): number => {
    const { hits, staleHits, misses, joins, bypasses } = cacheOf(fn).stats();
    return hits + staleHits + misses + joins + bypasses;
  };
  return { call, calls: () => calls, counted };
}

describe('regressions: joins whose load dies, where its next leader waits for them', () => {
  for (const end of ['abort', 'AbortError'] as const)
    for (let steps = 0; steps <= 8; steps++)
      it(`are counted once and end: ${end}, ${steps} steps before the next call`, async () => {
        const first = deferred<string>();
        let rates = 0;
        const rate = watched(
          cached(async () => {
            if (++rates === 1) return first.promise;
            return rates === 2 ? plan.call('p') : 'rate';
          }),
        );
        const plan = watched(cached(async () => `plan of ${await rate.call('r')}`));
        const leader = rate.call('r');
        const outer = plan.call('p');
        await nextTurn();
        first.reject(end === 'abort' ? Object.assign(new Error('gone'), { name: 'AbortError' }) : new DOMException('gone', 'AbortError'));
        for (let step = 0; step < steps; step++) await Promise.resolve();
        await Promise.allSettled([leader, outer, rate.call('r')]);
        expect({ rate: rate.counted(), plan: plan.counted() }).to.deep.equal({ rate: rate.calls(), plan: plan.calls() });
      });
});
