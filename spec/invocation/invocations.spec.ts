import { expect } from 'chai';
import type { InvocationDescription } from '../../src/invocation/invocation.js';
import { Invocations } from '../../src/invocation/invocations.js';
import { FakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('invocation/invocations', () => {
  collectReports();
  let invocations = new Invocations(new FakeClock());
  beforeEach(() => {
    invocations = new Invocations(new FakeClock());
  });

  /** Runs `work` as one invocation that ends when the work does. */
  async function run<T>(description: InvocationDescription, work: () => T): Promise<Awaited<T>> {
    const invocation = invocations.begin(description);
    try {
      return await invocations.enter(invocation, work);
    } catch (error) {
      invocation.noteFailure();
      throw error;
    } finally {
      invocations.end(invocation);
    }
  }

  it('knows the invocation of the present code through awaits, and none outside', async () => {
    expect(invocations.active).to.equal(undefined);
    await run({ id: 'a', tenantId: 't', deadline: 5 }, async () => {
      const { active } = invocations;
      expect(active).to.include({ id: 'a', tenantId: 't', deadline: 5, serial: 1 });
      await nextTurn();
      await Promise.all([1, 2].map(async () => expect(invocations.active).to.equal(active)));
      expect([...invocations.running]).to.deep.equal([active]);
    });
    expect([invocations.active, invocations.running.size]).to.deep.equal([undefined, 0]);
    expect(await run({}, () => invocations.active?.serial)).to.equal(2);
  });

  it('makes no async context before the first invocation', () => {
    const asyncHooks = process.getBuiltinModule('async_hooks');
    const descriptor = Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage');
    Object.defineProperty(asyncHooks, 'AsyncLocalStorage', { get: () => expect.fail('used'), configurable: true });
    try {
      const fresh = new Invocations(new FakeClock());
      expect(fresh.active).to.equal(undefined);
      expect(() => fresh.enter(fresh.begin({}), () => 1)).to.throw('used');
    } finally {
      Object.defineProperty(asyncHooks, 'AsyncLocalStorage', descriptor as PropertyDescriptor);
    }
  });

  it('hands on what the work throws or rejects with, and notes that it failed', async () => {
    const failure = new Error('x');
    for (const work of [
      () => {
        throw failure;
      },
      () => Promise.reject(failure),
    ]) {
      const outcomes: boolean[] = [];
      const running = run({}, () => {
        invocations.active?.onEnd((failed) => outcomes.push(failed));
        return work();
      });
      expect(await errorOf(() => running)).to.equal(failure);
      expect([outcomes, invocations.running.size]).to.deep.equal([[true], 0]);
    }
  });

  it('gives an invocation inside another one its own, and the outer one back', async () => {
    await run({ id: 'outer' }, async () => {
      await run({ id: 'inner' }, async () => {
        await nextTurn();
        expect([invocations.active?.id, invocations.running.size]).to.deep.equal(['inner', 2]);
      });
      expect(invocations.active?.id).to.equal('outer');
    });
  });

  it('is left by its end, not by its deadline', async () => {
    const gate = deferred();
    const leftOver = await run({ deadline: 0 }, async () => {
      expect(invocations.active?.isOver).to.equal(true);
      return [gate.promise.then(() => invocations.active)];
    });
    gate.resolve();
    expect(await leftOver[0]).to.equal(undefined);
  });

  it('works again after it has been idle', async () => {
    for (const id of ['a', 'b', 'c']) {
      await run({ id }, async () => {
        await nextTurn();
        expect(invocations.active?.id).to.equal(id);
      });
      await nextTurn();
      await nextTurn();
    }
    const gate = deferred();
    const running = run({ id: 'slow' }, async () => {
      await gate.promise;
      return invocations.active?.id;
    });
    await run({ id: 'quick' }, () => 1);
    await nextTurn();
    await nextTurn();
    gate.resolve();
    expect(await running, 'one that is running keeps its context').to.equal('slow');
  });

  it('tells of reads only whoever wants to know, and of which invocation they are', async () => {
    const reads: unknown[] = [];
    await run({ id: 'a' }, async () => {
      const view = invocations.read();
      expect([view?.id, invocations.read()]).to.deep.equal(['a', view]);
      invocations.onRead = (read, of) => reads.push(read, of.id);
      await run({ id: 'b' }, () => expect([view?.tenantId, invocations.read()?.id]).to.deep.equal([undefined, 'b']));
      expect(invocations.readForLogs()).to.include({ id: 'a' });
    });
    expect(reads).to.deep.equal(['tenant', 'a', 'any', 'b']);
  });

  it('knows what has opened an invocation', () => {
    const opener = {};
    expect(invocations.begin({}).openedBy).to.equal(undefined);
    invocations.opener = () => opener;
    expect(invocations.begin({}).openedBy).to.equal(opener);
  });
});
