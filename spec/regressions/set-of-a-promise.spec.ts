import { Readable } from 'node:stream';
import { expect } from 'chai';
import { Cached, type CacheOf, cached, cacheOf, createHandler, registry, runInvocation } from '../../src/index.js';
import { Outer } from '../decorators/any-decorator.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

type Load = (id: string) => Promise<string>;

/** One method that gives promises, under the name that calls and handles have for it. */
interface Subject {
  readonly call: Load;
  readonly handle: CacheOf<Load>;
  readonly loads: () => number;
}

function subjects(): Record<string, () => Subject> {
  const loadedOf = (note: () => void) => (id: string) => { note(); return Promise.resolve(`loaded ${id}`); }; // biome-ignore format: one line
  return {
    'a function that returns a promise': () => {
      let loads = 0;
      const call = cached(loadedOf(() => loads++));
      return { call, handle: cacheOf(call), loads: () => loads };
    },
    'an async function': () => {
      let loads = 0;
      const load = loadedOf(() => loads++);
      const call = cached(async (id: string) => load(id));
      return { call, handle: cacheOf(call), loads: () => loads };
    },
    'a method under another decorator': () => {
      let loads = 0;
      const load = loadedOf(() => loads++);
      class Users {
        @Cached({ ttl: '5m' })
        @Outer
        async get(id: string): Promise<string> {
          return load(id);
        }
      }
      const users = new Users();
      return { call: (id) => users.get(id), handle: cacheOf(users, 'get'), loads: () => loads };
    },
    'a static method': () => {
      let loads = 0;
      const load = loadedOf(() => loads++);
      class Users {
        @Cached() static get(id: string): Promise<string> {
          return load(id);
        }
      }
      return { call: (id) => Users.get(id), handle: cacheOf(Users, 'get'), loads: () => loads };
    },
    'a method per class, set by the class': () => {
      let loads = 0;
      const load = loadedOf(() => loads++);
      class Users {
        @Cached({ per: 'class', key: (id: string) => [id, 1] }) get(id: string): Promise<string> {
          return load(id);
        }
      }
      return { call: (id) => new Users().get(id), handle: cacheOf(Users, 'get'), loads: () => loads };
    },
    'a method with copies': () => {
      let loads = 0;
      const call = cached(
        loadedOf(() => loads++),
        { values: 'cloned' },
      );
      return { call, handle: cacheOf(call), loads: () => loads };
    },
  };
}

