import { expect } from 'chai';
import { Cached, CircularLoadError, cached } from '../../src/index.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

describe('circular loads', () => {
  collectReports();
  keepInvariants();

  it('a sync method that calls itself with the same key', async () => {
    const f: (n: number) => number = cached(function loop(n: number): number {
      return f(n);
    });
    const error = await errorOf(() => f(1));
    expect(error).to.be.instanceOf(CircularLoadError);
    expect(error.message).to.contain('loop waits for its own result: loop -> loop').and.contain('must not call itself with the same key');
  });

  it('an async method that calls itself after an await', async () => {
    const f: (n: number) => Promise<number> = cached(async (n: number) => {
      await nextTurn();
      return f(n);
    });
    expect((await errorOf(() => f(1))).code).to.equal('ERR_WARMSCOPE_CIRCULAR_LOAD');
    expect((await errorOf(() => f(1))).code, 'and again: nothing is stuck').to.equal('ERR_WARMSCOPE_CIRCULAR_LOAD');
  });

  it('recursion with other keys is none', async () => {
    const sync: (n: number) => number = cached((n: number) => (n < 2 ? n : sync(n - 1) + sync(n - 2)));
    expect(sync(40)).to.equal(102_334_155);
    const async: (n: number) => Promise<number> = cached(async (n: number) => (n < 2 ? n : (await async(n - 1)) + (await async(n - 2))));
    expect(await async(40)).to.equal(102_334_155);
  });

  it('two loads that wait for each other: one gets the error, the other what that makes of it', async () => {
    const gate = deferred();
    const one: () => Promise<string> = cached(async function one() {
      await gate.promise;
      return `one of ${await two()}`;
    });
    const two: () => Promise<string> = cached(async function two() {
      await gate.promise;
      return one().catch(({ code }: CircularLoadError) => code);
    });
    const calls = [one(), two()];
    gate.resolve();
    expect(await Promise.all(calls)).to.deep.equal(['one of ERR_WARMSCOPE_CIRCULAR_LOAD', 'ERR_WARMSCOPE_CIRCULAR_LOAD']);
  });

  it('three loads in a ring, begun side by side', async () => {
    const gate = deferred();
    const ring: (() => Promise<unknown>)[] = [0, 1, 2].map((place) =>
      cached(
        async () => {
          await gate.promise;
          return ring[(place + 1) % 3]?.();
        },
        { name: `ring ${place}` },
      ),
    );
    const calls = ring.map((f) => f());
    gate.resolve();
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
    const { reason } = outcomes[0] as PromiseRejectedResult;
    expect(reason.message).to.match(/ring 0 -> ring 1 -> ring 2 -> ring 0/);
  });

  it('a method and a getter of one instance, sync and async mixed', async () => {
    class Mixed {
      @Cached() get total(): Promise<number> {
        return this.sum(1);
      }
      @Cached() async sum(n: number): Promise<number> {
        await nextTurn();
        return n + (await this.total);
      }
    }
    expect((await errorOf(() => new Mixed().total)).message).to.contain('Mixed.total -> Mixed.sum -> Mixed.total');
  });

  it('two instances do not wait for each other', async () => {
    class Node {
      constructor(readonly next?: Node) {}
      @Cached() async depth(): Promise<number> {
        await nextTurn();
        return 1 + ((await this.next?.depth()) ?? 0);
      }
    }
    expect(await new Node(new Node(new Node())).depth()).to.equal(3);
  });

  it('siblings and diamonds are none', async () => {
    const bottom = cached(async (n: number) => nextTurn().then(() => n));
    const left = cached(async () => bottom(1));
    const right = cached(async () => nextTurn().then(() => bottom(1)));
    const top = cached(async () => Promise.all([left(), right(), bottom(1), bottom(1), left()]));
    expect(await top()).to.deep.equal([1, 1, 1, 1, 1]);
  });

  it('a call that a settled load left for later is none', async () => {
    const later = deferred<Promise<number>>();
    const gate = deferred();
    let loads = 0;
    const f: (n: number) => Promise<number> = cached(async (n: number) => {
      if (++loads === 1) void gate.promise.then(() => later.resolve(f.call(undefined, n)));
      return n;
    }, { ttl: () => 0 }); // biome-ignore format: options on one line
    await f(1);
    gate.resolve();
    expect(await later.promise).to.equal(1);
    expect(loads).to.equal(2);
  });

  it('a load begun and not waited for, that settled, is none', async () => {
    const gate = deferred();
    const helper: () => Promise<string> = cached(async () => gate.promise.then(() => 'helped'), { ttl: () => 0 });
    const main: () => Promise<string> = cached(
      async () => {
        const forgotten = helper();
        gate.resolve();
        await forgotten;
        await nextTurn();
        return 'main';
      },
      { ttl: () => 0 },
    );
    expect(await main()).to.equal('main');
    expect(await cached(async () => main())()).to.equal('main');
    expect(await helper()).to.equal('helped');
  });

  it('a loader may catch the error and answer otherwise; that is cached', async () => {
    let loads = 0;
    const f: () => Promise<string> = cached(async () => {
      loads++;
      await nextTurn();
      return f().catch(() => 'fallback');
    });
    expect([await f(), await f(), loads]).to.deep.equal(['fallback', 'fallback', 1]);
  });
});
