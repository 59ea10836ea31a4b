import { expect } from 'chai';
import { Cached, cached, cacheOf, containerSingleton, registry } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { FakeClock } from '../support/clock.js';
import { deferred } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';

describe('registry.configure', () => {
  keepInvariants();
  afterEach(() => registry.configure({ defaults: {}, clock: undefined }));

  it('gives its defaults to members decorated before and after, where they set nothing of their own', () => {
    const clock = new FakeClock();
    const make = () => {
      let loads = 0;
      class Reports {
        @Cached()
        plain(_id: number): number {
          return ++loads;
        }
        @Cached({ ttl: '1h', max: 3 })
        own(_id: number): number {
          return ++loads;
        }
      }
      return new Reports();
    };
    const before = make();
    before.plain(0);
    registry.configure({ clock, defaults: { ttl: '1m', max: 2 } });
    for (const reports of [before, make()]) {
      const [plain, own] = [cacheOf(reports, 'plain'), cacheOf(reports, 'own')];
      for (const id of [1, 2, 3, 4]) {
        reports.plain(id);
        reports.own(id);
      }
      expect([plain.size, plain.stats().max, own.size, own.stats().max]).to.deep.equal([2, 2, 3, 3]);
      clock.advance(60_000);
      expect([plain.has(4), own.has(4)]).to.deep.equal([false, true]);
    }
  });

  it('takes when, store, per and a ttl function as defaults; an empty object takes them back', () => {
    let loads = 0;
    class Reports {
      @Cached()
      load(_id: number): number {
        return ++loads;
      }
    }
    const [one, other] = [new Reports(), new Reports()];
    registry.configure({ defaults: { per: 'class' } });
    expect([one.load(1), other.load(1)]).to.deep.equal([1, 1]);
    registry.configure({ defaults: { store: (value: number) => value > 2 } });
    expect([one.load(2), one.load(2), one.load(2)]).to.deep.equal([2, 3, 3]);
    registry.configure({ defaults: { when: () => false } });
    expect(one.load(2)).to.equal(4);
    registry.configure({ defaults: { ttl: () => 0 } });
    expect([one.load(3), one.load(3)]).to.deep.equal([5, 6]);
    registry.configure({ defaults: {} });
    expect([one.load(4), one.load(4), other.load(4)]).to.deep.equal([7, 7, 8]);
  });

  it("shrinks and grows a member's bound, keeping what was used last", () => {
    const load = cached((id: number) => id);
    for (let id = 0; id < 10; id++) load(id);
    registry.configure({ defaults: { max: 3 } });
    expect([cacheOf(load).size, [7, 8, 9].every((id) => cacheOf(load).has(id))]).to.deep.equal([3, true]);
    registry.configure({ defaults: { max: 5 } });
    for (const id of [1, 2, 3]) load(id);
    expect(cacheOf(load).size).to.equal(5);
  });

  it('leaves alone what is not given, and a bad part leaves all of it alone', () => {
    const clock = new FakeClock();
    const load = cached((id: number) => id);
    registry.configure({ clock });
    registry.configure({ defaults: { max: 7 } });
    registry.configure({});
    load(1);
    expect(cacheOf(load).stats().max).to.equal(7);
    expect(clock.reads).to.be.greaterThan(0);
    thrownBy(() => registry.configure({ clock: undefined, defaults: { max: 0 } }));
    thrownBy(() => registry.configure({ clock: 5 as never, defaults: { max: 9 } }));
    thrownBy(() => registry.configure({ thaw: { gap: -1 }, defaults: { max: 9 } }));
    const reads = clock.reads;
    load(2);
    expect(clock.reads).to.be.greaterThan(reads);
    expect(cacheOf(load).stats().max).to.equal(7);
  });

  it('refuses bad options, naming place, option, value and remedy', () => {
    for (const [options, ...parts] of [
      [{ defaults: { max: 0 } }, '"max"', 'registry.configure', 'defaults', 'received 0'],
      [{ defaults: { ttl: '5 minutes' } }, '"ttl"', "'5 minutes'"],
      [{ defaults: { key: () => 1 } }, 'Unknown option "key"', 'valid options are'],
      [{ defaults: { name: 'all' } }, 'Unknown option "name"'],
      [{ defaults: { tags: [] } }, 'Invalid option "tags"', 'strings that are not empty'],
      [{ defaults: 5 }, '"defaults"', 'received 5'],
      [{ share: '25%' }, 'Unknown option "share"', 'defaults, maxBytes, heapGuard, clock, thaw'],
      [{ clock: {} }, '"clock"', 'now()'],
      [{ clock: Date.now }, '"clock"'],
      [{ thaw: 5 }, '"thaw"', "{ gap: '30s', stalledGap: '1s' }"],
      [{ thaw: { gap: 0 } }, '"gap"', 'registry.configure, in "thaw"', 'received 0'],
      [{ thaw: { stalledGap: 'soon' } }, '"stalledGap"', "'soon'"],
      [{ thaw: { after: '1s' } }, 'Unknown option "after"', 'gap, stalledGap'],
      [null, 'registry.configure'],
      [5, 'registry.configure'],
    ] as [unknown, ...string[]][]) {
      const error = thrownBy(() => registry.configure(options as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      for (const part of parts) expect(error.message).to.contain(part);
    }
  });
});

describe('registry.clear and registry.resolve', () => {
  keepInvariants();

  it('empties every cache, fences what is in flight, and leaves singletons', async () => {
    const gate = deferred<number>();
    const client = containerSingleton(() => ({}));
    const [load, slow] = [cached((id: number) => id), cached(async () => gate.promise)];
    const kept = client();
    load(1);
    const call = slow();
    registry.clear();
    gate.resolve(5);
    expect([await call, cacheOf(load).size, cacheOf(slow).size, client() === kept]).to.deep.equal([5, 0, 0, true]);
    await registry.dispose();
  });

  it('dispose empties the caches as well', async () => {
    const load = cached((id: number) => id);
    load(1);
    await registry.dispose();
    expect(cacheOf(load).size).to.equal(0);
  });

  it('refuses what it does not know, saying what to do', () => {
    class Plain {}
    for (const [token, ...parts] of [
      [Plain, 'Plain', '@ContainerSingleton'],
      [() => 1, '@ContainerSingleton'],
      ['storage', 'storage', 'tsyringe'],
      [Symbol('storage'), 'Symbol(storage)', 'tsyringe'],
      [undefined, 'undefined'],
      [null, 'null'],
    ] as [unknown, ...string[]][]) {
      const error = thrownBy(() => registry.resolve(token as never));
      expect(error).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION', name: 'ResolutionError' });
      for (const part of parts) expect(error.message).to.contain(part);
    }
  });
});
