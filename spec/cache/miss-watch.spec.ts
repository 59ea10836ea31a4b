import { expect } from 'chai';
import { Cached, type CachedOptions, ContainerSingleton, cached, type Key, registry, runInvocation } from '../../src/index.js';
import { collectReports } from '../support/warnings.js';

const NEVER_HIT = 'WARN_WARMSCOPE_NEVER_HIT';
const HIT_RATIO = 'WARN_WARMSCOPE_HIT_RATIO';
const THRASHING = 'WARN_WARMSCOPE_THRASHING';
const SHARED_FIELDS = 'WARN_WARMSCOPE_SHARED_FIELDS';

/** Does something so many times. */
const times = (count: number, work: (turn: number) => unknown): void => {
  for (let turn = 0; turn < count; turn++) work(turn);
};

describe('cache/miss-watch: instances that are never hit', () => {
  const { codes, warnings } = collectReports();
  afterEach(() => registry.clear());

  const rates = () => {
    class Rates {
      @Cached() rate(currency: string): string {
        return currency;
      }
      @Cached() async slow(currency: string): Promise<string> {
        return currency;
      }
      @Cached() get table(): string {
        return 'all';
      }
      @Cached({ per: 'class' }) shared(currency: string): string {
        return currency;
      }
      @Cached({ scope: 'invocation' }) own(currency: string): string {
        return currency;
      }
      @Cached({ scope: 'tenant' }) tenants(currency: string): string {
        return currency;
      }
      @Cached() static ofAll(currency: string): string {
        return currency;
      }
    }
    return Rates;
  };

  it('warns at the hundredth of instances that come and go, once, and names method and remedy', async () => {
    const Rates = rates();
    times(99, () => new Rates().rate('EUR'));
    expect(await codes()).to.deep.equal([]);
    times(201, () => new Rates().rate('EUR'));
    const [warning, ...others] = await warnings();
    expect([warning?.code, warning?.name, others]).to.deep.equal([NEVER_HIT, 'NeverHitWarning', []]);
    expect(warning?.message).to.contain('Rates.rate').and.to.contain("per: 'class'");
    expect(warning?.message).not.to.contain('EUR');
  });

  it('warns for getters, for async methods, and for tenants', async () => {
    const Rates = rates();
    times(100, () => new Rates().table);
    for (let turn = 0; turn < 100; turn++) await new Rates().slow('EUR');
    await runInvocation({ tenantId: 'a' }, () => times(100, () => new Rates().tenants('EUR')));
    expect(await codes()).to.deep.equal([NEVER_HIT, NEVER_HIT, NEVER_HIT]);
  });

  it('counts instances, not calls', async () => {
    const Rates = rates();
    const one = new Rates();
    times(300, (turn) => one.rate(String(turn)));
    times(99, () => new Rates().rate('EUR'));
    expect(await codes()).to.deep.equal([NEVER_HIT]);
  });

  it('does not warn where one of them was hit, until a hundred more were not', async () => {
    const Rates = rates();
    times(60, () => new Rates().rate('EUR'));
    const hit = new Rates();
    times(2, () => hit.rate('EUR'));
    times(60, () => new Rates().rate('EUR'));
    expect(await codes()).to.deep.equal([]);
    times(40, () => new Rates().rate('EUR'));
    expect(await codes()).to.deep.equal([NEVER_HIT]);
  });

  it('does not warn of what is shared, static, a function, or for one invocation only', async () => {
    const Rates = rates();
    const load = cached((currency: string) => currency);
    times(300, (turn) => {
      new Rates().shared(String(turn));
      Rates.ofAll(String(turn));
      load(String(turn));
    });
    await runInvocation({}, () => times(1_200, () => new Rates().own('EUR')));
    expect(await codes()).to.deep.equal([]);
  });

  it('can be silenced by its code, and given again', async () => {
    registry.configure({ silence: [NEVER_HIT] });
    try {
      const Rates = rates();
      times(100, () => new Rates().rate('EUR'));
      expect(await codes()).to.deep.equal([]);
      registry.configure({ silence: [HIT_RATIO] });
      times(100, () => new Rates().table);
      expect(await codes()).to.deep.equal([NEVER_HIT]);
    } finally {
      registry.configure({ silence: undefined });
    }
    expect(() => registry.configure({ silence: ['NEVER_HIT'] as never })).to.throw('WARN_WARMSCOPE_NEVER_HIT');
  });
});

