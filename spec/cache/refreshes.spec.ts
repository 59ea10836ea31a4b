import { expect } from 'chai';
import { setValue } from '../../src/cache/operations.js';
import { type Deferred, deferred, errorOf } from '../support/deferred.js';
import { collected, collectGarbage } from '../support/garbage.js';
import { collectReports } from '../support/warnings.js';
import { CacheRig } from './cache-rig.js';

/** A fresh entry of key 'a' that is being renewed. */
function renewing(max = 2): { rig: CacheRig; gate: Deferred<string>; renewal: Promise<unknown> } {
  const gate = deferred<string>();
  const rig = new CacheRig((key) => (key === 'a' ? gate.promise : Promise.resolve(key)), max, { ttl: 100 });
  rig.set(['a'], 'old', true);
  return { rig, gate, renewal: rig.refresh('a') as Promise<unknown> };
}

const interruptions: Record<string, { run: (rig: CacheRig) => unknown; after: unknown }> = {
  nothing: { run: () => undefined, after: ['new'] },
  eviction: { run: (rig) => Promise.all(['b', 'c', 'd'].map((key) => rig.call(key))), after: ['new'] },
  'a smaller bound': { run: (rig) => [rig.set(['b'], 'b', true), rig.cache.entries.resize(1)], after: ['new'] },
  expiry: { run: (rig) => rig.clock.advance(100), after: ['new'] },
  deletion: { run: (rig) => rig.delete('a'), after: undefined },
  clearing: { run: (rig) => rig.cache.invalidation.clear(), after: undefined },
  'clearing of its owner': { run: (rig) => rig.cache.invalidation.clearOf(rig.owner), after: undefined },
  'a value set meanwhile': { run: (rig) => rig.set(['a'], 'set', true), after: ['set'] },
  'deletion and a value set': { run: (rig) => [rig.delete('a'), rig.set(['a'], 'set', true)], after: ['set'] },
}; // biome-ignore format: a table

describe('cache/cache: renewal of a fresh entry', () => {
  collectReports();

  for (const [name, { run, after }] of Object.entries(interruptions)) {
    it(`with ${name} meanwhile`, async () => {
      const { rig, gate, renewal } = renewing();
      await run(rig);
      gate.resolve('new');
      expect(await renewal).to.equal('new');
      expect(rig.peek('a')).to.deep.equal(after);
      await rig.expectAtRest();
    });

    it(`that fails, with ${name} meanwhile`, async () => {
      const { rig, gate, renewal } = renewing();
      await run(rig);
      gate.reject(new Error('no'));
      expect((await errorOf(() => renewal)).message).to.equal('no');
      const isKept = name === 'nothing';
      expect(rig.peek('a')).to.deep.equal(isKept ? ['old'] : after === undefined || (after as string[])[0] === 'new' ? undefined : after);
      await rig.expectAtRest();
    });
  }

  it('is joined by calls once the entry has expired or was evicted', async () => {
    for (const name of ['expiry', 'eviction']) {
      const { rig, gate, renewal } = renewing();
      await interruptions[name]?.run(rig);
      const call = rig.call('a');
      gate.resolve('new');
      expect([await call, await renewal, rig.counters.joins]).to.deep.equal(['new', 'new', 1]);
      await rig.expectAtRest();
    }
  });

  for (const isAsync of [false, true]) {
    for (const fails of ['lap', 'now'] as const) {
      it(`of ${isAsync ? 'an async' : 'a sync'} method whose clock fails at its end (${fails}) leaves no flight behind`, async () => {
        let isBroken = false;
        let runs = 0;
        const load = (): unknown => {
          isBroken = runs++ === 1;
          return isAsync ? Promise.resolve(runs) : runs;
        };
        const rig = new CacheRig(load, 9, { ttl: 100 });
        for (const method of fails === 'lap' ? (['lap', 'shortLap'] as const) : (['now'] as const)) {
          const read = rig.clock[method].bind(rig.clock);
          rig.clock[method] = () => {
            if (!isBroken) return read();
            isBroken = false;
            throw new Error('no clock');
          };
        }
        await rig.call('a');
        expect((await errorOf(async () => rig.refresh('a'))).message).to.equal('no clock');
        isBroken = false;
        const call = await rig.call('a');
        expect([call, await rig.call('a')]).to.deep.equal([runs, runs]);
        await rig.expectAtRest();
      });
    }
  }

  it('a value that a failing clock kept from being set leaves no entry behind', async () => {
    const rig = new CacheRig(() => 'loaded', 9, { ttl: 100 });
    const { now } = rig.clock;
    rig.clock.now = () => {
      throw new Error('no clock');
    };
    for (const args of [['a'], ['a', 'b'], []]) expect(() => rig.set(args, 1)).to.throw('no clock');
    rig.clock.now = now;
    await rig.expectAtRest();
    for (const args of [['a'], ['a', 'b'], []]) for (let round = 0; round < 2; round++) expect(rig.call(...args)).to.equal('loaded');
    expect(rig.counters.loads).to.equal(3);
    await rig.expectAtRest();
  });

  it('of an owner that is collected meanwhile: what it had counts no longer, and the bound holds', async () => {
    const gate = deferred<string>();
    const rig = new CacheRig((key) => (key === 'slow' ? gate.promise : key), 3, { ownerOf: (self) => self as object });
    const call = (self: object, key: string): unknown => rig.callOn(self, key);
    const gone = (() => {
      const owner = {};
      call(owner, 'slow');
      for (const key of ['a', 'b']) setValue(rig.cache, owner, { member: rig.member, self: owner, args: [key] }, key, true);
      return new WeakRef(owner);
    })();
    await collected(() => gone.deref() === undefined, 'the owner');
    await collectGarbage();
    expect(rig.cache.entries.size).to.equal(0);
    const other = {};
    for (let key = 0; key < 5; key++) {
      call(other, `${key}`);
      expect(rig.cache.entries.owners.find(other)?.size).to.equal(Math.min(key + 1, 3));
      expect(rig.cache.entries.size).to.equal(Math.min(key + 1, 3));
    }
    gate.resolve('late');
    rig.calls = 6;
    await rig.expectAtRest();
    expect(rig.cache.entries.size).to.equal(3);
  });
});
