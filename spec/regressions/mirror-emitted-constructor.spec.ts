import { expect } from 'chai';
import { ContainerSingleton, registry } from '../../src/index.js';
import type { Class } from '../../src/options.js';
import { declaredParameters, requiredParameters } from '../../src/singletons/declared-parameters.js';
import { anyCached, anySingleton, thrownBy } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

class Base {
  constructor(readonly storage: object) {}
}

// Kind of fault: TypeScript's TC39 dialect gives a derived class with a decorated member `constructor() { super(...arguments); }`, as do compilers for
// targets without class fields if the class has a field. It was read as a constructor without parameters.
describe('regression: a constructor that a compiler wrote for a class that has none', () => {
  collectReports();
  keepInvariants();
  afterEach(() => registry.dispose());

  it('takes what the inherited one takes: tokens of a derived class with a cached method', () => {
    @ContainerSingleton
    class Storage {}
    class Reports extends Base {
      @anyCached()
      load(): object {
        return this.storage;
      }
    }
    anySingleton({ inject: [Storage] })(Reports);
    expect(registry.resolve(Reports).load()).to.equal(registry.resolve(Storage));
  });

  it('is not called without what the inherited one needs', () => {
    class Reports extends Base {
      @anyCached()
      load(): object {
        return this.storage;
      }
    }
    anySingleton()(Reports);
    expect(thrownBy(() => registry.resolve(Reports))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
  });

  for (const source of [
    'class extends Base { constructor() { super(...arguments); this.field = 1; } }',
    'class extends Base {\n  constructor() {\n    super(...arguments);\n    run(this);\n  }\n}',
  ]) {
    it(`declares and requires what the inherited one does: ${source.replaceAll('\n', ' ')}`, () => {
      const target = new Function('Base', `return (${source});`)(Base) as Class;
      expect([declaredParameters(target), requiredParameters(target)]).to.deep.equal([1, 1]);
    });
  }
});
