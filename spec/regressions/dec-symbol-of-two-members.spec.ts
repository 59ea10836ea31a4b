import { expect } from 'chai';
import { Cached, cacheOf } from '../../src/index.js';
import { Outer, thrownBy } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';

const token = Symbol('token');

describe('a static and an instance member with one symbol', () => {
  keepInvariants();

  it('are told apart: the uncached one is not taken for the cached one', () => {
    class Reports {
      @Cached()
      static [token](id: number): number {
        return id;
      }
      [token](id: number): number {
        return -id;
      }
    }
    const reports = new Reports();
    expect([reports[token](1), Reports[token](1)]).to.deep.equal([-1, 1]);
    expect(thrownBy(() => cacheOf(reports, token))).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
    expect(cacheOf(Reports, token).has(1)).to.equal(true);
  });

  it('are told apart under decorators that hide both', () => {
    class Reports {
      @Outer
      @Cached()
      static [token](id: number): number {
        return id;
      }
      @Outer
      @Cached()
      [token](id: number): number {
        return -id;
      }
    }
    const reports = new Reports();
    reports[token](1);
    Reports[token](2);
    expect(cacheOf(reports, token).peek(1)).to.equal(-1);
    expect(cacheOf(Reports, token).peek(2)).to.equal(2);
  });
});
