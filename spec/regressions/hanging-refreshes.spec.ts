import { expect } from 'chai';
import { cached, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: The next stale hit restarted a refresh that was given up at the end of its invocation, so every response was held up to its deadline.
describe('regression: a service that no longer answers', () => {
  const clock = useFakeClock();
  collectReports();

  it('delays one invocation, not each', async () => {
    let calls = 0;
    const method = cached(async (): Promise<number> => (++calls === 1 ? calls : new Promise<number>(() => undefined)), {
      ttl: '1m',
      staleWhileRevalidate: '10m',
    });
    const invoke = (): Promise<number> => runInvocation({ deadline: clock.time + 3_000 }, method);
    await invoke();
    clock.advance(90_000);
    const held = invoke();
    await nextTurn();
    clock.advance(2_900);
    expect([await held, calls]).to.deep.equal([1, 2]);
    expect([await invoke(), await invoke(), calls]).to.deep.equal([1, 1, 2]);
    clock.advance(1_000);
    const again = invoke();
    await nextTurn();
    clock.advance(2_900);
    expect([await again, calls]).to.deep.equal([1, 3]);
    clock.advance(1_999);
    expect([await invoke(), calls]).to.deep.equal([1, 3]);
  });
});
