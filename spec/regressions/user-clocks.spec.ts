import { expect } from 'chai';
import { type Clock, cached, cacheOf, containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

/** What a clock may answer instead of the time. */
const NO_TIMES: Record<string, () => unknown> = {
  'an error': () => {
    throw new Error('no clock');
  },
  nothing: () => undefined,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  'a BigInt': () => 5n,
  'a Date': () => new Date(),
  'a text': () => '2026-01-01',
  'a promise that rejects': () => Promise.reject(new Error('no clock')).catch(() => undefined),
};

/** What a timer of a clock's may do. Each is a way of `setTimeout`, or none. */
const TIMERS: Record<string, { after: (milliseconds: number, callback: () => void) => unknown; isWarned: boolean }> = {
  'gives a Timeout': { after: (milliseconds, callback) => setTimeout(callback, milliseconds), isWarned: false },
  'gives nothing': { after: (milliseconds, callback) => void setTimeout(callback, milliseconds).unref(), isWarned: true },
  'gives a number': { after: (milliseconds, callback) => Number(setTimeout(callback, milliseconds).unref()), isWarned: true },
  'gives a promise': { after: async (milliseconds, callback) => void setTimeout(callback, milliseconds).unref(), isWarned: true },
  'gives a promise that rejects': { after: () => Promise.reject(new Error('no timer')), isWarned: true },
  throws: {
    after: () => {
      throw new Error('no timer');
    },
    isWarned: true,
  },
  'gives what throws when it cancels': {
    after: (milliseconds, callback) => {
      setTimeout(callback, milliseconds).unref();
      return () => {
        throw new Error('no timer');
      };
    },
    isWarned: true,
  },
  'rings twice': {
    after: (milliseconds, callback) => {
      const timers = [setTimeout(callback, milliseconds), setTimeout(callback, milliseconds)];
      return () => timers.forEach(clearTimeout);
    },
    isWarned: false,
  },
};

// Kind of fault: The program's clock was trusted to tell the time and to return a function that cancels its timers; if it did not, a refresh ended the
// process, and an invocation was rejected.
describe('regression: clocks supplied by the user', () => {
  const reported = collectReports();
  let now = 0;
  beforeEach(() => {
    now = Date.now();
  });
  afterEach(async () => {
    registry.configure({ clock: undefined, defaults: {} });
    registry.clear();
    await registry.dispose();
  });

  for (const [what, noTime] of Object.entries(NO_TIMES)) {
    it(`are refused if they cannot tell the time: ${what}; nothing is changed`, async () => {
      registry.configure({ clock: { now: () => 77 } });
      const error = await errorOf(() =>
        registry.configure({ clock: { now: noTime as () => number }, defaults: { max: 2 }, thaw: { gap: '1s' } }),
      );
      expect(error.code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.match(
        /^Invalid option "clock" of registry\.configure: received one that .*; valid is an object with a method now\(\)/,
      );
      const f = cached((key: number) => key, { ttl: '1h' });
      for (const key of [1, 2, 3]) f(key);
      expect([cacheOf(f).size, cacheOf(f).has(3)]).to.deep.equal([3, true]);
    });

    it(`cause a warning if they fail later, and nothing else fails: ${what}`, async () => {
      let isBroken = false;
      const source = { now: () => (isBroken ? noTime() : now) } as Clock;
      registry.configure({ clock: source });
      let loads = 0;
      const options = { ttl: '1m', staleWhileRevalidate: '5m' } as const;
      const sync = cached((key: number) => key * ++loads, options);
      const slow = cached(async (key: number) => key * ++loads, { ...options, staleIfError: '10m', timeout: '1m' });
      const client = containerSingleton(() => ({ number: ++loads }), { maxAge: '1h', maxIdle: '1h' });
      const handler = createHandler(async () => [sync(1), await slow(1), client().number > 0]);
      const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 10_000 };
      await handler({}, context);
      now += 120_000;
      expect([sync(1), await slow(1)], 'stale, and refreshed on a later turn').to.deep.equal([1, 2]);
      isBroken = true;
      await nextTurn();
      for (let call = 0; call < 3; call++) {
        const [first, second, third] = (await handler({}, context)) as [number, number, boolean];
        expect([first > 0, second > 0, third]).to.deep.equal([true, true, true]);
        expect(await runInvocation({ deadline: now + 1_000 }, async () => (await slow(2)) > 0)).to.equal(true);
      }
      expect(JSON.stringify(registry.stats()), 'statistics are numbers').not.to.contain('null');
      isBroken = false;
      const value = sync(1);
      expect(sync(1), 'kept again').to.equal(value);
      expect(await slow(1)).to.equal(await slow(1));
      const codes = await reported.codes();
      expect(codes).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
    });
  }

  for (const [what, { after, isWarned }] of Object.entries(TIMERS)) {
    it(`with an after that ${what} make no call and no invocation fail`, async () => {
      registry.configure({ clock: { now: () => now, after } as Clock });
      const options = { ttl: 10, staleWhileRevalidate: '1h' } as const;
      const gate = deferred<string>();
      const limited = cached(async () => 'in time', { timeout: 5_000 });
      const hung = cached(() => gate.promise, { timeout: 5 });
      const renewed = cached(async () => {
        await nextTurn();
        return 'renewed';
      }, options);
      expect([await limited(), await runInvocation({}, renewed)]).to.deep.equal(['in time', 'renewed']);
      now += 20;
      expect(await runInvocation({ deadline: now + 1_000 }, renewed)).to.equal('renewed');
      const isRinging = what !== 'gives a promise that rejects';
      if (isRinging) expect((await errorOf(() => hung())).code).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
      gate.resolve('late');
      if (isRinging) await nextTurn();
      expect(await hung()).to.equal('late');
      expect(await reported.codes()).to.deep.equal(isWarned ? ['WARN_WARMSCOPE_OPTION'] : []);
    });
  }

  it('are refused if after is not a method', async () => {
    for (const after of [5, null, {}, 'later']) {
      const error = await errorOf(() => registry.configure({ clock: { now: () => 1, after } as unknown as Clock }));
      expect(error.message).to.match(/^Invalid option "clock" of registry\.configure: received one that has .* as its method after\(\)/);
    }
  });
});
