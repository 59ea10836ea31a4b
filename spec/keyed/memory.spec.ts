import { expect } from 'chai';
import { runInvocation } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { nextTurn } from '../support/deferred.js';
import { collectGarbage } from '../support/garbage.js';
import { collectReports } from '../support/warnings.js';

/** A leak of every client would be five times as much, at least; what else the process does may be a part of it. */
const LEAK = 2 ** 23;

describe('the memory of keyed singletons', function () {
  this.timeout(120_000);
  collectReports();

  /** Bytes that the heap has grown by after so many keys. */
  async function growth(keys: number, work: (from: number, to: number) => unknown): Promise<number> {
    await work(0, keys / 10);
    await collectGarbage();
    const before = process.memoryUsage().heapUsed;
    await work(keys / 10, keys);
    await collectGarbage();
    return process.memoryUsage().heapUsed - before;
  }

  it('is that of max clients, however many keys there were: sync, outside of any invocation', async () => {
    let open = 0;
    const pool = keyedSingleton(
      (tenant: string, number: number) => {
        open++;
        return { tenant, number, room: new Array(20).fill(number) };
      },
      { max: 20, dispose: () => void open-- },
    );
    const churn = async (from: number, to: number): Promise<void> => {
      for (let number = from; number < to; number++) {
        pool(`tenant ${number}`, number);
        if (number % 1_000 === 0) await nextTurn();
      }
    };
    expect(await growth(100_000, churn)).to.be.lessThan(LEAK);
    expect(open).to.equal(20);
  });

  it('async, in invocations, where every third build fails', async () => {
    let open = 0;
    const connect = keyedSingleton(
      async (tenant: string, number: number) => {
        if (number % 3 === 0) throw new Error('refused');
        open++;
        return { tenant, room: new Array(20).fill(number) };
      },
      { max: 20, dispose: async () => void open-- },
    );
    const churn = async (from: number, to: number): Promise<void> => {
      for (let number = from; number < to; number += 10) {
        await runInvocation({}, async () => {
          const calls = Array.from({ length: 10 }, (_, index) => connect(`tenant ${number + index}`, number + index));
          await Promise.allSettled(calls);
        });
      }
    };
    expect(await growth(20_000, churn)).to.be.lessThan(LEAK);
    expect(open).to.equal(20);
  });

  it('many keys in one invocation take time in proportion to their number', async () => {
    const pool = keyedSingleton((number: number) => ({ number }), { max: 20, dispose: () => undefined });
    const time = (count: number): Promise<number> =>
      runInvocation({}, () => {
        const start = performance.now();
        for (let number = 0; number < count; number++) pool(number);
        return performance.now() - start;
      });
    await time(2_000);
    // The least of three, which other processes have disturbed least.
    const ratios: number[] = [];
    for (let round = 0; round < 3; round++) {
      const [few, many] = [await time(2_000), await time(20_000)];
      ratios.push(many / few);
    }
    expect(Math.min(...ratios)).to.be.lessThan(40);
  });
});
