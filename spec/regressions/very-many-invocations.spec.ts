import { expect } from 'chai';
import { registry, runInvocation } from '../../src/index.js';
import { containerRegistry } from '../support/container.js';
import { deferred, nextTurn } from '../support/deferred.js';

// A server that keeps connections open has very many invocations. What is counted is how often somebody asks whether one is over.
describe('very many invocations at once', () => {
  const MANY = 2_000;
  const DEADLINE = 1_000;
  const { invocations, background } = containerRegistry;
  let now = 0;
  let asked = 0;
  before(() => {
    const ask = (): number => {
      asked++;
      return now;
    };
    registry.configure({ clock: { now: ask, after: () => () => undefined } });
  });
  after(() => registry.configure({ clock: undefined }));

  /** How often the clock was asked by some work, for each of so many. */
  async function askedPer(count: number, work: () => Promise<unknown>): Promise<number> {
    asked = 0;
    await work();
    return asked / count;
  }

  it('one more begins and ends as fast as ever, with background work as well; so do all of them', async () => {
    const gate = deferred();
    const open = Array.from({ length: MANY }, () => runInvocation({ deadline: DEADLINE }, () => gate.promise));
    await nextTurn();
    const one = (): Promise<void> => runInvocation({ deadline: DEADLINE }, () => background.track(nextTurn(), () => undefined));
    const ten = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn++) await one();
    };
    expect(await askedPer(10, ten)).to.be.at.most(250);
    gate.resolve();
    expect(await askedPer(MANY, () => Promise.all(open))).to.be.at.most(100);
    expect(invocations.running.size).to.equal(0);
  });

  it('those past their deadlines that never return are forgotten in the end', async () => {
    for (let turn = 0; turn < MANY; turn++) void runInvocation({ deadline: DEADLINE }, () => new Promise(() => undefined));
    await nextTurn();
    now = DEADLINE;
    for (let turn = 0; turn < MANY / 16; turn++) await runInvocation({}, () => undefined);
    expect(invocations.running.size).to.equal(0);
    now = 0;
  });
});
