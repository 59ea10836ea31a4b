import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { type Form, PolicyRig } from '../cache/policy-rig.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const FORMS: readonly Form[] = ['async', 'plain', 'sync'];
const HOUR = 3_600_000;

class Reports {
  static counts = 0;
  loads = 0;

  @Cached({ maxIdle: 100 })
  plain(_user: string): number {
    return ++this.loads;
  }
  @Cached({ maxIdle: 100, ttl: 250 })
  async timed(_user: string): Promise<number> {
    return ++this.loads;
  }
  @Cached({ maxIdle: 100, key: (user: { id: string }) => [user.id, 1] })
  keyed(_user: { id: string }): number {
    return ++this.loads;
  }
  @Cached({ maxIdle: 100, per: 'class' })
  shared(_one: string, _two: string, _three: string): number {
    return ++this.loads;
  }
  @Cached({ maxIdle: '100ms' })
  get value(): number {
    return ++this.loads;
  }
  @Cached({ maxIdle: 100, values: 'cloned' })
  static count(_id: number): { number: number } {
    return { number: ++Reports.counts };
  }
}

describe('maxIdle', () => {
  const clock = useFakeClock();
  keepInvariants();
  collectReports();
  afterEach(() => registry.configure({ defaults: {} }));

  const reports = new Reports();
  const members: Record<string, () => unknown> = {
    'a method': () => reports.plain('u'),
    'an async method with a ttl': () => reports.timed('u'),
    'a method with a key': () => reports.keyed({ id: 'u' }),
    'a method of a class': () => reports.shared('u', 'v', 'w'),
    'a getter': () => reports.value,
    'a static method with clones': () => Reports.count(1).number,
  };
  for (const [what, call] of Object.entries(members)) {
    it(`lets go of what nobody reads, and each read begins it anew: ${what}`, async () => {
      registry.clear();
      const first = await call();
      for (let read = 0; read < 2; read++) {
        clock.advance(99);
        expect(await call()).to.equal(first);
      }
      clock.advance(100);
      const second = await call();
      expect(second).to.not.equal(first);
      clock.advance(99);
      expect(await call()).to.equal(second);
    });
  }

  for (const form of FORMS) {
    it(`ends what a ttl ends no sooner, and a ttl ends what is read all the time: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 250, maxIdle: 100 });
      await rig.load(1);
      for (const [after, outcome] of [
        [90, 1],
        [90, 1],
        [69, 1],
        [1, 2],
        [100, 3],
      ] as const) {
        // biome-ignore format: one line
        clock.advance(after);
        expect(await rig.load(outcome)).to.equal(outcome);
      }
      expect(rig.stats).to.include({ hits: 3, misses: 3, loads: 3, expirations: 2 });
      await rig.expectAtRest();
    });

    it(`is not put off by peek, has, expiresAt or peekStale: ${form}`, async () => {
      const rig = new PolicyRig(form, { maxIdle: 100 });
      await rig.load(1);
      const end = clock.time + 100;
      for (let at = 0; at < 99; at += 33) {
        clock.advance(33);
        expect([rig.handle.peek('key'), rig.handle.peekStale('key'), rig.handle.has('key'), rig.handle.expiresAt('key')]).to.deep.equal([1, 1, true, end]); // biome-ignore format: one line
      }
      clock.advance(1);
      expect([rig.handle.peek('key'), rig.handle.peekStale('key'), rig.handle.has('key'), rig.handle.expiresAt('key')]).to.deep.equal([undefined, undefined, false, undefined]); // biome-ignore format: one line
      expect(rig.handle.size, 'until a call finds it').to.equal(1);
      expect(await rig.load(2)).to.equal(2);
      await rig.expectAtRest();
    });

    it(`begins anew with set, refresh and the end of a load that others joined: ${form}`, async () => {
      const rig = new PolicyRig(form, { maxIdle: 100 });
      await rig.load(1);
      clock.advance(60);
      rig.handle.set(['key'], 2);
      clock.advance(60);
      expect(await rig.outcome()).to.equal(2);
      rig.answer = { value: 3 };
      rig.handle.refresh('key');
      await nextTurn();
      rig.answer = 'wait';
      clock.advance(99);
      expect(await rig.outcome()).to.equal(3);
      clock.advance(100);
      expect(rig.handle.delete('key'), 'no fresh one was there').to.equal(false);
      expect(rig.handle.size).to.equal(0);
    });

    it(`holds for kept errors: ${form}`, async () => {
      const rig = new PolicyRig(form, { maxIdle: 100, errorTtl: 250 });
      await rig.load(0, 'first');
      rig.answer = { error: new Error('down') };
      for (const [after, loads] of [
        [0, 2],
        [90, 2],
        [90, 2],
        [69, 2],
        [1, 3],
        [99, 3],
        [100, 4],
      ] as const) {
        // biome-ignore format: one line
        clock.advance(after);
        expect(await rig.outcome()).to.equal('error: down');
        expect(rig.loads).to.equal(loads);
      }
    });

    it(`goes by the wall clock: one stepped back ends it, as nobody can tell how long it was: ${form}`, async () => {
      const rig = new PolicyRig(form, { maxIdle: 100 });
      await rig.load(1);
      clock.advance(50);
      expect(await rig.outcome()).to.equal(1);
      clock.advance(-1);
      expect([rig.handle.has('key'), rig.handle.expiresAt('key')]).to.deep.equal([false, undefined]);
      expect(await rig.load(2)).to.equal(2);
      clock.advance(99);
      expect(await rig.outcome()).to.equal(2);
    });

    it(`drops what is idle on a thaw: ${form}`, async () => {
      const rig = new PolicyRig(form, { maxIdle: '2h' });
      await runInvocation({}, () => rig.load('old', 'old'));
      clock.advance(HOUR);
      await runInvocation({}, () => rig.load('new', 'new'));
      clock.advance(HOUR);
      await runInvocation({}, () => undefined);
      expect([rig.handle.size, rig.stats.expirations, rig.handle.has('new')]).to.deep.equal([1, 1, true]);
      await rig.expectAtRest();
    });
  }

  describe('with a stale window', () => {
    for (const form of FORMS) {
      it(`serves what was idle before the end of its ttl, and renews it behind that: ${form}`, async () => {
        const rig = new PolicyRig(form, { ttl: 1_000, maxIdle: 100, staleWhileRevalidate: 500 });
        await rig.load('old');
        clock.advance(100);
        expect([rig.handle.has('key'), rig.handle.peekStale('key')]).to.deep.equal([false, 'old']);
        expect(await rig.load('new')).to.equal('old');
        await nextTurn();
        expect(rig.loads, 'one refresh').to.equal(2);
        expect(await rig.outcome()).to.equal('new');
        expect(rig.stats).to.include({ staleHits: 1, hits: 1, misses: 1, loads: 2 });
        await rig.expectAtRest();
      });

      it(`counts the window from the end of the ttl: ${form}`, async () => {
        for (const [after, outcome] of [
          [1_499, 'old'],
          [1_500, 'new'],
        ] as const) {
          // biome-ignore format: one line
          const rig = new PolicyRig(form, { ttl: 1_000, maxIdle: 100, staleIfError: 500 });
          await rig.load('old');
          clock.advance(after);
          rig.answer = { error: new Error('down') };
          expect(await rig.outcome()).to.equal(outcome === 'old' ? 'old' : 'error: down');
        }
      });

      it(`serves it when the loader fails, which is a read: ${form}`, async () => {
        const rig = new PolicyRig(form, { ttl: 1_000, maxIdle: 100, staleIfError: 500 });
        await rig.load('old');
        clock.advance(100);
        rig.answer = { error: new Error('down') };
        expect(await rig.outcome()).to.equal('old');
        expect(rig.handle.expiresAt('key')).to.equal(clock.time + 100);
        clock.advance(99);
        expect([await rig.outcome(), rig.loads]).to.deep.equal(['old', 2]);
        clock.advance(901);
        expect(await rig.outcome(), 'past the ttl it is tried').to.equal('old');
        expect(rig.loads).to.equal(3);
        await rig.expectAtRest();
      });

      it(`goes without a ttl, whatever the windows among the defaults: ${form}`, async () => {
        registry.configure({ defaults: { staleWhileRevalidate: '1h', staleIfError: '1h' } });
        const rig = new PolicyRig(form, { maxIdle: 100 });
        await rig.load('old');
        clock.advance(100);
        expect(rig.handle.peekStale('key')).to.equal(undefined);
        rig.answer = { error: new Error('down') };
        expect(await rig.outcome()).to.equal('error: down');
        expect(rig.handle.size).to.equal(0);
        await rig.expectAtRest();
      });
    }

    it('a refresh that fails in the background is no read', async () => {
      const rig = new PolicyRig('async', { ttl: 1_000, maxIdle: 100, staleWhileRevalidate: 500, staleIfError: 500 });
      await rig.load('old');
      clock.advance(100);
      expect(await rig.outcome()).to.equal('old');
      const end = clock.time + 100;
      clock.advance(50);
      rig.gates[0]?.reject(new Error('down'));
      await nextTurn();
      expect(rig.handle.expiresAt('key')).to.equal(end);
    });

    it('a thaw keeps what a window may still serve', async () => {
      const rig = new PolicyRig('async', { ttl: HOUR, maxIdle: '1m', staleIfError: HOUR });
      await rig.load('old');
      for (const [hours, size] of [
        [1.5, 1],
        [0.5, 0],
      ] as const) {
        // biome-ignore format: one line
        clock.advance(hours * HOUR);
        await runInvocation({}, () => undefined);
        expect(rig.handle.size).to.equal(size);
      }
    });
  });

  it('is each entry its own, and outlives an eviction of others', () => {
    let loads = 0;
    const load = cached((key: string) => `${key}${++loads}`, { maxIdle: 100, max: 2 });
    load('a');
    clock.advance(60);
    load('b');
    clock.advance(60);
    expect([load('b'), load('a'), load('b')]).to.deep.equal(['b2', 'a3', 'b2']);
    load('c');
    expect([load('b'), cacheOf(load).has('a')]).to.deep.equal(['b2', false]);
  });

  for (const scope of ['tenant', 'invocation'] as const) {
    it(`goes with the scope '${scope}'`, async () => {
      let loads = 0;
      const load = cached(async (_key: string) => ++loads, { maxIdle: 100, scope });
      const seen = await runInvocation({ tenantId: 't' }, async () => {
        const first = await load('a');
        clock.advance(99);
        const second = await load('a');
        clock.advance(100);
        return [first, second, await load('a')];
      });
      expect(seen).to.deep.equal([1, 1, 2]);
    });
  }

  it('given by default reaches what is there already: its time begins then', () => {
    let loads = 0;
    const load = cached((_key: string) => ++loads);
    load('a');
    clock.advance(HOUR);
    registry.configure({ defaults: { maxIdle: 100 } });
    expect(cacheOf(load).expiresAt('a')).to.equal(clock.time + 100);
    clock.advance(99);
    expect(load('a')).to.equal(1);
    clock.advance(100);
    expect(load('a')).to.equal(2);
    registry.configure({ defaults: {} });
    clock.advance(HOUR);
    expect([load('a'), cacheOf(load).expiresAt('a')]).to.deep.equal([2, Number.POSITIVE_INFINITY]);
    registry.configure({ defaults: { maxIdle: 100 } });
    clock.advance(99);
    expect(load('a'), 'reads were not noted meanwhile').to.equal(2);
    registry.configure({ defaults: { maxIdle: 200 } });
    clock.advance(199);
    expect(load('a')).to.equal(2);
  });

  it('without an end is none, and a method without it never looks at the clock', () => {
    const forever = cached((key: string) => key, { maxIdle: Number.POSITIVE_INFINITY });
    forever('a');
    clock.reads = 0;
    for (let read = 0; read < 3; read++) forever('a');
    expect([clock.reads, cacheOf(forever).expiresAt('a')]).to.deep.equal([0, Number.POSITIVE_INFINITY]);
  });

  it('costs a hit one look at the clock, with a ttl as without', () => {
    for (const options of [{ maxIdle: 100 }, { maxIdle: 100, ttl: 1_000 }]) {
      const load = cached((key: string) => key, options);
      load('a');
      clock.reads = 0;
      for (let read = 0; read < 3; read++) load('a');
      expect(clock.reads).to.equal(3);
    }
  });

  it('ends everything while the clock cannot tell the time, and stores nothing then', () => {
    let loads = 0;
    const load = cached((_key: string) => ++loads, { maxIdle: 100 });
    load('a');
    const { time } = clock;
    clock.time = Number.NaN;
    expect([cacheOf(load).has('a'), load('a'), load('a')]).to.deep.equal([false, 2, 3]);
    clock.time = time;
    expect([load('a'), load('a')]).to.deep.equal([4, 4]);
  });

  for (const value of [0, -1, Number.NaN, '5 minutes', '0s', true, null, () => 5]) {
    it(`refuses ${String(value)}, where it is given and among the defaults`, () => {
      const options = { maxIdle: value } as CachedOptions;
      for (const give of [() => cached(() => 1, options), () => registry.configure({ defaults: options })]) {
        const error = thrownBy(give);
        expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
        expect(error.message)
          .to.contain('"maxIdle"')
          .and.to.match(/valid is milliseconds/);
      }
    });
  }
});
