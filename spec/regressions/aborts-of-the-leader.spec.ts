import { expect } from 'chai';
import { Cached, cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

type Options = { readonly signal?: AbortSignal | undefined } | undefined;

/** Loads that end when the spec says so, or with the abort of their signal, as fetch does. */
class Service {
  readonly loads: Deferred<string>[] = [];

  /** `failure` is what an aborted operation rejects with. */
  load(signal?: AbortSignal | undefined, failure = (reason: unknown) => reason): Promise<string> {
    const gate = deferred<string>();
    this.loads.push(gate);
    if (signal?.aborted === true) gate.reject(failure(signal.reason));
    signal?.addEventListener('abort', () => gate.reject(failure(signal.reason)));
    return gate.promise;
  }
}

const CONTEXTS: Record<string, (calls: (() => Promise<unknown>)[]) => Promise<unknown>[]> = {
  'in a plain process': (calls) => calls.map((call) => call()),
  'in one invocation': (calls) => {
    const promises: Promise<unknown>[] = [];
    const all = runInvocation({}, () => Promise.allSettled(calls.map((call) => promises[promises.push(call()) - 1])));
    all.catch(() => undefined);
    return promises;
  },
  'in several invocations': (calls) => calls.map((call) => runInvocation({}, call)),
  'in an invocation and outside': (calls) => calls.map((call, index) => (index % 2 === 0 ? runInvocation({}, call) : call())),
};

class Aborted extends Error {}

/** Why a signal was aborted, and what its operation rejects with. */
const REASONS: Record<string, { reason?: unknown; failure?: (reason: unknown) => unknown }> = {
  'no reason of its own': {},
  'a text': { reason: 'mine' },
  'a number': { reason: 0 },
  'null': { reason: null },
  'an error': { reason: new Error('gone') },
  'an error of its own class': { reason: new Aborted('gone') },
  'a time limit': { reason: new DOMException('The operation timed out', 'TimeoutError') },
  'an AbortError of the operation': { failure: () => Object.assign(new Error('aborted'), { name: 'AbortError' }) },
  'an ABORT_ERR of the operation': { failure: () => Object.assign(new Error('aborted'), { code: 'ABORT_ERR' }) },
  'a TimeoutError of the operation': { failure: () => Object.assign(new Error('aborted'), { name: 'TimeoutError' }) },
}; // biome-ignore format: a table

// Kind of fault: An abort by the first caller of a key rejected all callers that had joined, in the same invocation or outside any.
describe('regression: an abort of the leader', () => {
  collectReports();
  const clock = useFakeClock();

  /** A function whose arguments hold the signal in a certain way. */
  const PLACES: Record<string, (service: Service, failure?: (reason: unknown) => unknown) => (signal?: AbortSignal) => Promise<string>> = {
    'as an argument': (service, failure) => {
      const load = cached(async (_key: string, signal?: AbortSignal) => service.load(signal, failure), { key: (key: string) => key });
      return (signal) => load('k', signal);
    },
    'in an options object': (service, failure) => {
      const load = cached(async (_key: string, options?: Options) => service.load(options?.signal, failure), { key: (key) => key });
      return (signal) => load('k', { signal });
    },
    'in an array': (service, failure) => {
      const load = cached(async (_key: string, [signal]: (AbortSignal | undefined)[]) => service.load(signal, failure), {
        key: (key) => key,
      });
      return (signal) => load('k', [signal]);
    },
    'in a Request': (service, failure) => {
      const load = cached(async (request: Request) => service.load(request.signal, failure), { key: ({ url }: Request) => url });
      return (signal) => load(new Request('http://host', signal === undefined ? {} : { signal }));
    },
  };

  for (const [where, run] of Object.entries(CONTEXTS)) {
    for (const [place, make] of Object.entries(PLACES)) {
      for (const [why, { reason, failure }] of Object.entries(REASONS)) {
        it(`is its own ${where}, with a signal ${place} and ${why}: one new load for all who joined`, async () => {
          const service = new Service();
          const load = make(service, failure);
          const [leaders, another] = [new AbortController(), new AbortController()];
          const calls = [() => load(leaders.signal), () => load(), () => load(another.signal), () => load()];
          const [leader, ...followers] = run(calls) as [Promise<string>, ...Promise<string>[]];
          const rejected = leader.then(
            () => expect.fail('the leader was not aborted'),
            (error: unknown) => error,
          );
          await nextTurn();
          if (reason === undefined) leaders.abort();
          else leaders.abort(reason);
          const error = await rejected;
          if (failure === undefined) expect(error).to.equal(leaders.signal.reason);
          else expect(error).to.be.instanceOf(Error).with.property('message', 'aborted');
          await nextTurn();
          expect(service.loads.length).to.equal(2);
          service.loads[1]?.resolve('value');
          expect(await Promise.all(followers)).to.deep.equal(['value', 'value', 'value']);
          expect([await load(), service.loads.length], 'stored').to.deep.equal(['value', 2]);
        });
      }
    }

    it(`is not that of a service that fails, ${where}, whether or not a signal is there`, async () => {
      for (const error of [new Error('down'), 'mine', undefined, null, Object.assign(new Error('SDK'), { code: 'ETIMEDOUT' })]) {
        const service = new Service();
        const load = cached(async (_key: string, _signal?: AbortSignal) => service.load(), { key: (key: string) => key });
        const { signal } = new AbortController();
        const all = run([() => load('k', signal), () => load('k')]);
        const seen = Promise.all(all.map((promise) => promise.catch((reason: unknown) => [reason])));
        await nextTurn();
        service.loads[0]?.reject(error);
        expect(await seen).to.deep.equal([[error], [error]]);
        expect(service.loads.length).to.equal(1);
      }
    });

    it(`is what ends an operation whose time is over, ${where}, whoever set the limit`, async () => {
      const service = new Service();
      const load = cached(async (_key: string) => service.load(), { key: (key: string) => key });
      const [leader, ...followers] = run([() => load('k'), () => load('k'), () => load('k')]) as [Promise<string>, ...Promise<string>[]];
      const failed = errorOf(() => leader);
      await nextTurn();
      service.loads[0]?.reject(Object.assign(new Error('SDK'), { name: 'TimeoutError' }));
      expect((await failed).message).to.equal('SDK');
      await nextTurn();
      service.loads[1]?.resolve('value');
      expect([await Promise.all(followers), service.loads.length]).to.deep.equal([['value', 'value'], 2]);
    });

    it(`is kept by errorTtl ${where} only where its service may be to blame`, async () => {
      const timedOut = Object.assign(new Error('SDK'), { name: 'TimeoutError' });
      const aborted = Object.assign(new Error('SDK'), { name: 'AbortError' });
      for (const [error, loads] of [
        [timedOut, 1],
        [aborted, 3],
      ] as const) {
        // biome-ignore format: a table
        const service = new Service();
        const load = cached(async (_key: string) => service.load(), { key: (key: string) => key, errorTtl: '5s' });
        const all = run([() => load('k'), () => load('k'), () => load('k')]).map((promise) => promise.catch((reason: unknown) => reason));
        for (let turn = 0; turn < 3; turn++) {
          await nextTurn();
          for (const gate of service.loads) gate.reject(error);
        }
        expect([await Promise.all(all), service.loads.length]).to.deep.equal([[error, error, error], loads]);
      }
    });

    it(`is its own ${where} if several abort in a row: callers that do not abort get a value`, async () => {
      for (const aborting of [2, 3, 5, 20]) {
        const service = new Service();
        const load = cached(async (_key: string, signal?: AbortSignal) => service.load(signal), { key: (key: string) => key });
        const controllers = Array.from({ length: aborting }, () => new AbortController());
        const all = run([
          ...controllers.map(
            ({ signal }) =>
              () =>
                load('k', signal),
          ),
          () => load('k'),
          () => load('k'),
        ]);
        const outcomes = Promise.all(all.map((promise) => promise.catch((error: Error) => error.name)));
        for (const controller of controllers) {
          await nextTurn();
          controller.abort();
        }
        await nextTurn();
        for (const gate of service.loads) gate.resolve('value');
        expect(await outcomes).to.deep.equal([...controllers.map(() => 'AbortError'), 'value', 'value']);
        expect(service.loads.length).to.be.at.most(aborting + 2);
      }
    });

    it(`applies to every caller ${where} with the same signal, or whose own was aborted as well`, async () => {
      const service = new Service();
      const load = cached(async (_key: string, signal?: AbortSignal) => service.load(signal), { key: (key: string) => key });
      const [leaders, own] = [new AbortController(), new AbortController()];
      const all = run([() => load('k', leaders.signal), () => load('k', leaders.signal), () => load('k', own.signal), () => load('k')]);
      const outcomes = Promise.all(all.map((promise) => promise.catch((reason: unknown) => [reason])));
      await nextTurn();
      own.abort('own');
      leaders.abort('leader');
      await nextTurn();
      service.loads[1]?.resolve('value');
      expect(await outcomes).to.deep.equal([['leader'], ['leader'], ['own'], 'value']);
      expect(service.loads.length).to.equal(2);
    });

    it(`without a signal among the arguments is its own all the same ${where}, if it is called an abort`, async () => {
      const service = new Service();
      const load = cached(async (_key: string) => service.load());
      const all = run([() => load('k'), () => load('k'), () => load('k')]);
      const outcomes = Promise.all(all.map((promise) => promise.catch((error: Error) => error.name)));
      await nextTurn();
      service.loads[0]?.reject(new DOMException('The operation timed out', 'TimeoutError'));
      await nextTurn();
      service.loads[1]?.resolve('value');
      expect(await outcomes).to.deep.equal(['TimeoutError', 'value', 'value']);
    });
  }

  it('by AbortSignal.timeout, or by one of several signals, is its own', async () => {
    const limits = {
      timeout: () => AbortSignal.timeout(0),
      any: () => AbortSignal.any([new AbortController().signal, AbortSignal.timeout(0)]),
    };
    for (const signal of Object.values(limits).map((make) => make())) {
      const service = new Service();
      const load = cached(async (_key: string, given?: AbortSignal) => service.load(given), { key: (key: string) => key });
      const leader = errorOf(() => load('k', signal));
      const follower = load('k');
      expect((await leader).name).to.equal('TimeoutError');
      await nextTurn();
      service.loads[1]?.resolve('value');
      expect(await follower).to.equal('value');
    }
  });

  it('does not affect followers if the signal is of another implementation', async () => {
    const signal = Object.assign(new EventTarget(), { aborted: false, reason: undefined as unknown });
    const loads: Deferred<string>[] = [];
    const load = cached(
      async (_key: string, _options?: object) => {
        loads.push(deferred<string>());
        return loads.at(-1)?.promise;
      },
      { key: (key) => key },
    );
    const leader = errorOf(() => load('k', { signal }));
    const follower = load('k', { signal: undefined });
    Object.assign(signal, { aborted: true, reason: new Error('polyfilled') });
    loads[0]?.reject(signal.reason);
    expect((await leader).message).to.equal('polyfilled');
    await nextTurn();
    loads[1]?.resolve('value');
    expect(await follower).to.equal('value');
  });

  it('does not affect callers of a method, a static method or a per-class method', async () => {
    const service = new Service();
    class Reports {
      @Cached({ key: (id: string) => id }) async report(_id: string, signal?: AbortSignal): Promise<string> {
        return service.load(signal);
      }
      @Cached({ key: (id: string) => id, per: 'class' }) async shared(_id: string, signal?: AbortSignal): Promise<string> {
        return service.load(signal);
      }
      @Cached({ key: (id: string) => id }) static async total(_id: string, signal?: AbortSignal): Promise<string> {
        return service.load(signal);
      }
    }
    const [one, two] = [new Reports(), new Reports()];
    const pairs: ((signal?: AbortSignal) => Promise<string>)[][] = [
      [(signal) => one.report('k', signal), () => one.report('k')],
      [(signal) => one.shared('k', signal), () => two.shared('k')],
      [(signal) => Reports.total('k', signal), () => Reports.total('k')],
    ];
    for (const [lead, follow] of pairs) {
      const controller = new AbortController();
      const leader = errorOf(() => lead?.(controller.signal));
      const follower = follow?.();
      controller.abort();
      expect((await leader).name).to.equal('AbortError');
      await nextTurn();
      service.loads.at(-1)?.resolve('value');
      expect(await follower).to.equal('value');
    }
  });

  it('is not kept by errorTtl', async () => {
    const service = new Service();
    const load = cached(async (_key: string, signal?: AbortSignal) => service.load(signal), { key: (key: string) => key, errorTtl: '1h' });
    const controller = new AbortController();
    const leader = errorOf(() => load('k', controller.signal));
    const follower = load('k');
    controller.abort('mine');
    expect(await leader).to.equal('mine');
    await nextTurn();
    service.loads[1]?.resolve('value');
    expect(await follower).to.equal('value');
  });

  it('gives joined callers no stale value, and does not stop further tries', async () => {
    const service = new Service();
    const load = cached(async (_key: string, signal?: AbortSignal) => service.load(signal), {
      key: (key: string) => key,
      ttl: '1s',
      staleIfError: '1h',
    });
    cacheOf(load).set(['k'], 'old');
    clock.advance(2_000);
    const controller = new AbortController();
    const leader = load('k', controller.signal);
    const follower = load('k');
    controller.abort();
    expect(await leader, 'as with any failure').to.equal('old');
    await nextTurn();
    service.loads[1]?.resolve('new');
    expect(await follower).to.equal('new');
    clock.advance(2_000);
    const alone = new AbortController();
    const aborted = load('k', alone.signal);
    alone.abort();
    expect(await aborted).to.equal('new');
    const next = load('k');
    service.loads[3]?.resolve('newer');
    expect([await next, service.loads.length]).to.deep.equal(['newer', 4]);
  });

  it('of a refresh is its own, as is that of a call which a refresh has joined', async () => {
    const service = new Service();
    const load = cached(async (_key: string, signal?: AbortSignal) => service.load(signal), { key: (key: string) => key });
    const { refresh } = { refresh: (signal?: AbortSignal) => cacheOf(load).refresh('k', signal) };
    for (const [lead, follow] of [[refresh, () => load('k')], [(signal?: AbortSignal) => load('k', signal), () => refresh()]] as const) {
      cacheOf(load).clear();
      const controller = new AbortController();
      const leader = errorOf(() => lead(controller.signal));
      const follower = follow();
      controller.abort();
      expect((await leader).name).to.equal('AbortError');
      await nextTurn();
      service.loads.at(-1)?.resolve('value');
      expect(await follower).to.equal('value');
    } // biome-ignore format: a table
  });

  it('of a refresh does not give joined callers the older value, even if that is fresh', async () => {
    const service = new Service();
    const load = cached(async (_key: string, signal?: AbortSignal) => service.load(signal), { key: (key: string) => key });
    cacheOf(load).set(['k'], 'old');
    const controller = new AbortController();
    const leader = errorOf(() => cacheOf(load).refresh('k', controller.signal));
    const follower = cacheOf(load).refresh('k');
    controller.abort();
    expect((await leader).name).to.equal('AbortError');
    await nextTurn();
    service.loads[1]?.resolve('new');
    expect([await follower, await load('k')]).to.deep.equal(['new', 'new']);
  });

  it('reaches the load around it as a failure, whose followers load anew as well', async () => {
    const service = new Service();
    const inner = cached(async (_key: string, signal?: AbortSignal) => service.load(signal), { key: (key: string) => key });
    const outer = cached(async (key: string, signal?: AbortSignal) => `outer ${await inner(key, signal)}`, { key: (key: string) => key });
    const controller = new AbortController();
    const leader = errorOf(() => outer('k', controller.signal));
    const followers = [outer('k'), inner('k')];
    controller.abort('mine');
    expect(await leader).to.equal('mine');
    await nextTurn();
    for (const gate of service.loads) gate.resolve('value');
    expect(await Promise.all(followers)).to.deep.equal(['outer value', 'value']);
    expect(service.loads.length).to.equal(2);
  });
});
