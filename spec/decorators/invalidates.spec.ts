import { expect } from 'chai';
import { Cached, cacheOf, Invalidates, registry } from '../../src/index.js';
import { deferred, errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const token = Symbol('token');

class Reports {
  readonly id = 1;
  @Cached()
  report(user: string, month: string): string {
    return `${user} ${month}`;
  }
  @Cached({ key: (user: string) => ['u', user] })
  keyed(user: string): string {
    return user;
  }
  @Cached()
  single(user: string): string {
    return user;
  }
  @Cached()
  [token](): number {
    return 1;
  }
  @Cached({ per: 'class' })
  shared(user: string): string {
    return user;
  }
  @Cached()
  static all(user: string): string {
    return user;
  }
  @Invalidates('report', { key: (user: string, month: string) => [user, month] })
  @Invalidates('keyed', { key: (user: string) => ['u', user] })
  async save(_user: string, _month: string, work: Promise<string>): Promise<string> {
    return work;
  }
  @Invalidates('report')
  @Invalidates(token)
  reset(): string {
    return 'reset';
  }
  @Invalidates('single', { key: (user: string) => user })
  forget(_user: string): void {}
  @Invalidates('shared', { key: (user: string) => user })
  forgetShared(_user: string): void {}
  @Invalidates('report')
  fail(): void {
    throw new Error('not saved');
  }
  @Invalidates('report')
  async failLater(): Promise<void> {
    throw new Error('not saved');
  }
  @Invalidates('all', { key: (user: string) => user })
  static dropOne(_user: string): void {}
  @Invalidates('all' as string)
  dropAll(): void {}
  @Invalidates('report', {
    key(this: Reports, user: string) {
      return [user, String(this.id)];
    },
  })
  withThis(_user: string): void {}
}

class Elsewhere {
  @Invalidates(() => Reports, 'report', { key: (user: string) => [user, 'may'] })
  one(_user: string): void {}
  @Invalidates(() => Reports, 'report')
  every(): void {}
  @Invalidates(() => Reports, 'all')
  ofStatic(): void {}
}

describe('@Invalidates', () => {
  keepInvariants();
  const reported = collectReports();
  let reports: Reports;
  const loads = (name: 'report' | 'keyed' | 'single' | 'shared') => cacheOf(reports, name).size;
  beforeEach(() => {
    cacheOf(Reports, 'report').clear();
    reports = new Reports();
    reports.report('a', 'may');
    reports.report('a', 'june');
    reports.keyed('a');
    reports.single('a');
    reports.single('b');
  });
  before(() => registry.configure({ silence: ['WARN_WARMSCOPE_SHARED_FIELDS'] }));
  after(() => registry.configure({ silence: undefined }));
  afterEach(async () => expect(await reported.codes()).to.deep.equal([]));

  it('drops one entry, of each stacked target, once an async method has resolved and before its caller knows', async () => {
    const work = deferred<string>();
    const saving = reports.save('a', 'may', work.promise).then((value) => [value, loads('report'), loads('keyed')]);
    expect([loads('report'), loads('keyed')]).to.deep.equal([2, 1]);
    work.resolve('saved');
    expect(await saving).to.deep.equal(['saved', 1, 0]);
    expect(cacheOf(reports, 'report').has('a', 'june')).to.equal(true);
  });

  it('drops nothing when the method throws or rejects, and hands the error on', async () => {
    expect(() => reports.fail()).to.throw('not saved');
    expect(await errorOf(() => reports.failLater())).to.have.property('message', 'not saved');
    expect(await errorOf(() => reports.save('a', 'may', Promise.reject(new Error('no'))))).to.have.property('message', 'no');
    expect([loads('report'), loads('keyed')]).to.deep.equal([2, 1]);
  });

  it("without a key clears the method's entries of this instance alone", () => {
    const other = new Reports();
    other.report('a', 'may');
    reports[token]();
    expect(reports.reset()).to.equal('reset');
    expect([loads('report'), cacheOf(reports, token).size, cacheOf(other, 'report').size]).to.deep.equal([0, 0, 1]);
  });

  it('takes a single argument for the whole default key', () => {
    reports.forget('a');
    expect([cacheOf(reports, 'single').has('a'), cacheOf(reports, 'single').has('b')]).to.deep.equal([false, true]);
  });

  it("drops the class's entry where entries are per class", () => {
    reports.shared('a');
    new Reports().forgetShared('a');
    expect(loads('shared')).to.equal(0);
  });

  it('gives its key function the instance', () => {
    reports.report('a', '1');
    reports.withThis('a');
    expect(cacheOf(reports, 'report').has('a', '1')).to.equal(false);
    expect(loads('report')).to.equal(2);
  });

  it("works on static methods, and finds a class's static member from an instance", () => {
    Reports.all('a');
    Reports.all('b');
    Reports.dropOne('a');
    expect([cacheOf(Reports, 'all').has('a'), cacheOf(Reports, 'all').has('b')]).to.deep.equal([false, true]);
    reports.dropAll();
    expect(cacheOf(Reports, 'all').size).to.equal(0);
  });

  it("drops another class's entries in every instance, of static members too", () => {
    const other = new Reports();
    other.report('a', 'may');
    new Elsewhere().one('a');
    expect([loads('report'), cacheOf(other, 'report').size]).to.deep.equal([1, 0]);
    new Elsewhere().every();
    expect(cacheOf(Reports, 'report').size).to.equal(0);
    Reports.all('a');
    new Elsewhere().ofStatic();
    expect(cacheOf(Reports, 'all').size).to.equal(0);
  });

  it('fences a load in flight', async () => {
    const gate = deferred<number>();
    class Slow {
      @Cached()
      async load(): Promise<number> {
        return gate.promise;
      }
      @Invalidates('load')
      save(): void {}
    }
    const slow = new Slow();
    const call = slow.load();
    slow.save();
    gate.resolve(1);
    expect(await call).to.equal(1);
    expect(cacheOf(slow, 'load').size).to.equal(0);
  });

  it('keeps name, length and this, and gives back what the method gave', () => {
    expect([Reports.prototype.save.name, Reports.prototype.save.length, reports.reset()]).to.deep.equal(['save', 3, 'reset']);
  });
});
