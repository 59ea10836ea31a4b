import { expect } from 'chai';
import { Cached, Invalidates } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

class Base {
  total = 1;

  @Cached()
  report(): string {
    return `total ${this.total}`;
  }

  @Invalidates('report')
  save(total: number): void {
    this.total = total;
  }
}

describe('@Invalidates of a method that a derived class overrides', () => {
  keepInvariants();
  const reports = collectReports();

  it('drops what the override got from super, where the override is not cached', async () => {
    class Derived extends Base {
      override report(): string {
        return `${super.report()}!`;
      }
    }
    const derived = new Derived();
    expect(derived.report()).to.equal('total 1!');
    derived.save(2);
    expect(derived.report()).to.equal('total 2!');
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('drops the entries of both, where the override is cached as well', () => {
    class Derived extends Base {
      @Cached()
      override report(): string {
        return `${super.report()}!`;
      }
    }
    const derived = new Derived();
    expect(derived.report()).to.equal('total 1!');
    derived.save(2);
    expect(derived.report()).to.equal('total 2!');
  });

  it('drops the entry of one key in both', () => {
    class Prices {
      rate = 1;
      @Cached()
      price(amount: number): number {
        return amount * this.rate;
      }
      @Invalidates('price', { key: (amount: number) => [amount] })
      change(_amount: number, rate: number): void {
        this.rate = rate;
      }
    }
    class Rounded extends Prices {
      @Cached()
      override price(amount: number): number {
        return Math.round(super.price(amount));
      }
    }
    const prices = new Rounded();
    expect(prices.price(10)).to.equal(10);
    prices.change(10, 3);
    expect(prices.price(10)).to.equal(30);
  });
});
