import { expect } from 'chai';
import { Cached, cacheOf, Invalidates } from '../../src/index.js';
import { Outer } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

describe('a cached override under a decorator that hides it', () => {
  keepInvariants();
  const reports = collectReports();

  it('is found on the derived class, and the base method stays uncached', () => {
    class Base {
      report(): string {
        return 'base';
      }
    }
    class Derived extends Base {
      @Outer
      @Cached()
      override report(): string {
        return 'derived';
      }
    }
    const derived = new Derived();
    derived.report();
    expect(cacheOf(derived, 'report').size).to.equal(1);
    expect(cacheOf(derived, 'report').stats().name).to.equal('Derived.report');
    expect(() => cacheOf(new Base(), 'report'))
      .to.throw()
      .with.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
  });

  it('does not take the place of the cached method it overrides', () => {
    class Base {
      @Outer
      @Cached()
      report(): string {
        return 'base';
      }
    }
    class Derived extends Base {
      @Outer
      @Cached()
      override report(): string {
        return 'derived';
      }
    }
    const base = new Base();
    const derived = new Derived();
    base.report();
    derived.report();
    expect(cacheOf(base, 'report').peek()).to.equal('base');
    expect(cacheOf(derived, 'report').peek()).to.equal('derived');
    expect(cacheOf(base, 'report').stats().name).to.equal('Base.report');
    expect(cacheOf(derived, 'report').stats().name).to.equal('Derived.report');
  });

  it('is found by class before there is an instance, also by @Invalidates', async () => {
    class Reports {
      @Outer
      @Cached()
      report(): string {
        return 'report';
      }
    }
    class Store {
      @Invalidates(() => Reports, 'report')
      save(): void {}
    }
    new Store().save();
    expect(await reports.codes()).to.deep.equal([]);
    expect(cacheOf(Reports, 'report').size).to.equal(0);
  });
});
