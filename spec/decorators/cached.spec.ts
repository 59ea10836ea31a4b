import { expect } from 'chai';
import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { deferred } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const token = Symbol('token');

class Reports {
  static loads = 0;
  loads = 0;
  constructor(readonly owner = 'nobody') {}

  @Cached()
  sync(id: number): string {
    this.loads++;
    return `${this.owner}:${id}`;
  }
  @Cached()
  async later(id: number): Promise<string> {
    this.loads++;
    return `${this.owner}:${id}`;
  }
  @Cached()
  promised(id: number): Promise<number> {
    this.loads++;
    return Promise.resolve(id);
  }
  @Cached()
  get total(): number {
    return ++this.loads;
  }
  @Cached()
  get laterTotal(): Promise<number> {
    this.loads++;
    return Promise.resolve(this.loads);
  }
  @Cached()
  [token](id: number): number {
    this.loads++;
    return id;
  }
  @Cached()
  'a name'(): number {
    return ++this.loads;
  }
  @Cached()
  static count(id: number): string {
    Reports.loads++;
    return `static ${id}`;
  }
  @Cached()
  static get all(): number {
    return ++Reports.loads;
  }
}

describe('@Cached', () => {
  keepInvariants();
  collectReports();
  afterEach(() => registry.clear());

  it('loads once for each key, on sync and async methods, symbols and odd names', async () => {
    const reports = new Reports('me');
    expect([reports.sync(1), reports.sync(1), reports.sync(2)]).to.deep.equal(['me:1', 'me:1', 'me:2']);
    expect(await Promise.all([reports.later(1), reports.later(1)])).to.deep.equal(['me:1', 'me:1']);
    expect([reports[token](7), reports[token](7)]).to.deep.equal([7, 7]);
    expect(reports['a name']()).to.equal(reports['a name']());
    expect(reports.loads).to.equal(5);
  });

  it('keeps a sync method sync, and always gives a promise from an async one', async () => {
    const reports = new Reports();
    expect(reports.sync(1)).to.be.a('string');
    for (const call of [() => reports.later(1), () => reports.promised(1)]) {
      expect(call()).to.be.instanceOf(Promise);
      await call();
      expect(call()).to.be.instanceOf(Promise);
    }
  });

  it('works on getters, sync and async', async () => {
    const reports = new Reports();
    expect([reports.total, reports.total]).to.deep.equal([1, 1]);
    expect(reports.laterTotal).to.be.instanceOf(Promise);
    expect([await reports.laterTotal, await reports.laterTotal]).to.deep.equal([2, 2]);
  });

  it('works on static methods and getters', () => {
    Reports.loads = 0;
    expect([Reports.count(1), Reports.count(1), Reports.all, Reports.all]).to.deep.equal(['static 1', 'static 1', 2, 2]);
  });

  it('keeps two instances apart, and the members of one', () => {
    const [one, other] = [new Reports('one'), new Reports('other')];
    expect([one.sync(1), other.sync(1), one.sync(1)]).to.deep.equal(['one:1', 'other:1', 'one:1']);
    expect([one.loads, other.loads]).to.deep.equal([1, 1]);
  });

  it('keeps two classes of one name and method apart', () => {
    const make = (prefix: string) => {
      class Twin {
        @Cached({ per: 'class' })
        load(id: number): string {
          return prefix + id;
        }
        @Cached()
        static load(id: number): string {
          return prefix + id;
        }
      }
      return Twin;
    };
    const [A, B] = [make('a'), make('b')];
    expect([new A().load(1), new B().load(1), A.load(1), B.load(1)]).to.deep.equal(['a1', 'b1', 'a1', 'b1']);
  });

  it('gives one key one loader for 100 concurrent calls, and hands a rejection unchanged to all of them', async () => {
    const gate = deferred<string>();
    let loads = 0;
    class Slow {
      @Cached()
      async load(_id: number): Promise<string> {
        loads++;
        return gate.promise;
      }
    }
    const slow = new Slow();
    const calls = Array.from({ length: 100 }, () => slow.load(1).catch((error: unknown) => error));
    const failure = new Error('down');
    gate.reject(failure);
    expect(new Set(await Promise.all(calls))).to.deep.equal(new Set([failure]));
    expect(loads).to.equal(1);
    expect(cacheOf(slow, 'load').size).to.equal(0);
  });

  it('hands an async method what went wrong before its loader as a rejection, a sync one as an exception', async () => {
    const key = (): never => {
      throw new Error('no key');
    };
    class Broken {
      @Cached({ key })
      async later(): Promise<void> {}
      @Cached({ key })
      sync(): void {}
    }
    const broken = new Broken();
    const promise = broken.later();
    expect(await promise.catch((error: unknown) => error)).to.have.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
    expect(() => broken.sync())
      .to.throw('Broken.sync')
      .with.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
  });

  it('runs uncached on a primitive this, and shares one place among calls without this', () => {
    let loads = 0;
    class Detached {
      @Cached()
      load(): number {
        return ++loads;
      }
    }
    const { load } = new Detached();
    expect([load.call(undefined as never), load.call(undefined as never)]).to.deep.equal([1, 1]);
    expect([load.call(5 as never), load.call(5 as never)]).to.deep.equal([2, 3]);
    expect(new Detached().load()).to.equal(4);
  });
});

describe('cached', () => {
  keepInvariants();

  it('ignores this, keeps name, length and properties, and works as a class field', () => {
    const original = Object.assign(
      function rate(this: unknown, currency: string, _amount: number): string {
        return currency;
      },
      { version: 3 },
    );
    const rate = cached(original);
    expect([rate.name, rate.length, rate.version]).to.deep.equal(['rate', 2, 3]);
    rate.call({}, 'EUR', 1);
    rate.call({}, 'EUR', 1);
    expect(cacheOf(rate).stats()).to.include({ name: 'rate', loads: 1, hits: 1 });
    class Rates {
      readonly load = cached((id: number) => ({ id }));
    }
    const [one, other] = [new Rates(), new Rates()];
    expect(one.load(1)).to.equal(one.load(1)).and.to.not.equal(other.load(1));
    expect(cacheOf(one, 'load').size).to.equal(1);
  });
});
