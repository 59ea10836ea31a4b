import { expect } from 'chai';
import { Cached, cached, cacheOf, createHandler, createStreamHandler, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

/** How a leader's invocation ends while its load goes on; `end` is when the spec wants it to. */
type Finish = (load: Promise<string>, end: Promise<void>) => unknown;

const ENDS: Record<string, Finish> = {
  'returns a fallback': async (_load, end) => end.then(() => 'a fallback'),
  'returns nothing': async (_load, end) => end,
  'gives up in a race': (load, end) => Promise.race([load, end.then(() => 'gave up')]),
  throws: async (_load, end) => {
    await end;
    throw new Error('too slow');
  },
  'throws something falsy': (_load, end) => end.then(() => Promise.reject(undefined)),
};

const HOSTS: Record<string, (work: () => unknown) => Promise<unknown>> = {
  runInvocation: (work) => runInvocation({ id: 'leader' }, work),
  'a handler': (work) => createHandler(async () => work())({}, { awsRequestId: 'leader' }),
  'a handler class': (work) => {
    class Handler {
      handle(): unknown {
        return work();
      }
    }
    return createHandler(Handler)({}, {});
  },
  'a streaming handler': (work) => createStreamHandler(async () => void (await work()))({}, {}, {}),
};

// Kind of fault: Callers that had joined another invocation's load went on waiting for it after that invocation had ended without a failure.
describe('regression: a load whose leader’s invocation has ended', () => {
  collectReports();
  const clock = useFakeClock();

  /** A load of which only the first hangs. */
  function rig(options: object = {}) {
    const loads: Deferred<string>[] = [];
    const load = cached(
      async (_key: string) => {
        loads.push(deferred<string>());
        return loads.at(-1)?.promise as Promise<string>;
      },
      options as { ttl?: '1s' },
    );
    return { load, loads };
  }

  for (const [host, run] of Object.entries(HOSTS)) {
    for (const [how, finish] of Object.entries(ENDS)) {
      it(`is abandoned by the callers that joined: ${host} ${how}`, async () => {
        const { load, loads } = rig();
        const end = deferred();
        const leader = run(() => {
          const own = load('k');
          own.catch(() => undefined);
          return finish(own, end.promise);
        }).catch(() => undefined);
        await nextTurn();
        const followers = [runInvocation({ id: 'b' }, () => load('k')), load('k'), runInvocation({ id: 'c' }, () => load('k'))];
        await nextTurn();
        expect(loads.length, 'joined').to.equal(1);
        end.resolve();
        await leader;
        await nextTurn();
        expect(loads.length, 'one load for all').to.equal(2);
        loads[1]?.resolve('own');
        expect(await Promise.all(followers)).to.deep.equal(['own', 'own', 'own']);
        loads[0]?.resolve('late');
        await nextTurn();
        expect([await load('k'), loads.length]).to.deep.equal(['own', 2]);
        expect(cacheOf(load).stats()).to.include({ misses: 1, joins: 3, hits: 1, loads: 2, size: 1 });
      });
    }
  }

  it('is abandoned at the deadline of that invocation, whether or not it returns', async () => {
    const { load, loads } = rig();
    void runInvocation({ deadline: clock.time + 100 }, () => load('k'));
    const followers = ['b', 'c'].map((id) => runInvocation({ id }, () => load('k')));
    clock.advance(100);
    await nextTurn();
    expect(loads.length).to.equal(2);
    loads[1]?.resolve('own');
    expect(await Promise.all(followers)).to.deep.equal(['own', 'own']);
    loads[0]?.resolve('late');
  });

  it('is abandoned again if the next leader’s invocation ends as well', async () => {
    const { load, loads } = rig();
    const ends = [deferred(), deferred(), deferred()];
    const leaders = ends.map(({ promise }) =>
      runInvocation({}, () => {
        load('k').catch(() => undefined);
        return promise;
      }),
    );
    const follower = runInvocation({}, () => load('k'));
    for (const [index, end] of ends.entries()) {
      end.resolve();
      await leaders[index];
      await nextTurn();
    }
    loads.at(-1)?.resolve('own');
    expect(await follower).to.equal('own');
    for (const gate of loads) gate.resolve('late');
    await nextTurn();
  });

  it('is abandoned by a caller that joined from a load of its own', async () => {
    const { load, loads } = rig();
    const outer = cached(async (id: number) => `${id} ${await load('k')}`);
    const end = deferred();
    const leader = runInvocation({}, () => {
      void load('k');
      return end.promise;
    });
    const followers = [1, 2].map((id) => runInvocation({}, () => outer(id)));
    end.resolve();
    await leader;
    await nextTurn();
    loads[1]?.resolve('own');
    expect(await Promise.all(followers)).to.deep.equal(['1 own', '2 own']);
    expect([loads.length, cacheOf(outer).size]).to.deep.equal([2, 2]);
    loads[0]?.resolve('late');
  });

  it('is abandoned by a refresh that joined it, and by callers that joined a refresh', async () => {
    const { load, loads } = rig();
    const refresh = () => cacheOf(load).refresh('k');
    for (const [lead, follow] of [[() => load('k'), refresh], [refresh, () => load('k')]] as const) {
      cacheOf(load).clear();
      const before = loads.length;
      const end = deferred();
      const leader = runInvocation({}, () => {
        void lead();
        return end.promise;
      });
      const follower = runInvocation({}, follow);
      await nextTurn();
      expect(loads.length).to.equal(before + 1);
      end.resolve();
      await leader;
      await nextTurn();
      loads[before + 1]?.resolve('own');
      expect(await follower).to.equal('own');
      loads[before]?.resolve('late');
    } // biome-ignore format: a table
  });

  it('fails for its own caller only, however late', async () => {
    const { load, loads } = rig({ errorTtl: '1h' });
    let own: Promise<Error> | undefined;
    const end = deferred();
    const leader = runInvocation({}, () => {
      own = errorOf(() => load('k'));
      return end.promise;
    });
    const follower = runInvocation({}, () => load('k'));
    end.resolve();
    await leader;
    await nextTurn();
    loads[0]?.reject(new Error('late'));
    expect((await own)?.message).to.equal('late');
    loads[1]?.resolve('own');
    expect([await follower, await load('k')]).to.deep.equal(['own', 'own']);
  });

  it('is abandoned by callers of methods, static methods, getters and per-class methods', async () => {
    const loads: Deferred<string>[] = [];
    const begin = (): Promise<string> => loads[loads.push(deferred<string>()) - 1]?.promise as Promise<string>;
    class Reports {
      @Cached() async report(): Promise<string> {
        return begin();
      }
      @Cached({ per: 'class' }) async shared(): Promise<string> {
        return begin();
      }
      @Cached() static async total(): Promise<string> {
        return begin();
      }
      @Cached() get latest(): Promise<string> {
        return begin();
      }
    }
    const [one, two] = [new Reports(), new Reports()];
    const pairs = [
      [() => one.report(), () => one.report()],
      [() => one.shared(), () => two.shared()],
      [() => Reports.total(), () => Reports.total()],
      [() => one.latest, () => one.latest],
    ] as const;
    for (const [lead, follow] of pairs) {
      const end = deferred();
      const leader = runInvocation({}, () => {
        void lead();
        return end.promise;
      });
      const follower = runInvocation({}, follow);
      end.resolve();
      await leader;
      await nextTurn();
      loads.at(-1)?.resolve('own');
      expect(await follower).to.equal('own');
      loads.at(-2)?.resolve('late');
    }
    expect(loads.length).to.equal(8);
  });

  it('of a tenant is abandoned by another invocation of that tenant', async () => {
    const { load, loads } = rig({ scope: 'tenant' });
    const end = deferred();
    const leader = runInvocation({ tenantId: 'a' }, () => {
      void load('k');
      return end.promise;
    });
    const follower = runInvocation({ tenantId: 'a' }, () => load('k'));
    end.resolve();
    await leader;
    await nextTurn();
    loads[1]?.resolve('own');
    expect(await follower).to.equal('own');
    loads[0]?.resolve('late');
    await nextTurn();
    expect(await runInvocation({ tenantId: 'a' }, () => load('k'))).to.equal('own');
  });
});
