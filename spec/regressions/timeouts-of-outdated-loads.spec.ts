import { expect } from 'chai';
import { type CachedOptions, cached, cacheOf, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

const LOST = 'What it still gives is not stored.';
const STORED = 'what it gives is stored, unless';

// Kind of fault: The message of LoadTimeoutError promised that a late value is stored where an invalidation had made that impossible.
describe('regression: timeouts of loads that tags have outdated', () => {
  keepInvariants();
  const clock = useFakeClock();

  /** A load that takes too long, of a leader or of one who joined it; `meanwhile` happens before that. */
  async function late(options: CachedOptions, meanwhile: () => unknown, joins: boolean) {
    const gate = deferred<string>();
    const load = cached((_id: string) => gate.promise, { timeout: '1s', name: 'slow', ...options });
    const calls = [load('a'), ...(joins ? [load('a')] : [])].map((call) => call.catch((error: Error) => error.message));
    await meanwhile();
    clock.advance(1_000);
    const messages = await Promise.all(calls);
    gate.resolve('late');
    await nextTurn();
    return { message: messages.at(-1), isStored: cacheOf(load).has('a') };
  }

  const CASES: [what: string, options: CachedOptions, tags: string[], isLost: boolean][] = [
    ['a fixed tag', { tags: ['prices'] }, ['prices'], true],
    ['one of several', { tags: ['a', 'b', 'c'], ttl: '1m' }, ['x', 'c'], true],
    ['another tag', { tags: ['prices'] }, ['stocks'], false],
    ['no tag', {}, ['prices'], false],
    ['a tag by the value, which is not known', { tags: (value: string) => [value] }, ['prices'], false],
  ];
  for (const [what, options, tags, isLost] of CASES)
    for (const joins of [false, true])
      it(`${what}: ${joins ? 'who joined' : 'the leader'} is told that the value is ${isLost ? 'not stored' : 'stored'}`, async () => {
        const { message, isStored } = await late(options, () => registry.invalidateTags(...tags), joins);
        expect(message).to.contain(isLost ? LOST : STORED);
        expect(isStored).to.equal(!isLost);
      });

  it('the message names tags among what keeps a value from being stored', async () => {
    const { message, isStored } = await late({ tags: () => ['late'] }, () => registry.invalidateTags('late'), false);
    expect(message).to.contain('a tag of it invalidated');
    expect(isStored).to.equal(false);
  });
});
