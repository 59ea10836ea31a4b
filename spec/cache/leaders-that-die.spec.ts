import { expect } from 'chai';
import { cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const abortError = (): Error => new DOMException('This operation was aborted', 'AbortError');
const timeoutError = (): Error => new DOMException('The operation timed out', 'TimeoutError');

/** A cached function each of whose loads is settled by the spec. */
function rig(options: object = {}) {
  const loads: Deferred<string>[] = [];
  const load = cached(
    async (_key: string) => {
      const gate = deferred<string>();
      loads.push(gate);
      return gate.promise;
    },
    options as { ttl?: '1s' },
  );
  const add = () => {
    const { hits, staleHits, misses, joins, bypasses } = cacheOf(load).stats();
    return hits + staleHits + misses + joins + bypasses;
  };
  return { load, loads, calls: add, stats: () => cacheOf(load).stats() };
}

describe('leaders that die', () => {
  collectReports();
  const clock = useFakeClock();

  for (const [name, error] of [
    ['an abort', abortError()],
    ['an aborted timeout', timeoutError()],
    ['ABORT_ERR', Object.assign(new Error(), { code: 'ABORT_ERR' })],
  ] as const) {
    it(`${name} of the leader is its own: one follower leads again, the others follow that one`, async () => {
      const { load, loads, calls, stats } = rig();
      const leader = errorOf(() => runInvocation({}, () => load('k')));
      const followers = ['f', 'g', 'h'].map(() => runInvocation({}, () => load('k')));
      loads[0]?.reject(error);
      expect(await leader).to.equal(error);
      await nextTurn();
      expect(loads.length).to.equal(2);
      loads[1]?.resolve('v');
      expect(await Promise.all(followers)).to.deep.equal(['v', 'v', 'v']);
      expect(await load('k'), 'stored').to.equal('v');
      expect(stats()).to.include({ misses: 1, joins: 3, hits: 1, loads: 2, loadErrors: 1, size: 1 });
      expect(calls()).to.equal(5);
    });
  }

  it('a genuine rejection reaches every waiter unchanged, and is not retried', async () => {
    for (const error of [new Error('down'), Object.assign(new Error('SDK'), { code: 'ETIMEDOUT' }), undefined, 'text']) {
      const { load, loads, stats } = rig();
      const seen: unknown[] = [];
      const runs = [1, 2, 3].map(() => runInvocation({}, () => load('k')).catch((reason: unknown) => seen.push(reason)));
      loads[0]?.reject(error);
      await Promise.all(runs);
      expect(seen).to.deep.equal([error, error, error]);
      expect(stats()).to.include({ misses: 1, joins: 2, loads: 1, loadErrors: 1, size: 0 });
    }
  });

  it('callers of one invocation do not share the abort of its first, nor do callers outside', async () => {
    for (const run of [<T>(work: () => T) => runInvocation({}, work), async <T>(work: () => T) => work()]) {
      const { load, loads, stats } = rig();
      const all = run(() => Promise.allSettled([load('k'), load('k'), load('k')]));
      const error = abortError();
      loads[0]?.reject(error);
      await nextTurn();
      loads[1]?.resolve('v');
      const fulfilled = { status: 'fulfilled', value: 'v' };
      expect(await all).to.deep.equal([{ status: 'rejected', reason: error }, fulfilled, fulfilled]);
      expect(stats()).to.include({ misses: 1, joins: 2, loads: 2, loadErrors: 1, size: 1 });
    }
  });

  it('a follower whose own invocation is over gets the abort it waited for, and loads no more', async () => {
    const { load, loads } = rig();
    const deadline = clock.time + 100;
    const error = abortError();
    const all = runInvocation({ deadline }, () => Promise.allSettled([load('k'), load('k')]));
    clock.advance(100);
    loads[0]?.reject(error);
    expect((await all).map((outcome) => (outcome as PromiseRejectedResult).reason)).to.deep.equal([error, error]);
    expect(loads.length).to.equal(1);
  });

  it('when the deadline of its invocation passes, followers lead again at once, and its late result is its own', async () => {
    const { load, loads, stats } = rig();
    const leader = runInvocation({ deadline: clock.time + 100 }, () => load('k'));
    const follower = runInvocation({ deadline: clock.time + 5000 }, () => load('k'));
    clock.advance(100);
    await nextTurn();
    expect(loads.length).to.equal(2);
    loads[1]?.resolve('new');
    expect(await follower).to.equal('new');
    loads[0]?.resolve('old');
    expect(await leader).to.equal('old');
    expect(await load('k'), 'the late one overwrites nothing').to.equal('new');
    expect(stats()).to.include({ misses: 1, joins: 1, hits: 1, loads: 2, size: 1 });
  });

  it('when its invocation fails while the load goes on, followers lead again', async () => {
    const { load, loads } = rig();
    const gate = deferred();
    let own: Promise<string> | undefined;
    const leader = runInvocation({}, async () => {
      own = load('k');
      await gate.promise;
      throw new Error('handler failed');
    });
    const follower = runInvocation({}, () => load('k'));
    gate.resolve();
    expect((await errorOf(() => leader)).message).to.equal('handler failed');
    await nextTurn();
    expect(loads.length).to.equal(2);
    loads[1]?.resolve('new');
    loads[0]?.reject(new Error('late'));
    expect([await follower, (await errorOf(() => own)).message]).to.deep.equal(['new', 'late']);
  });

  it('a load left over from an ended invocation is not waited for, nor does it overwrite anything, however it ends', async () => {
    for (const settle of [
      (late: Deferred<string> | undefined) => late?.resolve('old'),
      (late: Deferred<string> | undefined) => late?.reject(new Error('late')),
    ]) {
      const { load, loads, stats } = rig({ ttl: '1s' });
      let own: Promise<unknown> | undefined;
      await runInvocation({}, () => {
        own = load('k').catch(() => 'failed');
      });
      const next = runInvocation({}, () => load('k'));
      expect(loads.length).to.equal(2);
      expect(await stateOf(next)).to.equal('pending');
      loads[1]?.resolve('new');
      expect(await next).to.equal('new');
      settle(loads[0]);
      await own;
      expect([await runInvocation({}, () => load('k')), stats().size, stats().misses]).to.deep.equal(['new', 1, 2]);
    }
  });

  it('a caller that had joined such a load is sent away at once, and leads one that others share', async () => {
    const { load, loads, stats } = rig();
    const gate = deferred();
    const first = runInvocation({}, () => {
      void load('k');
    });
    const joined = runInvocation({}, async () => {
      const value = load('k');
      await gate.promise;
      return value;
    });
    await first;
    const later = runInvocation({}, () => load('k'));
    gate.resolve();
    await nextTurn();
    loads[1]?.resolve('new');
    expect(await Promise.all([joined, later])).to.deep.equal(['new', 'new']);
    loads[0]?.resolve('old');
    await nextTurn();
    expect(stats()).to.include({ loads: 2, misses: 1, joins: 2, size: 1 });
    expect(await load('k')).to.equal('new');
  });

  it('leaders that die one after the other hold nobody up for long: after two, each loads for itself', async () => {
    const { load, loads, calls } = rig();
    const runs = Array.from({ length: 10 }, () => errorOf(() => runInvocation({}, () => load('k'))));
    const rounds: number[] = [];
    for (let settled = 0; settled < loads.length; await nextTurn()) {
      const open = loads.slice(settled);
      settled = loads.length;
      rounds.push(open.length);
      for (const gate of open) gate.reject(timeoutError());
    }
    expect((await Promise.all(runs)).every(({ name }) => name === 'TimeoutError')).to.equal(true);
    expect([rounds, calls()]).to.deep.equal([[1, 1, 8], 10]);
  });

  it('an aborted load is not kept by errorTtl where it was an invocation’s', async () => {
    const { load, loads } = rig({ errorTtl: '1h' });
    const first = errorOf(() => runInvocation({}, () => load('k')));
    loads[0]?.reject(abortError());
    expect((await first).name).to.equal('AbortError');
    const second = runInvocation({}, () => load('k'));
    loads[1]?.resolve('v');
    expect(await second).to.equal('v');
  });
});
