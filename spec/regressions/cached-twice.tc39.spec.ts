import { expect } from 'chai';
import { Cached } from '../../src/index.js';
import { anyCached, Outer, thrownBy } from '../decorators/any-decorator.js';

// Kind of fault: `@Cached` on a private member that is cached already (standard decorators only; cached-twice.spec.ts has the others).
describe('regression: private members that are cached already', () => {
  it('are refused, with another decorator in between as well', () => {
    const classes = [
      () =>
        class {
          @anyCached()
          @anyCached()
          #load(): number {
            return 1;
          }
          read(): number {
            return this.#load();
          }
        },
      () => {
        class Sizes {
          @anyCached()
          @Outer
          @anyCached()
          static get #size(): number {
            return 1;
          }
          static read(): number {
            return Sizes.#size;
          }
        }
        return Sizes;
      },
    ];
    for (const make of classes) expect(thrownBy(make)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
  });

  it('a private member and a public one of the same text are two', () => {
    class Reports {
      @Cached() #load(): number {
        return 1;
      }
      @Outer @Cached() '#load'(): number {
        return 2;
      }
      read(): number {
        return this.#load();
      }
    }
    const reports = new Reports();
    expect([reports.read(), reports['#load']()]).to.deep.equal([1, 2]);
  });
});