describe('cache/miss-watch: calls that find nothing', () => {
  const { codes, warnings } = collectReports();
  afterEach(() => registry.clear());

  it('warns after 1,000 calls of which hardly one found something, once', async () => {
    const load = cached((id: number) => id, { max: 100_000, name: 'load' });
    times(9, () => load(0));
    times(990, load);
    expect(await codes()).to.deep.equal([]);
    times(5_000, (turn) => load(10_000 + turn));
    const [warning, ...others] = await warnings();
    expect([warning?.code, warning?.name, others]).to.deep.equal([HIT_RATIO, 'HitRatioWarning', []]);
    expect(warning?.message).to.contain('1000 calls of load');
  });

  it('does not warn where 10 of 1,000 found something, or joined a load', async () => {
    const [sync, slow] = [cached((id: number) => id, { max: 10_000 }), cached(async (id: number) => id, { max: 10_000 })];
    times(1_980, (turn) => {
      sync(turn);
      if (turn % 90 === 0) sync(turn);
    });
    await Promise.all(Array.from({ length: 1_980 }, (_, turn) => Promise.all([slow(turn), turn % 90 === 0 ? slow(turn) : undefined])));
    expect(await codes()).to.deep.equal([]);
  });

  it('warns of one that was hit once, and is not any more', async () => {
    const load = cached((id: number) => id, { max: 100_000 });
    times(2_000, () => load(1));
    times(2_000, load);
    expect(await codes()).to.deep.equal([HIT_RATIO]);
  });

  it('warns of a bound below what is in use, and not of a full cache that is hit', async () => {
    const [small, full] = [cached((id: number) => id, { max: 50, name: 'small' }), cached((id: number) => id, { max: 50 })];
    times(3_000, (turn) => small(turn % 60));
    times(3_000, (turn) => {
      full(turn);
      full(turn);
      full(turn);
    });
    const [warning, ...others] = await warnings();
    expect([warning?.code, warning?.name, others]).to.deep.equal([THRASHING, 'ThrashingWarning', []]);
    expect(warning?.message).to.contain('small').and.to.contain('`max`');
  });

  it('takes no notice of calls that go past the cache, or set entries', async () => {
    const load = cached((id: number) => id, { when: () => false });
    times(3_000, load);
    expect(await codes()).to.deep.equal([]);
  });
});

describe('cache/miss-watch: fields of instances that share', () => {
  const { codes, warnings } = collectReports();
  afterEach(() => registry.clear());

  it("warns where per: 'class' loads on an instance with fields, once", async () => {
    class Plans {
      constructor(readonly customer: string) {}
      @Cached({ per: 'class' }) plan(): string {
        return `plan of ${this.customer}`;
      }
    }
    new Plans('ann').plan();
    registry.clear();
    new Plans('bob').plan();
    const [warning, ...others] = await warnings();
    expect([warning?.code, warning?.name, others]).to.deep.equal([SHARED_FIELDS, 'SharedFieldsWarning', []]);
    expect(warning?.message).to.contain('Plans.plan').and.not.to.contain('ann');
  });

  const customers = (key: CachedOptions['key']): void => {
    class Plans {
      constructor(readonly customer: string) {}
      @Cached({ per: 'class', key }) plan(month: string): string {
        return `plan of ${this.customer} for ${month}`;
      }
    }
    new Plans('ann').plan('May');
  };

  it('does not warn where the key builder reads the instance, by itself, through a helper or by its name', async () => {
    const helper = (plans: { customer: string }, month: string): Key => [plans.customer, month];
    registry.keyBuilders.set('of the customer', function (this: { customer: string }, month: string) {
      return [this.customer, month];
    });
    customers(function (this: { customer: string }, month: string) {
      return [this.customer, month];
    });
    customers(function (this: { customer: string }, month: string) {
      return helper(this, month);
    });
    customers('of the customer');
    expect(await codes()).to.deep.equal([]);
  });

  it('warns where the key builder reads arguments only', async () => {
    customers((month: string) => month);
    expect(await codes()).to.deep.equal([SHARED_FIELDS]);
  });

  it('does not warn without fields, of functions, nor of the one instance that the container keeps', async () => {
    class Bare {
      readonly bound = (): number => 5;
      @Cached({ per: 'class' }) plan(): number {
        return this.bound();
      }
    }
    @ContainerSingleton
    class Kept {
      readonly table = new Map([[1, 'one']]);
      @Cached({ per: 'class' }) plan(): string | undefined {
        return this.table.get(1);
      }
      @Cached() own(): string | undefined {
        return this.table.get(1);
      }
    }
    class Own {
      readonly field = 1;
      @Cached() plan(): number {
        return this.field;
      }
      @Cached({ per: 'class' }) static ofAll(): number {
        return 1;
      }
    }
    new Bare().plan();
    registry.resolve(Kept).plan();
    new Own().plan();
    Own.ofAll();
    expect(await codes()).to.deep.equal([]);
    await registry.dispose();
  });

  it('a hostile instance does not keep its method from loading', async () => {
    class Plans {
      @Cached({ per: 'class' }) plan(): number {
        return 5;
      }
    }
    const hostile = new Proxy(new Plans(), {
      ownKeys: () => {
        throw new Error('no keys');
      },
    });
    expect(hostile.plan()).to.equal(5);
    expect(await codes()).to.deep.equal([]);
  });
});
