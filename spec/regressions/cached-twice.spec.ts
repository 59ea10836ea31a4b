import { expect } from 'chai';
import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { anyCached, Outer, thrownBy } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';

const refused = (work: () => unknown): void => {
  const before = registry.stats().caches.length;
  const error = thrownBy(work);
  expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
  expect(error.message).to.contain('cached already');
  expect(registry.stats().caches.length - before, 'no second cache').to.be.at.most(1);
};

// Kind of fault: @Cached twice made two nested caches, and every invalidation reached the outer one only.
describe('regression: @Cached on what is cached already', () => {
  keepInvariants();

  for (const options of [undefined, { ttl: '5m' }, { name: 'inner', per: 'class' }]) {
    it(`is refused at decoration: methods, static ones, getters (the inner one with ${JSON.stringify(options)})`, () => {
      refused(() => {
        class Twice {
          @anyCached()
          @anyCached(options)
          get(id: number): number {
            return id;
          }
        }
        return Twice;
      });
      refused(() => {
        class Twice {
          @anyCached()
          @anyCached(options)
          static find(id: number): number {
            return id;
          }
        }
        return Twice;
      });
      refused(() => {
        class Twice {
          @anyCached()
          @anyCached(options)
          get size(): number {
            return 1;
          }
        }
        return Twice;
      });
      refused(() => {
        class Twice {
          @anyCached()
          @anyCached(options)
          async load(): Promise<number> {
            return 1;
          }
        }
        return Twice;
      });
    });
  }

  it('is refused with another decorator in between that copies nothing', () => {
    refused(() => {
      class Twice {
        @anyCached()
        @Outer
        @anyCached()
        get(id: number): number {
          return id;
        }
      }
      return Twice;
    });
    refused(() => {
      class Twice {
        @Outer
        @anyCached()
        @Outer
        @anyCached()
        static get size(): number {
          return 1;
        }
      }
      return Twice;
    });
  });

  it('functions: cached(cached(fn)), and a cached method given to cached()', () => {
    const once = cached((id: number) => id);
    class Reports {
      @Cached() report(): number {
        return 1;
      }
    }
    refused(() => cached(once));
    refused(() => cached(once, { ttl: '5m' }));
    refused(() => cached(new Reports().report));
  });

  it('a cached function as a method is refused, too', () => {
    const once = cached((id: number) => id);
    class Reports {}
    Object.defineProperty(Reports.prototype, 'report', { value: once, writable: true, configurable: true });
    refused(() => anyCached()(Reports.prototype, 'report', Object.getOwnPropertyDescriptor(Reports.prototype, 'report')));
  });

  it('overrides, other members, static ones of the same name and other classes are their own business', () => {
    class Base {
      @Cached() get(id: number): string {
        return `base ${id}`;
      }
      @Cached() static get(id: number): string {
        return `static ${id}`;
      }
    }
    class Derived extends Base {
      @Cached() override get(id: number): string {
        return `derived ${super.get(id)}`;
      }
    }
    const mixin = () => {
      class Mixed {
        @Cached() get(id: number): number {
          return id;
        }
      }
      return Mixed;
    };
    expect([new Derived().get(1), Base.get(1), new (mixin())().get(1), new (mixin())().get(1)]).to.deep.equal([
      'derived base 1',
      'static 1',
      1,
      1,
    ]);
    expect(cacheOf(Base, 'get').stats().name).to.not.equal(undefined);
  });

  it('a method that was put back as it was can be cached again', () => {
    class Reports {
      report(): number {
        return 1;
      }
    }
    const plain = Object.getOwnPropertyDescriptor(Reports.prototype, 'report') as PropertyDescriptor;
    for (let round = 0; round < 2; round++) {
      Object.defineProperty(Reports.prototype, 'report', anyCached()(Reports.prototype, 'report', plain) as PropertyDescriptor);
      expect(new Reports().report()).to.equal(1);
      Object.defineProperty(Reports.prototype, 'report', plain);
    }
  });
});
