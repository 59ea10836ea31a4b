import { expect } from 'chai';
import { deferred, errorOf, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { CacheRig } from './cache-rig.js';

describe('cache/flights', () => {
  collectReports();

  it('run one loader for 100 concurrent calls of one key, and give all its outcome', async () => {
    const gate = deferred<object>();
    let runs = 0;
    const rig = new CacheRig(() => {
      runs++;
      return gate.promise;
    });
    const calls = Array.from({ length: 100 }, () => rig.call('a'));
    const value = {};
    gate.resolve(value);
    const values = await Promise.all(calls);
    expect(runs).to.equal(1);
    expect(values.every((given) => given === value)).to.equal(true);
    expect(rig.counters).to.include({ misses: 1, joins: 99, loads: 1, hits: 0 });
    await rig.expectAtRest();
  });

  it('run one loader for 100 calls in a row of a sync method', async () => {
    let runs = 0;
    const rig = new CacheRig(() => ++runs);
    const values = Array.from({ length: 100 }, () => rig.call('a'));
    expect(new Set(values)).to.deep.equal(new Set([1]));
    expect(rig.counters).to.include({ misses: 1, hits: 99, loads: 1 });
    await rig.expectAtRest();
  });

  it('of different keys run beside each other', async () => {
    const gates = [deferred<string>(), deferred<string>()];
    const rig = new CacheRig((index) => gates[index as number]?.promise);
    const [first, second] = [rig.call(0), rig.call(1)] as Promise<string>[];
    gates[1]?.resolve('second');
    expect(await second).to.equal('second');
    expect(await stateOf(first as Promise<string>)).to.equal('pending');
    expect(rig.cache.flights.all.length).to.equal(1);
    gates[0]?.resolve('first');
    expect(await first).to.equal('first');
    await rig.expectAtRest();
  });

  it('reject every waiter with the same error, store nothing, and load again at the next call', async () => {
    const gate = deferred<string>();
    const outcomes = [gate.promise, Promise.resolve('recovered')];
    const rig = new CacheRig(() => outcomes.shift());
    const calls = Array.from({ length: 10 }, () => rig.call('a'));
    const thrown = new Error('no');
    gate.reject(thrown);
    for (const call of calls) expect(await errorOf(() => call)).to.equal(thrown);
    expect(await rig.call('a')).to.equal('recovered');
    expect(rig.counters).to.include({ misses: 2, joins: 9, loads: 2, loadErrors: 1 });
    await rig.expectAtRest();
  });

  for (const thrown of [new Error('no'), undefined, null, 'text', 0]) {
    it(`let ${String(thrown)} through unchanged, thrown or rejected`, async () => {
      const rig = new CacheRig((isAsync) => {
        if (isAsync) return Promise.reject(thrown);
        throw thrown;
      });
      let caught: unknown = 'nothing';
      try {
        rig.call(false);
      } catch (error) {
        caught = error;
      }
      expect(caught).to.equal(thrown);
      expect(await (rig.call(true) as Promise<unknown>).then(String, (error: unknown) => error)).to.equal(thrown);
      expect(rig.counters).to.include({ loads: 2, loadErrors: 2 });
      await rig.expectAtRest();
    });
  }

  it('give an async method promises, on hits as well, and a sync one values', async () => {
    const rig = new CacheRig((isAsync) => (isAsync ? Promise.resolve('later') : 'now'));
    const [miss, hit] = [rig.call(true), undefined];
    expect(miss).to.be.instanceOf(Promise);
    await miss;
    const again = rig.call(true);
    expect(again).to.be.instanceOf(Promise);
    expect([await again, rig.call(false), rig.call(false), hit]).to.deep.equal(['later', 'now', 'now', undefined]);
    await rig.expectAtRest();
  });

  it('take any thenable for a promise, and call its then once', async () => {
    let thens = 0;
    // biome-ignore lint/suspicious/noThenProperty: a lazy thenable, as query builders are
    const lazy = { then: (done: (value: string) => void) => done(`rows ${++thens}`) };
    const rig = new CacheRig(() => lazy);
    const calls = [rig.call('a'), rig.call('a')];
    expect(await Promise.all(calls)).to.deep.equal(['rows 1', 'rows 1']);
    expect(await rig.call('a')).to.equal('rows 1');
    await rig.expectAtRest();
  });

  it('survive a thenable that throws, and one that calls back twice', async () => {
    const rig = new CacheRig((kind) => ({
      // biome-ignore lint/suspicious/noThenProperty: a broken thenable
      then: (done: (value: unknown) => void, fail: (error: unknown) => void) => {
        if (kind === 'throws') throw new Error('broken');
        done('first');
        fail(new Error('second'));
        done('third');
      },
    }));
    expect((await errorOf(() => rig.call('throws'))).message).to.equal('broken');
    expect(await rig.call('twice')).to.equal('first');
    expect(await rig.call('twice')).to.equal('first');
    await rig.expectAtRest();
  });

  for (const value of [undefined, null, Number.NaN, 0, '', false]) {
    it(`store ${JSON.stringify(value) ?? 'undefined'} (${String(value)}) like any other value`, async () => {
      const rig = new CacheRig((isAsync) => (isAsync ? Promise.resolve(value) : value));
      for (const isAsync of [false, true]) {
        expect(await rig.call(isAsync)).to.deep.equal(value);
        expect(await rig.call(isAsync)).to.deep.equal(value);
      }
      expect(rig.counters).to.include({ loads: 2, hits: 2 });
      await rig.expectAtRest();
    });
  }

  it('hand out every promise they make: where all callers handle a rejection, nothing is left unhandled', async () => {
    const rig = new CacheRig(() => Promise.reject(new Error('no')));
    const calls = [rig.call('a'), rig.call('a'), rig.refresh('a')] as Promise<unknown>[];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
    await rig.expectAtRest();
  });
});
