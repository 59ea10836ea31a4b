import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, Invalidates, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const TIMEOUT = 'ERR_WARMSCOPE_LOAD_TIMEOUT';
const LIMIT = { timeout: 20, ttl: '1m' } as const;
/** How long past its `timeout` a load may take. */
const PATIENCE = 30_000;

/** What a call ends with: its value, or the code or message of its error. */
function outcomeOf(call: () => unknown): Promise<unknown> {
  return new Promise((resolve) => resolve(call())).catch((error: Error & { code?: unknown }) =>
    typeof error.code === 'string' ? error.code : error.message,
  );
}

// Kind of fault: The result of a load that came after its timeout was thrown away, so a method that is always a little slow was never cached.
describe('regression: the result of a load after its timeout', () => {
  const reported = collectReports();
  const clock = useFakeClock();

  function rig(options: CachedOptions = {}) {
    const loads: Deferred<string>[] = [];
    const load = cached((async (_key: string) => loads[loads.push(deferred<string>()) - 1]?.promise) as (key: string) => Promise<string>, {
      ...LIMIT,
      ...(options as object),
    });
    const handle = cacheOf(load);
    /** A call whose time passes. */
    const late = async (call: () => unknown = () => load('k')): Promise<unknown> => {
      const outcome = outcomeOf(call);
      await nextTurn();
      clock.advance(20);
      return outcome;
    };
    return { load, loads, handle, late };
  }

  class Reports {
    readonly loads: Deferred<string>[] = [];
    static readonly all: Deferred<string>[] = [];
    #begin(): Promise<string> {
      return this.loads[this.loads.push(deferred<string>()) - 1]?.promise as Promise<string>;
    }
    @Cached(LIMIT) async report(): Promise<string> {
      return this.#begin();
    }
    @Cached({ ...LIMIT, per: 'class' }) async shared(): Promise<string> {
      return this.#begin();
    }
    @Cached(LIMIT) get latest(): Promise<string> {
      return this.#begin();
    }
    @Cached(LIMIT) plain(): Promise<string> {
      return this.#begin();
    }
    @Cached({ ...LIMIT, scope: 'tenant' }) async ofTenant(): Promise<string> {
      return this.#begin();
    }
    @Cached({ ...LIMIT, scope: 'invocation' }) async ofInvocation(): Promise<string> {
      return this.#begin();
    }
    @Cached({ ...LIMIT, values: 'cloned' }) async cloned(): Promise<string> {
      return this.#begin();
    }
    @Cached(LIMIT) static async total(): Promise<string> {
      return Reports.all[Reports.all.push(deferred<string>()) - 1]?.promise as Promise<string>;
    }
    @Invalidates('report') change(): void {}
  }

  const members: Record<string, (reports: Reports) => Promise<string>> = {
    'a method': (reports) => reports.report(),
    'a method that instances share': (reports) => reports.shared(),
    'a getter': (reports) => reports.latest,
    'a method that merely returns a promise': (reports) => reports.plain(),
    'a method of tenant scope': (reports) => reports.ofTenant(),
    'a method of invocation scope': (reports) => reports.ofInvocation(),
    'a method whose values are cloned': (reports) => reports.cloned(),
    'a static method': () => Reports.total(),
  };
  for (const [what, call] of Object.entries(members)) {
    it(`is stored: ${what}`, async () => {
      const reports = new Reports();
      await runInvocation({ tenantId: 't' }, async () => {
        const first = outcomeOf(() => call(reports));
        await nextTurn();
        clock.advance(20);
        expect(await first).to.equal(TIMEOUT);
        const loads = what === 'a static method' ? Reports.all : reports.loads;
        loads[0]?.resolve('v1');
        await nextTurn();
        expect([await call(reports), loads.length]).to.deep.equal(['v1', 1]);
      });
    });
  }

  it('is stored for a function, from when it comes, and counted once', async () => {
    const { load, loads, handle, late } = rig();
    expect(await late()).to.equal(TIMEOUT);
    clock.advance(1_000);
    loads[0]?.resolve('v1');
    await nextTurn();
    clock.advance(59_999);
    expect([await load('k'), handle.has('k')]).to.deep.equal(['v1', true]);
    clock.advance(1);
    expect(handle.has('k')).to.equal(false);
    expect(handle.stats()).to.include({ misses: 1, hits: 1, loads: 1, loadErrors: 1, uncacheable: 0 });
  });

  it('reaches calls made until then, each of which waits for its own timeout', async () => {
    const { load, loads, handle, late } = rig();
    const first = outcomeOf(() => load('k'));
    clock.advance(15);
    const second = outcomeOf(() => load('k'));
    clock.advance(5);
    expect([await first, await stateOf(second)]).to.deep.equal([TIMEOUT, 'pending']);
    clock.advance(15);
    expect(await second).to.equal(TIMEOUT);
    expect(await late(), 'joined after the leader had left').to.equal(TIMEOUT);
    const last = [load('k'), handle.refresh('k')];
    clock.advance(19);
    loads[0]?.resolve('v1');
    expect([await Promise.all(last), loads.length]).to.deep.equal([['v1', 'v1'], 1]);
    expect(handle.stats()).to.include({ misses: 1, joins: 3, loads: 1, loadErrors: 1, size: 1 });
  });

  it('reaches other invocations as well, as long as the first one has not ended', async () => {
    const { load, loads, late } = rig();
    const end = deferred();
    const leader = runInvocation({}, async () => {
      const outcome = await outcomeOf(() => load('k'));
      await end.promise;
      return outcome;
    });
    await nextTurn();
    clock.advance(20);
    expect(await late(() => runInvocation({}, () => load('k')))).to.equal(TIMEOUT);
    const joined = runInvocation({}, () => load('k'));
    loads[0]?.resolve('v1');
    expect([await joined, loads.length]).to.deep.equal(['v1', 1]);
    end.resolve();
    expect(await leader).to.equal(TIMEOUT);
  });

  describe('within staleIfError', () => {
    async function stale(options: CachedOptions = {}) {
      const made = rig({ staleIfError: '1h', ...options });
      made.handle.set(['k'], 'v0');
      clock.advance(120_000);
      return made;
    }

    it('replaces the stale value that its callers got', async () => {
      const { load, loads, handle, late } = await stale();
      expect(await late()).to.equal('v0');
      loads[0]?.resolve('v1');
      await nextTurn();
      expect([await load('k'), loads.length]).to.deep.equal(['v1', 1]);
      expect(handle.stats()).to.include({ misses: 0, staleHits: 1, hits: 1, loads: 1, loadErrors: 1 });
    });

    it('is waited for by the next caller, which gets the stale value too if it does not come in time', async () => {
      const { load, loads, late } = await stale();
      expect(await late()).to.equal('v0');
      const second = load('k');
      expect(await stateOf(second)).to.equal('pending');
      loads[0]?.resolve('v1');
      expect([await second, loads.length]).to.deep.equal(['v1', 1]);
    });

    it('delays no further callers for a while once a second caller has waited in vain', async () => {
      const { load, loads, late } = await stale();
      expect([await late(), await late()]).to.deep.equal(['v0', 'v0']);
      for (let calls = 0; calls < 3; calls++) expect(await load('k')).to.equal('v0');
      clock.advance(1_000);
      expect(await late(), 'tried again').to.equal('v0');
      expect([await load('k'), loads.length]).to.deep.equal(['v0', 1]);
      loads[0]?.resolve('v1');
      await nextTurn();
      expect(await load('k')).to.equal('v1');
    });

    it('of a refresh is not replaced by a stale value: the caller gets the error', async () => {
      const { load, loads, handle, late } = await stale();
      expect(await late(() => handle.refresh('k'))).to.equal(TIMEOUT);
      expect(await late(() => handle.refresh('k')), 'which joined').to.equal(TIMEOUT);
      expect(await late(), 'a call that joined').to.equal('v0');
      loads[0]?.resolve('v1');
      await nextTurn();
      expect([await load('k'), loads.length]).to.deep.equal(['v1', 1]);
    });

    it('is handed out as the values of its method are', async () => {
      const value = { list: [1] };
      const made = cached(async () => new Promise<typeof value>(() => undefined), { ...LIMIT, staleIfError: '1h', values: 'cloned' });
      cacheOf(made).set([], value);
      clock.advance(120_000);
      const outcomes = [made(), made()];
      clock.advance(20);
      const [one, two] = await Promise.all(outcomes);
      expect([one, two]).to.deep.equal([value, value]);
      expect(one).to.not.equal(two);
    });
  });

  const fences: Record<string, (made: ReturnType<typeof rig>) => unknown> = {
    delete: ({ handle }) => handle.delete('k'),
    clear: ({ handle }) => handle.clear(),
    'registry.clear': () => registry.clear(),
    'registry.dispose': () => registry.dispose(),
  };
  for (const [what, fence] of Object.entries(fences)) {
    it(`is not stored, nor joined, after ${what}`, async () => {
      const made = rig();
      const { load, loads, handle, late } = made;
      expect(await late()).to.equal(TIMEOUT);
      const joined = outcomeOf(() => load('k'));
      await fence(made);
      const next = load('k');
      loads[0]?.resolve('v1');
      expect(await joined, 'who had joined gets it').to.equal('v1');
      expect(handle.has('k')).to.equal(false);
      loads[1]?.resolve('v2');
      expect([await next, await load('k'), loads.length]).to.deep.equal(['v2', 'v2', 2]);
    });
  }

  it('is not stored after @Invalidates, nor does it overwrite what was set or loaded since', async () => {
    const reports = new Reports();
    const first = outcomeOf(() => reports.report());
    clock.advance(20);
    expect(await first).to.equal(TIMEOUT);
    reports.change();
    const { load, loads, handle, late } = rig();
    expect(await late()).to.equal(TIMEOUT);
    handle.set(['k'], 'set');
    for (const [gate] of [reports.loads, loads]) gate?.resolve('v1');
    await nextTurn();
    expect([cacheOf(reports, 'report').has(), await load('k')]).to.deep.equal([false, 'set']);
    handle.clear();
    expect(await late()).to.equal(TIMEOUT);
    handle.delete('k');
    const second = load('k');
    loads[2]?.resolve('newer');
    expect(await second).to.equal('newer');
    loads[1]?.resolve('older');
    await nextTurn();
    expect(await load('k')).to.equal('newer');
  });

  it('is not stored if the container froze meanwhile', async () => {
    const { load, loads, handle, late } = rig();
    await runInvocation({}, () => late());
    clock.advance(25_000);
    await runInvocation({}, () => 'no thaw');
    clock.advance(3_600_000);
    await runInvocation({}, () => 'a thaw');
    loads[0]?.resolve('v1');
    await nextTurn();
    expect(handle.has('k')).to.equal(false);
    const next = load('k');
    loads[1]?.resolve('v2');
    expect(await next).to.equal('v2');
  });

  it('is not stored where `store` or `ttl` say so, and is judged with the arguments', async () => {
    const asked: unknown[] = [];
    const { load, loads, handle, late } = rig({ store: (...given: unknown[]) => asked.push(given) > 1 } as CachedOptions);
    expect(await late()).to.equal(TIMEOUT);
    loads[0]?.resolve('v1');
    await nextTurn();
    expect([handle.has('k'), asked]).to.deep.equal([false, [['v1', 'k']]]);
    const next = load('k');
    loads[1]?.resolve('v2');
    expect([await next, handle.has('k')]).to.deep.equal(['v2', true]);
  });

  describe('if it fails', () => {
    it('is handled, and reported once', async () => {
      const { load, loads, handle, late } = rig();
      for (const index of [0, 1]) {
        expect(await late()).to.equal(TIMEOUT);
        loads[index]?.reject(new Error('down'));
        await nextTurn();
      }
      expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
      expect(handle.stats()).to.include({ loads: 2, loadErrors: 2, size: 0 });
      const next = load('k');
      loads[2]?.resolve('v');
      expect(await next).to.equal('v');
    });

    it('reaches callers that still wait, and is kept for errorTtl, unlike the timeout', async () => {
      const { load, loads, handle, late } = rig({ errorTtl: '1h' });
      expect(await late()).to.equal(TIMEOUT);
      const joined = outcomeOf(() => load('k'));
      loads[0]?.reject(new Error('down'));
      expect([await joined, await outcomeOf(() => load('k')), loads.length]).to.deep.equal(['down', 'down', 1]);
      expect(handle.stats()).to.include({ misses: 1, joins: 1, hits: 1, loadErrors: 1 });
    });

    it('by an abort, as its caller wanted when its time was over, is not reported', async () => {
      const load = cached(
        async (_key: string, signal: AbortSignal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
        { ...LIMIT, key: (key: string) => key },
      );
      const controller = new AbortController();
      const first = outcomeOf(() => load('k', controller.signal));
      clock.advance(20);
      expect(await first).to.equal(TIMEOUT);
      controller.abort();
      await nextTurn();
      expect([await reported.codes(), cacheOf(load).stats().size]).to.deep.equal([[], 0]);
    });

    it('leaves the stale value to callers that still wait', async () => {
      const { load, loads, handle, late } = rig({ staleIfError: '1h' });
      handle.set(['k'], 'v0');
      clock.advance(120_000);
      expect(await late()).to.equal('v0');
      const joined = load('k');
      loads[0]?.reject(new Error('down'));
      expect([await joined, await load('k'), loads.length]).to.deep.equal(['v0', 'v0', 1]);
    });
  });

  describe('is given up 30 s later', () => {
    it('by later calls, and by calls that joined', async () => {
      const { load, loads } = rig({ timeout: 40_000 });
      const first = outcomeOf(() => load('k'));
      clock.advance(40_000);
      expect(await first).to.equal(TIMEOUT);
      clock.advance(PATIENCE - 1);
      const joined = load('k');
      expect(loads.length).to.equal(1);
      clock.advance(1);
      await nextTurn();
      expect(loads.length, 'one load for all who were left').to.equal(2);
      const then = load('k');
      loads[1]?.resolve('v2');
      expect(await Promise.all([joined, then])).to.deep.equal(['v2', 'v2']);
      loads[0]?.resolve('v1');
      await nextTurn();
      expect([await load('k'), loads.length]).to.deep.equal(['v2', 2]);
    });

    it('and not stored any more, although nothing newer is there', async () => {
      const { timers } = clock;
      const { loads, handle, late } = rig();
      expect(await late()).to.equal(TIMEOUT);
      clock.advance(PATIENCE);
      loads[0]?.resolve('v1');
      await nextTurn();
      expect(handle.has('k')).to.equal(false);
      expect(clock.timers).to.be.at.most(timers);
    });

    it('by a clock that has no timers as well', async () => {
      const { load, loads, late } = rig();
      expect(await late()).to.equal(TIMEOUT);
      clock.time += PATIENCE;
      const next = load('k');
      expect(loads.length).to.equal(2);
      loads[1]?.resolve('v2');
      expect(await next).to.equal('v2');
    });

    it('leaves no timer behind where it comes in time, or never had to', async () => {
      const { timers } = clock;
      const { loads, late } = rig();
      expect(await late()).to.equal(TIMEOUT);
      expect(clock.timers).to.equal(timers + 1);
      loads[0]?.resolve('v1');
      await nextTurn();
      expect(clock.timers).to.equal(timers);
    });

    it('does not make callers load anew that have left', async () => {
      const { load, loads, late } = rig();
      const outcomes = [late(), outcomeOf(() => load('k')), outcomeOf(() => load('k'))];
      expect(await Promise.all(outcomes)).to.deep.equal([TIMEOUT, TIMEOUT, TIMEOUT]);
      clock.advance(PATIENCE);
      await nextTurn();
      expect(loads.length).to.equal(1);
    });
  });

  describe('and an invocation', () => {
    it('does not wait for the load, nor for a refresh past its timeout', async () => {
      const { load, loads, handle, late } = rig({ staleWhileRevalidate: '1h' });
      expect(await late(() => runInvocation({}, () => load('k')))).to.equal(TIMEOUT);
      loads[0]?.resolve('v0');
      await nextTurn();
      clock.advance(120_000);
      const ended = runInvocation({ deadline: clock.time + 900_000 }, () => load('k'));
      expect(await stateOf(ended), 'within its time the refresh is waited for').to.equal('pending');
      clock.advance(20);
      expect([await ended, loads.length]).to.deep.equal(['v0', 2]);
      loads[1]?.resolve('v1');
      await nextTurn();
      expect(handle.peek('k')).to.equal('v1');
      expect(await reported.codes()).to.deep.equal([]);
    });

    it('is stored after its end, and before what a later invocation loads has come', async () => {
      const { load, loads, late } = rig();
      expect(await late(() => runInvocation({}, () => load('k')))).to.equal(TIMEOUT);
      const next = outcomeOf(() => runInvocation({}, () => load('k')));
      await nextTurn();
      expect(loads.length, 'nobody joins it any more').to.equal(2);
      loads[0]?.resolve('v1');
      await nextTurn();
      expect([await runInvocation({}, () => load('k')), loads.length]).to.deep.equal(['v1', 2]);
      loads[1]?.resolve('v2');
      expect([await next, await runInvocation({}, () => load('k'))]).to.deep.equal(['v2', 'v2']);
    });

    it('does not overwrite what a later invocation has loaded since, whichever comes last', async () => {
      const { load, loads, handle, late } = rig();
      for (let invocations = 0; invocations < 4; invocations++)
        expect(await late(() => runInvocation({}, () => load('k')))).to.equal(TIMEOUT);
      expect(loads.length).to.equal(4);
      loads[3]?.resolve('v4');
      await nextTurn();
      for (const [index, gate] of loads.entries()) gate.resolve(`v${index}`);
      await nextTurn();
      expect([await load('k'), handle.stats().size]).to.deep.equal(['v4', 1]);
    });

    it('is stored where a later one’s load has failed, and fenced together with it', async () => {
      for (const isDropped of [false, true]) {
        const { load, loads, handle, late } = rig();
        for (let invocations = 0; invocations < 2; invocations++)
          expect(await late(() => runInvocation({}, () => load('k')))).to.equal(TIMEOUT);
        if (isDropped) handle.delete('k');
        loads[1]?.reject(new Error('down'));
        await nextTurn();
        loads[0]?.resolve('v1');
        await nextTurn();
        expect(handle.peek('k')).to.equal(isDropped ? undefined : 'v1');
      }
    });

    it('of tenant scope is not stored past the end of the invocation', async () => {
      const { load, loads, late } = rig({ scope: 'tenant' });
      const run = () => runInvocation({ tenantId: 't' }, () => load('k'));
      expect(await late(run)).to.equal(TIMEOUT);
      loads[0]?.resolve('v1');
      await nextTurn();
      const next = run();
      await nextTurn();
      loads[1]?.resolve('v2');
      expect(await next).to.equal('v2');
    });
  });

  it('is not stored by calls that bypass the cache', async () => {
    const { loads, handle, late } = rig({ when: () => false });
    expect(await late()).to.equal(TIMEOUT);
    loads[0]?.resolve('v1');
    await nextTurn();
    expect(handle.has('k')).to.equal(false);
  });

  it('the error says whether the load goes on to be stored', async () => {
    const messageOf = async (options: CachedOptions): Promise<string> => {
      const { load } = rig(options);
      const error = errorOf(() => load('k'));
      clock.advance(20);
      return (await error).message;
    };
    expect(await messageOf({}))
      .to.contain('"timeout" allows: 20 ms')
      .and.contain('The load goes on');
    expect(await messageOf({ when: () => false })).to.contain('is not stored');
  });

  it('the time limit of a caller that leads anew includes the time it has waited already', async () => {
    const { load, loads } = rig();
    const leader = outcomeOf(() => load('k'));
    clock.advance(10);
    const follower = outcomeOf(() => load('k'));
    clock.advance(5);
    loads[0]?.reject(new DOMException('aborted', 'AbortError'));
    expect(await leader).to.equal('aborted');
    await nextTurn();
    expect(loads.length).to.equal(2);
    clock.advance(15);
    expect(await follower).to.equal(TIMEOUT);
    loads[1]?.resolve('v2');
    await nextTurn();
    expect([await load('k'), loads.length]).to.deep.equal(['v2', 2]);
  });
});
