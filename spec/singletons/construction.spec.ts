import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { declaredParameters, requiredParameters } from '../../src/singletons/declared-parameters.js';
import { anySingleton, thrownBy } from '../decorators/any-decorator.js';
import { collectReports } from '../support/warnings.js';

describe('the construction of singleton classes', () => {
  collectReports();
  afterEach(() => registry.dispose());

  it('injects classes, readers and forward references, in order', () => {
    @ContainerSingleton
    class Storage {}
    const client = containerSingleton(() => 'client');
    @ContainerSingleton({ inject: [client, Storage, () => Later] })
    class Reports {
      constructor(
        readonly client: string,
        readonly storage: Storage,
        readonly later: object,
      ) {}
    }
    @ContainerSingleton
    class Later {}
    const reports = registry.resolve(Reports);
    expect([reports.client, reports.storage, reports.later]).to.deep.equal(['client', registry.resolve(Storage), registry.resolve(Later)]);
  });

  it('says what to do when a constructor has parameters and nothing says what to pass', () => {
    @(ContainerSingleton as never as ClassDecorator)
    class Reports {
      constructor(
        readonly one: object,
        readonly two: object,
      ) {}
    }
    const error = thrownBy(() => registry.resolve(Reports));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect(error.message)
      .to.contain('Reports')
      .and.to.contain('2 parameters')
      .and.to.contain('inject')
      .and.to.contain('warmscope/tsyringe');
  });

  it('builds a class whose parameters all have defaults', () => {
    @ContainerSingleton
    class Reports {
      constructor(readonly region = 'eu') {}
    }
    expect(registry.resolve(Reports).region).to.equal('eu');
  });

  it('refuses a string, a symbol or an undecorated class that nobody resolves', () => {
    class Plain {}
    for (const token of ['bucket', Symbol('bucket'), Plain, () => Plain]) {
      class Reports {
        constructor(readonly bucket: unknown) {}
      }
      anySingleton({ inject: [token] })(Reports);
      expect(thrownBy(() => registry.resolve(Reports))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    }
  });

  it('refuses too few tokens when it is decorated, an inherited constructor counted', () => {
    class Base {
      constructor(
        readonly one: object,
        readonly two: object,
      ) {}
    }
    class Derived extends Base {}
    class Own extends Base {
      constructor(one: object) {
        super(one, {});
      }
    }
    for (const [target, tokens, isRefused] of [
      [Base, 1, true],
      [Derived, 1, true],
      [Derived, 2, false],
      [Own, 0, true],
      [Own, 1, false],
    ] as const) {
      const decorate = () => anySingleton({ inject: Array(tokens).fill(Base) })(target);
      if (isRefused) expect(thrownBy(decorate)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      else decorate();
    }
  });

  it('hands on what a constructor throws, unchanged, and builds again at the next use', () => {
    const failure = new TypeError('no region');
    let builds = 0;
    @ContainerSingleton
    class Storage {
      constructor() {
        if (++builds === 1) throw failure;
      }
    }
    expect(thrownBy(() => registry.resolve(Storage))).to.equal(failure);
    expect(registry.resolve(Storage)).to.be.instanceOf(Storage);
  });
});

describe('constructor parameters, read from the source', () => {
  class Nothing {}
  class Plain {
    constructor(
      readonly one: object,
      readonly two = { a: [1, 2], b: ')' },
      ...rest: string[]
    ) {
      this.all = [one, two, rest];
    }
    readonly all: unknown[];
  }
  class Inheriting extends Plain {}
  class Tricky {
    text = 'constructor(a, b, c)';
    // constructor(a, b, c)
    make(): unknown {
      return this.constructor(1, 2, 3);
    }
  }
  class Defaults {
    constructor(readonly region = 'eu, (us)') {}
  }

  for (const [target, declared, required] of [
    [Nothing, 0, 0],
    [Plain, 3, 1],
    [Inheriting, 3, 1],
    [Tricky, 0, 0],
    [Defaults, 1, 0],
    [class extends Defaults {}, 1, 0],
  ] as const) {
    it(`${target.name || 'an anonymous class'}: ${declared} declared, ${required} required`, () => {
      expect([declaredParameters(target), requiredParameters(target)]).to.deep.equal([declared, required]);
    });
  }
});
