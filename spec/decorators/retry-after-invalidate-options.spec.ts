import { expect } from 'chai';
import { type AnyDecorator, anyRetry, labelOf, thrownBy } from './any-decorator.js';

const on = () => true;
const refused = (...what: unknown[]) =>
  thrownBy(() => {
    class Orders {
      @anyRetry(...what)
      load(): void {}
    }
    return Orders;
  });

describe('the options of @RetryAfterInvalidate', () => {
  for (const [what, part] of [
    [undefined, 'received undefined'],
    [5, 'received 5'],
    [{ on }, '"invalidates"'],
    [{ invalidates: ['get'] }, '"on"'],
    [{ on: true, invalidates: ['get'] }, 'received true'],
    [{ on, invalidates: 'get' }, "received 'get'"],
    [{ on, invalidates: [] }, 'received []'],
    [{ on, invalidates: [undefined] }, '[ undefined ]'],
    [{ on, invalidates: [['get']] }, '"invalidates"'],
    [{ on, invalidates: [[() => Object, '']] }, '"invalidates"'],
    [{ on, invalidates: [[() => Object, 'get', 'more']] }, '"invalidates"'],
    [{ on, invalidates: [class Plain {}] }, 'class Plain'],
    [{ on, invalidates: ['get'], times: 3 }, 'Unknown option "times"'],
  ] as const) {
    it(`are refused when the decorator runs: ${part}`, () => {
      const error = refused(what);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message)
        .to.contain(part)
        .and.to.contain(`@RetryAfterInvalidate on ${labelOf('Orders', 'load')}`)
        .and.to.contain('valid');
    });
  }

  it('must be given: without brackets it is refused', () => {
    const error = thrownBy(() => {
      class Orders {
        @(anyRetry as AnyDecorator)
        load(): void {}
      }
      return Orders;
    });
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    expect(error.message).to.contain('with its brackets');
  });

  it('are for methods: a getter and a field are refused', () => {
    const errors = [
      thrownBy(() => {
        class Orders {
          @anyRetry({ on, invalidates: ['get'] })
          get load(): number {
            return 1;
          }
        }
        return Orders;
      }),
      thrownBy(() => {
        class Orders {
          @anyRetry({ on, invalidates: ['get'] })
          load = 1;
        }
        return Orders;
      }),
    ];
    for (const error of errors) {
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain('load').and.to.contain('a method, static or not');
    }
  });
});
