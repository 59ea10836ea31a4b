import { expect } from 'chai';
import type { Unchecked } from '../../src/options.js';
import { type AnyDecorator, anyCached, anyInvalidates, anySingleton, DIALECT, thrownBy } from './any-decorator.js';

/** Applies a decorator to everything it does not fit. */
function misplacements(decorator: AnyDecorator): Record<string, () => unknown> {
  return {
    'a field': () => {
      class Reports {
        @decorator
        report = 1;
      }
      return Reports;
    },
    'a static field': () => {
      class Reports {
        readonly id = 1;
        @decorator
        static report = 1;
      }
      return Reports;
    },
    'a field with a function': () => {
      class Reports {
        @decorator
        report = () => 1;
      }
      return Reports;
    },
    'a setter': () => {
      class Reports {
        readonly values: number[] = [];
        @decorator
        set report(value: number) {
          this.values.push(value);
        }
      }
      return Reports;
    },
  };
}

for (const [name, decorator] of Object.entries({
  '@Cached': anyCached(),
  '@Invalidates': anyInvalidates('other'),
  '@ContainerSingleton': anySingleton(),
})) {
  describe(`${name} in the wrong place`, () => {
    for (const [place, misplace] of Object.entries(misplacements(decorator))) {
      it(`is refused on ${place}, when the decorator runs`, () => {
        const error = thrownBy(misplace);
        expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
        expect(error).to.have.property('name', 'InvalidTargetError');
        expect(error.message)
          .to.contain(name)
          .and.to.contain(place.startsWith('a setter') ? 'setter' : 'field')
          .and.to.contain('report');
        expect(error.message).to.match(/it goes on/);
        if (DIALECT === 'legacy') expect(error.message).to.contain('Reports.report');
      });
    }

    it('is refused on something that is no member at all', () => {
      for (const application of [
        [undefined, 'report'],
        [null, 'report', {}],
        [{}, undefined],
      ] as Unchecked[]) {
        expect(thrownBy(() => decorator(...application))).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      }
    });
  });
}

describe('decorators of members on a class or a parameter', () => {
  for (const [name, decorator] of Object.entries({ '@Cached': anyCached(), '@Invalidates': anyInvalidates('other') })) {
    it(`${name} is refused on a class`, () => {
      const error = thrownBy(() => {
        @decorator
        class Reports {}
        return Reports;
      });
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain(name).and.to.contain('class Reports');
    });
  }

  for (const [name, decorator] of Object.entries({
    '@Cached': anyCached(),
    '@Invalidates': anyInvalidates('other'),
    '@ContainerSingleton': anySingleton(),
  })) {
    it(`${name} is refused on a constructor's and a method's parameter`, () => {
      class Reports {
        report(): void {}
      }
      // What the legacy dialect emits for parameters; TC39 has none.
      for (const [target, key, label] of [
        [Reports, undefined, 'Reports'],
        [Reports.prototype, 'report', 'Reports.report'],
      ] as const) {
        const error = thrownBy(() => decorator(target, key, 0));
        expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
        expect(error.message).to.contain(name).and.to.contain(`a parameter of ${label}`);
      }
    });
  }

  it('@Invalidates is refused on a getter', () => {
    const error = thrownBy(() => {
      class Reports {
        @anyInvalidates('other')
        get report(): number {
          return 1;
        }
      }
      return Reports;
    });
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    expect(error.message).to.contain('getter').and.to.contain('report');
  });
});
