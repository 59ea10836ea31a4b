// Kind of fault: If a method returns promises without the word async, a value set before its first load was handed out without a promise, and setting a
// promise was refused.
import { expect } from 'chai';
import { Cached, cached, cacheOf } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

interface Handle {
  peek(key: string): string | undefined;
  has(key: string): boolean;
  set(args: [key: string], value: string | Promise<string>): void;
  refresh(key: string): Promise<string>;
  delete(key: string): boolean;
  clear(): void;
  stats(): { loads: number; hits: number; joins: number; misses: number; loadErrors: number; uncacheable: number };
}

interface Subject {
  readonly call: (key: string) => Promise<string>;
  readonly handle: Handle;
}

/** A cached method of each kind; none is syntactically async, but the last. */
const subjects: Record<string, (load: (key: string) => Promise<string>) => Subject> = {
  'a function': (load) => {
    const call = cached((key: string) => load(key), { ttl: '1h', store: () => false });
    return { call, handle: cacheOf(call) };
  },
  'a method': (load) => {
    class Users {
      readonly load = load;
      @Cached({ ttl: '1h' })
      get(key: string): Promise<string> {
        return this.load(key);
      }
    }
    const users = new Users();
    return { call: (key) => users.get(key), handle: cacheOf(users, 'get') };
  },
  'a static method': (load) => {
    class Users {
      @Cached({ ttl: '1h' })
      static get(key: string): Promise<string> {
        return load(key);
      }
    }
    return { call: (key) => Users.get(key), handle: cacheOf(Users, 'get') };
  },
  'a method per class': (load) => {
    class Users {
      readonly load = load;
      @Cached({ per: 'class', ttl: '1h' })
      get(key: string): Promise<string> {
        return this.load(key);
      }
    }
    return { call: (key) => new Users().get(key), handle: cacheOf(Users, 'get') };
  },
  'an async function': (load) => {
    const call = cached(async (key: string) => load(key), { ttl: '1h' });
    return { call, handle: cacheOf(call) };
  },
};

describe('regression: promises that are set', () => {
  const reports = collectReports();
  keepInvariants();
  const clock = useFakeClock();

  for (const [kind, make] of Object.entries(subjects)) {
    let loads: number;
    const subject = () => make(async (key) => `load ${++loads} of ${key}`);
    beforeEach(() => {
      loads = 0;
    });

    it(`${kind}: calls join a pending one, and get its value as a promise ever after, without a load`, async () => {
      const { call, handle } = subject();
      const gate = deferred<string>();
      handle.set(['a'], gate.promise);
      const joined = [call('a'), call('a')];
      expect(joined.every((each) => each instanceof Promise)).to.equal(true);
      expect([handle.has('a'), handle.peek('a')]).to.deep.equal([false, undefined]);
      gate.resolve('set');
      expect(await Promise.all(joined)).to.deep.equal(['set', 'set']);
      expect([await call('a'), handle.peek('a')]).to.deep.equal(['set', 'set']);
      expect(handle.stats()).to.include({ loads: 0, joins: 2, hits: 1, misses: 0, uncacheable: 0 });
      clock.advance(3_600_000);
      expect(await call('a')).to.equal('load 1 of a');
    });

    it(`${kind}: a settled one is handed out as a promise at once`, async () => {
      const { call, handle } = subject();
      handle.set(['a'], Promise.resolve('set'));
      const given = call('a');
      expect(given).to.be.instanceOf(Promise);
      expect(await given).to.equal('set');
    });

    it(`${kind}: one that fails is not stored, rejects the calls that joined, and does not end the process`, async () => {
      const { call, handle } = subject();
      const gate = deferred<string>();
      handle.set(['a'], gate.promise);
      const joined = errorOf(() => call('a'));
      gate.reject(new Error('refused'));
      expect(await joined).to.have.property('message', 'refused');
      expect([await call('a'), handle.stats().loadErrors]).to.deep.equal(['load 1 of a', 0]);
      handle.set(['b'], Promise.reject(new Error('refused')));
      await nextTurn();
      expect(await call('b')).to.equal('load 2 of b');
      expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
    });

    it(`${kind}: one replaces the entry that is there, and a load in flight`, async () => {
      const { call, handle } = subject();
      handle.set(['a'], 'old');
      handle.set(['a'], Promise.resolve('new'));
      expect(await call('a')).to.equal('new');
      const gate = deferred<string>();
      const slow = make(() => gate.promise);
      const loading = slow.call('a');
      slow.handle.set(['a'], Promise.resolve('set'));
      expect(await slow.call('a')).to.equal('set');
      gate.resolve('loaded');
      expect([await loading, await slow.call('a')]).to.deep.equal(['loaded', 'set']);
    });

    for (const drop of ['delete', 'clear'] as const) {
      it(`${kind}: ${drop} keeps a pending one from being stored`, async () => {
        const { call, handle } = subject();
        const gate = deferred<string>();
        handle.set(['a'], gate.promise);
        const joined = call('a');
        if (drop === 'delete') handle.delete('a');
        else handle.clear();
        expect(await call('a')).to.equal('load 1 of a');
        gate.resolve('set');
        expect(await joined).to.equal('set');
        await nextTurn();
        expect(handle.peek('a') ?? 'nothing').to.not.equal('set');
      });
    }
  }

  it('are refused where the method has given plain values', () => {
    const load = cached((key: string) => `plain ${key}`);
    load('a');
    const set = () => cacheOf(load).set(['a'], Promise.resolve('set') as never);
    expect(set).to.throw().with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(load('a')).to.equal('plain a');
  });

  it('are told from plain values where the method has not been called yet', async () => {
    const load = cached((key: string): string => `plain ${key}`);
    cacheOf(load).set(['a'], 'set');
    expect(load('a')).to.equal('set');
  });
});
