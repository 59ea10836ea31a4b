import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { FRAMES, promisesNearTheEndOfTheStack } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: A stack overflow while a caller began to wait for a load, its own or another's, left a promise that nobody handles, or a key that
// stayed blocked.
describe('regression: a stack overflow while a caller begins to wait', () => {
  collectReports();
  useFakeClock();
  afterEach(() => registry.clear());

  for (const [what, options] of Object.entries({
    'without a timeout': {},
    'with a timeout': { timeout: '1h' },
    'with a stale window': { ttl: '1h', staleIfError: '1h', timeout: '1h' },
  })) {
    for (const isJoining of [false, true]) {
      it(`${isJoining ? 'for the load of another' : 'for its own load'}, ${what}`, async () => {
        let gates: Deferred<number>[] = [];
        let isSettled = false;
        const f = cached(
          (_key: number): Promise<number> => {
            if (isSettled) return Promise.resolve(1);
            const gate = deferred<number>();
            gates.push(gate);
            return gate.promise;
          },
          { max: 10_000, ...options } as object,
        );
        for (let shift = 0; shift < 4; shift++) {
          gates = [];
          const keys = Array.from({ length: FRAMES }, (_, index) => index + FRAMES * shift);
          const leaders = isJoining ? keys.map((key) => f(key).catch((error: Error) => error.message)) : [];
          const waiting = Promise.allSettled(promisesNearTheEndOfTheStack((at) => f(at + FRAMES * shift), shift));
          await nextTurn();
          for (const gate of gates) gate.reject(new Error('down'));
          await waiting;
          expect(await Promise.all(leaders)).to.deep.equal(leaders.map(() => 'down'));
        }
        await nextTurn();
        isSettled = true;
        for (let key = 0; key < 4 * FRAMES; key++) expect(await f(key)).to.equal(1);
        expect(cacheOf(f).size).to.equal(4 * FRAMES);
      });
    }
  }
});
