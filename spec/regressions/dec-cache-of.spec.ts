import { expect } from 'chai';
import { Cached, cacheOf } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';

describe('cacheOf, found while writing its specs', () => {
  keepInvariants();

  it('tells the name of a method that was passed as a function, not its source', () => {
    class Reports {
      @Cached()
      report(): string {
        return 'report';
      }
    }
    const { report } = new Reports();
    const error = thrownBy(() => cacheOf(report));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
    expect(error.message).to.contain("cacheOf(instance, 'report')");
  });

  it('drops the old entry when a refresh gives a value that is not to be stored, as set does', () => {
    let current: string | undefined = 'old';
    class Reports {
      @Cached({ store: (value: string | undefined) => value !== undefined })
      report(): string | undefined {
        return current;
      }
    }
    const reports = new Reports();
    reports.report();
    current = undefined;
    expect(cacheOf(reports, 'report').refresh()).to.equal(undefined);
    expect(reports.report()).to.equal(undefined);
  });
});
