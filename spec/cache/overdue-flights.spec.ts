import { expect } from 'chai';
import { PATIENCE_MS } from '../../src/cache/time-limit.js';
import { type Deferred, deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { CacheRig, type RigOptions } from './cache-rig.js';

const LIMIT = { timeout: 20, ttl: 100 } as const;
const TIMEOUT = 'ERR_WARMSCOPE_LOAD_TIMEOUT';

describe('cache/flights: overdue', () => {
  collectReports();

  /** One key whose loads the spec settles. */
  function rigOf(options: RigOptions = {}) {
    const gates: Deferred<unknown>[] = [];
    const rig = new CacheRig(() => gates[gates.push(deferred()) - 1]?.promise, 3, { ...LIMIT, ...options });
    const codeOf = async (call: () => unknown = () => rig.call('k')) => (await errorOf(call)).code;
    return { rig, gates, codeOf };
  }

  it('lets each caller wait for its own time, and the load go on', async () => {
    const { rig, gates, codeOf } = rigOf();
    const first = codeOf();
    rig.clock.advance(15);
    const second = codeOf();
    rig.clock.advance(5);
    expect([await first, await stateOf(second)]).to.deep.equal([TIMEOUT, 'pending']);
    rig.clock.advance(15);
    expect(await second).to.equal(TIMEOUT);
    gates[0]?.resolve('value');
    await nextTurn();
    expect([rig.peek('k'), rig.clock.timers]).to.deep.equal([['value'], 0]);
    expect(rig.counters).to.include({ misses: 1, joins: 1, loads: 1, loadErrors: 1 });
    await rig.expectAtRest();
  });

  it('serves what is stale instead, where the policy allows it, and counts the trial once', async () => {
    const { rig, gates } = rigOf({ staleIfError: 1_000 });
    rig.set(['k'], 'old', true);
    rig.clock.advance(150);
    const calls = [rig.call('k'), rig.call('k')];
    rig.clock.advance(20);
    expect(await Promise.all(calls)).to.deep.equal(['old', 'old']);
    gates[0]?.resolve('new');
    await nextTurn();
    expect(rig.peek('k')).to.deep.equal(['new']);
    expect(rig.counters).to.include({ staleHits: 1, misses: 0, joins: 1, loads: 1, loadErrors: 1 });
    await rig.expectAtRest();
  });

  it('serves nothing older to who asks for a refresh', async () => {
    const { rig, gates, codeOf } = rigOf({ staleIfError: 1_000 });
    rig.set(['k'], 'old', true);
    const asked = [codeOf(() => rig.refresh('k')), codeOf(() => rig.refresh('k'))];
    rig.clock.advance(20);
    expect(await Promise.all(asked)).to.deep.equal([TIMEOUT, TIMEOUT]);
    expect(rig.peek('k')).to.deep.equal(['old']);
    gates[0]?.resolve('new');
    await nextTurn();
    expect(rig.peek('k')).to.deep.equal(['new']);
  });

  it('gives a load up in the end, once', async () => {
    const { rig, gates, codeOf } = rigOf();
    const first = codeOf();
    rig.clock.advance(20);
    await first;
    expect(rig.clock.timers).to.equal(1);
    rig.clock.advance(PATIENCE_MS);
    expect(rig.clock.timers).to.equal(0);
    gates[0]?.resolve('late');
    await nextTurn();
    expect([rig.peek('k'), rig.warnings]).to.deep.equal([undefined, []]);
    rig.calls = 1;
    await rig.expectAtRest();
  });

  it('warns of a background refresh that was given up, pauses it when its time was over, and tells it by its clock alone', async () => {
    const { rig, gates } = rigOf({ staleWhileRevalidate: 100_000, timeout: 1_000 });
    rig.set(['k'], 'old', true);
    const first = rig.call('k');
    gates[0]?.resolve('older');
    await first;
    rig.clock.advance(150);
    expect(await rig.call('k')).to.equal('old');
    await nextTurn();
    rig.clock.advance(1_000);
    await nextTurn();
    expect([gates.length, rig.warnings.length, rig.counters.loadErrors]).to.deep.equal([1, 0, 0]);
    rig.clock.time += PATIENCE_MS;
    expect(await rig.call('k')).to.equal('old');
    await nextTurn();
    expect(rig.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
    expect(gates.length).to.equal(2);
    for (const gate of gates) gate.resolve('new');
    await nextTurn();
    expect(rig.peek('k')).to.deep.equal(['new']);
  });
});
