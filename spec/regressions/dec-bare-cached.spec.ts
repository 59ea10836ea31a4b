import { expect } from 'chai';
import { Cached, Invalidates } from '../../src/index.js';
import { type AnyDecorator, anyInvalidates, thrownBy } from '../decorators/any-decorator.js';

describe('a decorator factory written without parentheses', () => {
  const bareCached = Cached as unknown as AnyDecorator;
  const bareInvalidates = Invalidates as unknown as AnyDecorator;

  it('is refused when the decorator runs on a method', () => {
    const error = thrownBy(() => {
      class Reports {
        @bareCached
        report(): number {
          return Math.random();
        }
      }
      return Reports;
    });
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    expect(error.message).to.contain('@Cached()');
  });

  it('is refused on a static method, a getter and a field', () => {
    const places = [
      () => {
        class Reports {
          readonly id = 1;
          @bareCached
          static report(): number {
            return 1;
          }
        }
        return Reports;
      },
      () => {
        class Reports {
          @bareCached
          get report(): number {
            return 1;
          }
        }
        return Reports;
      },
      () => {
        class Reports {
          @bareCached
          report = 1;
        }
        return Reports;
      },
    ];
    for (const place of places) expect(thrownBy(place)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
  });

  it('is refused for @Invalidates as well, on a method and a static one', () => {
    const places = [
      () => {
        class Reports {
          @bareInvalidates
          save(): void {}
        }
        return Reports;
      },
      () => {
        class Reports {
          readonly id = 1;
          @bareInvalidates
          static save(): void {}
        }
        return Reports;
      },
    ];
    for (const place of places) expect(thrownBy(place)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
  });

  it('is not what @Invalidates({ tags }) is taken for', () => {
    class Reports {
      @anyInvalidates({ tags: (user: string) => [user] })
      save(user: string): string {
        return user;
      }
    }
    expect(new Reports().save('ann')).to.equal('ann');
  });
});