// Kind of fault: Setting a promise was refused; and before the first load, a method that returns promises without the word async handed out a settled
// value without a promise.
describe('regression: a promise that is set', () => {
  const clock = useFakeClock();
  const reports = collectReports();
  keepInvariants();

  for (const [what, make] of Object.entries(subjects())) {
    describe(what, () => {
      it('hands out a promise, and loads nothing', async () => {
        const { call, handle, loads } = make();
        handle.set(['1'], Promise.resolve('seeded'));
        const given = [call('1'), call('1')];
        for (const each of given) expect(each).to.be.instanceOf(Promise);
        expect(await Promise.all(given)).to.deep.equal(['seeded', 'seeded']);
        expect(call('1')).to.be.instanceOf(Promise);
        expect(await call('1')).to.equal('seeded');
        expect([handle.peek('1'), handle.has('1'), handle.size, loads()]).to.deep.equal(['seeded', true, 1, 0]);
        expect(handle.stats()).to.include({ loads: 0, loadMs: 0, misses: 0, joins: 2, hits: 2, loadErrors: 0 });
        expect(await call('2')).to.equal('loaded 2');
        expect(await reports.codes()).to.deep.equal([]);
      });

      it('takes a settled value as well, which is handed out as a promise from then on', async () => {
        const { call, handle, loads } = make();
        handle.set(['0'], 'bare');
        handle.set(['1'], Promise.resolve('seeded'));
        handle.set(['2'], 'settled');
        for (const id of ['0', '1', '2']) expect(call(id)).to.be.instanceOf(Promise);
        expect([await call('0'), await call('2'), loads()]).to.deep.equal(['bare', 'settled', 0]);
      });

      it('that fails is not stored, the calls that joined get its error, and the next call loads', async () => {
        const { call, handle, loads } = make();
        const [first, second] = [deferred<string>(), deferred<string>()];
        handle.set(['1'], first.promise);
        const joined = call('1');
        handle.set(['2'], second.promise);
        const failure = new Error('not seeded');
        first.reject(failure);
        second.reject(failure);
        expect(await errorOf(() => joined)).to.equal(failure);
        await nextTurn();
        expect([handle.has('1'), handle.size, loads()]).to.deep.equal([false, 0, 0]);
        expect(await call('1')).to.equal('loaded 1');
        expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
      });

      it('fences a load that runs, and is fenced by what comes after it', async () => {
        const { call, handle } = make();
        const loading = call('1');
        const [first, second] = [deferred<string>(), deferred<string>()];
        handle.set(['1'], first.promise);
        expect(await loading).to.equal('loaded 1');
        expect(handle.has('1'), 'the fenced load was not stored').to.equal(false);
        const joined = call('1');
        handle.set(['1'], second.promise);
        first.resolve('first');
        second.resolve('second');
        expect(await joined, 'who joined the first gets the first').to.equal('first');
        await nextTurn();
        expect(await call('1')).to.equal('second');
        for (const fence of [() => handle.delete('1'), () => handle.clear(), () => registry.clear(), () => handle.set(['1'], 'settled')]) {
          const late = deferred<string>();
          handle.set(['1'], late.promise);
          const before = call('1');
          fence();
          late.resolve('late');
          expect(await before).to.equal('late');
          await nextTurn();
          expect(handle.peek('1')).to.not.equal('late');
        }
      });

      it('is joined by a refresh', async () => {
        const { handle, loads } = make();
        const gate = deferred<string>();
        handle.set(['1'], gate.promise);
        const refreshed = handle.refresh('1');
        gate.resolve('seeded');
        expect([await refreshed, loads()]).to.deep.equal(['seeded', 0]);
      });

      it('takes the place of what was there', async () => {
        const { call, handle } = make();
        await call('1');
        const gate = deferred<string>();
        handle.set(['1'], gate.promise);
        expect(handle.has('1')).to.equal(false);
        const joined = call('1');
        expect(await stateOf(joined)).to.equal('pending');
        gate.resolve('seeded');
        expect(await joined).to.equal('seeded');
      });
    });
  }

  it('lives as long as the ttl says, from when it came', async () => {
    const get = cached((id: string) => Promise.resolve(id), { ttl: 100, max: 2 });
    const gate = deferred<string>();
    cacheOf(get).set(['1'], gate.promise);
    clock.advance(1_000);
    gate.resolve('seeded');
    await nextTurn();
    clock.advance(99);
    expect(cacheOf(get).peek('1')).to.equal('seeded');
    clock.advance(1);
    expect(cacheOf(get).peek('1')).to.equal(undefined);
    for (const id of ['a', 'b', 'c']) cacheOf(get).set([id], Promise.resolve(id));
    await nextTurn();
    expect([cacheOf(get).size, cacheOf(get).has('a')]).to.deep.equal([2, false]);
  });

  it('whose ttl function says not to store, or throws, reaches the calls that joined and is not stored', async () => {
    for (const ttl of [
      () => 0,
      () => {
        throw new Error('no ttl');
      },
    ]) {
      // biome-ignore format: one line
      const get = cached((id: string) => Promise.resolve(id), { ttl });
      cacheOf(get).set(['1'], Promise.resolve('seeded'));
      const joined = get('1');
      expect(await joined).to.equal('seeded');
      expect(cacheOf(get).size).to.equal(0);
    }
  });

  it('of a one-shot is not stored, and the calls that joined load', async () => {
    let loads = 0;
    const open = cached((id: string) => Promise.resolve<object>({ id, load: ++loads, body: Readable.from([id]) }));
    cacheOf(open).set(['1'], Promise.resolve({ body: Readable.from(['seeded']) }));
    const [one, other] = await Promise.all([open('1'), open('1')]);
    expect(one).to.not.equal(other);
    expect([loads, cacheOf(open).size]).to.deep.equal([2, 0]);
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT']);
  });

  it('frozen and cloned values are treated as loaded ones', async () => {
    const frozen = cached((_id: string) => Promise.resolve({ list: [1] }), { values: 'frozen' });
    const cloned = cached((_id: string) => Promise.resolve({ list: [1] }), { values: 'cloned' });
    const seeded = { list: [2] };
    cacheOf(cloned).set(['1'], Promise.resolve(seeded));
    const copies = [await cloned('1'), await cloned('1')];
    expect(copies[0]).to.not.equal(copies[1]);
    copies[0]?.list.push(3);
    expect([(await cloned('1')).list, seeded.list]).to.deep.equal([[2], [2]]);
    cacheOf(frozen).set(['1'], Promise.resolve({ list: [2] }));
    expect(await frozen('1')).to.be.frozen;
  });

  it('a thenable is as good as a promise', async () => {
    const get = cached((id: string) => Promise.resolve(id));
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
    cacheOf(get).set(['1'], { then: (resolve: (value: string) => void) => resolve('seeded') } as never);
    expect(await get('1')).to.equal('seeded');
  });

  it('is refused by a method known to return plain values; its rejection is handled', async () => {
    const get = cached((id: string): unknown => id);
    get('0');
    expect(() => cacheOf(get).set(['1'], Promise.reject(new Error('nobody asked'))))
      .to.throw('await')
      .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(get('1')).to.equal('1');
  });

  it('has its rejection handled if no entry can be found for it', async () => {
    class Users {
      @Cached() async get(_id: unknown): Promise<string> {
        return '';
      }
      @Cached({ scope: 'tenant' }) async plan(_id: string): Promise<string> {
        return 'loaded';
      }
    }
    const users = new Users();
    expect(() => cacheOf(Users, 'get').set(['1'], Promise.reject(new Error('a')))).to.throw();
    expect(() => cacheOf(users, 'get').set([() => 1], Promise.reject(new Error('b')))).to.throw();
    cacheOf(users, 'plan').set(['1'], Promise.reject(new Error('c')));
    await nextTurn();
    expect(await users.plan('1')).to.equal('loaded');
  });

  it('belongs to its tenant and its invocation', async () => {
    class Plans {
      @Cached({ scope: 'tenant' }) plan(_id: string): Promise<string> {
        return Promise.resolve('loaded');
      }
      @Cached({ scope: 'invocation' }) greeting(): Promise<string> {
        return Promise.resolve('loaded');
      }
    }
    const plans = new Plans();
    const gate = deferred<string>();
    const first = runInvocation({ tenantId: 'acme' }, async () => {
      cacheOf(plans, 'plan').set(['1'], gate.promise);
      cacheOf(plans, 'greeting').set([], gate.promise);
      return [await plans.plan('1'), await plans.greeting()];
    });
    const other = await runInvocation({ tenantId: 'globex' }, async () => [await plans.plan('1'), await plans.greeting()]);
    expect(other).to.deep.equal(['loaded', 'loaded']);
    gate.resolve('seeded');
    expect(await first).to.deep.equal(['seeded', 'seeded']);
    expect(await runInvocation({ tenantId: 'acme' }, async () => [await plans.plan('1'), await plans.greeting()])).to.deep.equal([
      'seeded',
      'loaded',
    ]);
  });

  it('is not waited for once its invocation has ended, nor stored after a thaw', async () => {
    const get = cached((id: string) => Promise.resolve(`loaded ${id}`));
    const [first, second] = [deferred<string>(), deferred<string>()];
    const handler = createHandler(async (event: string) => {
      if (event === 'set') {
        cacheOf(get).set(['1'], first.promise);
        cacheOf(get).set(['2'], second.promise);
      }
      return event === 'set' ? event : await get('1');
    });
    await handler('set', {});
    expect(await handler('call', {})).to.equal('loaded 1');
    clock.advance(3_600_000);
    await handler('call', {});
    second.resolve('late');
    await nextTurn();
    expect(cacheOf(get).has('2')).to.equal(false);
    first.resolve('late');
    await nextTurn();
    expect(await get('1')).to.equal('loaded 1');
  });

  it('an abort of it does not abort the calls that joined', async () => {
    const get = cached((id: string) => Promise.resolve(`loaded ${id}`));
    const gate = deferred<string>();
    cacheOf(get).set(['1'], gate.promise);
    const joined = get('1');
    gate.reject(new DOMException('aborted', 'AbortError'));
    expect(await joined).to.equal('loaded 1');
  });

  it('calls that join wait no longer than the timeout of the method', async () => {
    const get = cached((id: string) => Promise.resolve(`loaded ${id}`), { timeout: 100 });
    const gate = deferred<string>();
    cacheOf(get).set(['1'], gate.promise);
    const joined = errorOf(() => get('1'));
    clock.advance(100);
    expect(await joined).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
    gate.resolve('seeded');
    await nextTurn();
    expect(await get('1')).to.equal('seeded');
  });
});
