// Kind of fault: The message of a failed resolution named the wrong cause. A class that a circular import leaves undefined is reported as that, with
// what to write (delay, or a forward reference), whatever the position of the parameter and however deep the class; unregistered tokens, missing
// metadata, and types that say nothing are reported as such.
import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectable } from 'tsyringe';
import { type Class, ContainerSingleton, createHandler, registry } from '../../src/index.js';
import { anySingleton, thrownBy } from '../decorators/any-decorator.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from '../tsyringe/fresh-container.js';

type Constructor = new (...args: ReturnType<typeof JSON.parse>[]) => object;

/** What the compiler emits for the types of a constructor's parameters. */
function withTypes<C extends Class>(types: readonly unknown[], target: C): C {
  Reflect.defineMetadata('design:paramtypes', [...types], target);
  return target;
}

describe('what tsyringe cannot resolve', () => {
  useFreshContainer();
  collectReports();

  class Known {}
  const asked = (target: Constructor): Record<string, () => unknown> => ({
    'registry.resolve': () => registry.resolve(target),
    'container.resolve': () => container.resolve(target),
    createHandler: () => createHandler(target as never),
  });
  const expectCircular = (ask: () => unknown, ...parts: string[]): void => {
    const error = thrownBy(ask);
    for (const part of ['circular import', 'import each other', 'delay', ...parts]) expect(error.message).to.contain(part);
    expect(error.message).to.not.match(/metadata|esbuild|default value/);
  };

  for (const [position, types] of [
    ['1 of 1', [undefined]],
    ['2 of 2', [Known, undefined]],
    ['1 of 3', [undefined, Known, Known]],
    ['2 of 3', [Known, undefined, undefined]],
  ] as const)
    it(`because of a circular import says so: parameter ${position}`, () => {
      const [one, two, three] = [
        class First {
          constructor(readonly a: unknown) {}
        },
        class First {
          constructor(
            readonly a: unknown,
            readonly b: unknown,
          ) {}
        },
        class First {
          constructor(
            readonly a: unknown,
            readonly b: unknown,
            readonly c: unknown,
          ) {}
        },
      ];
      const target = withTypes(types, [one, two, three][types.length - 1] as Constructor);
      ContainerSingleton(target);
      for (const ask of Object.values(asked(target))) expectCircular(ask, 'First', `parameter ${position}`);
    });

  it('because of a circular import says so in dependents of any kind and depth', () => {
    class First {
      constructor(readonly second: unknown) {}
    }
    withTypes([undefined], First);
    ContainerSingleton(First);
    class OfTsyringe {
      constructor(readonly first: First) {}
    }
    injectable()(withTypes([First], OfTsyringe));
    class Middle {
      constructor(readonly first: OfTsyringe) {}
    }
    ContainerSingleton(withTypes([OfTsyringe], Middle));
    class Outer {
      constructor(readonly middle: Middle) {}
    }
    ContainerSingleton(withTypes([Middle], Outer));
    class ByOption {
      constructor(readonly outer: Outer) {}
    }
    ContainerSingleton({ inject: [Outer] })(ByOption);
    for (const target of [OfTsyringe, Middle, Outer, ByOption])
      for (const ask of Object.values(asked(target)).slice(0, 2)) expectCircular(ask, 'First');
    for (const target of [Middle, Outer, ByOption])
      expect(thrownBy(() => registry.resolve(target as Class))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
  });

  it('because of a circular import says so of a class that only tsyringe knows', () => {
    class Helper {
      constructor(readonly second: unknown) {}
    }
    injectable()(withTypes([undefined], Helper));
    class Reports {
      constructor(readonly helper: Helper) {}
    }
    ContainerSingleton(withTypes([Helper], Reports));
    for (const target of [Helper, Reports]) expectCircular(() => registry.resolve(target as Class), 'Helper', 'parameter 1 of 1');
  });

  it('because of @inject(undefined), with metadata and without', () => {
    for (const types of [[Object], undefined]) {
      class Reports {
        constructor(readonly second: unknown) {}
      }
      if (types !== undefined) withTypes(types, Reports);
      inject(undefined as never)(Reports, undefined, 0);
      ContainerSingleton(Reports);
      for (const ask of Object.values(asked(Reports))) expectCircular(ask, 'Reports');
    }
  });

  it('because a token of `inject`, or a forward reference, is undefined', () => {
    class Reports {
      constructor(readonly second: unknown) {}
    }
    const atOnce = thrownBy(() => anySingleton({ inject: [undefined] })(Reports));
    expect(atOnce).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    for (const part of ['circular import', '() => TheClass', 'delay']) expect(atOnce.message).to.contain(part);
    anySingleton({ inject: [() => undefined] })(Reports);
    expectCircular(() => registry.resolve(Reports), 'Reports', 'parameter 1');
    expectCircular(() => registry.resolve(undefined as never));
  });

  it('because there is no metadata keeps its message', () => {
    class Untold {
      constructor(readonly second: unknown) {}
    }
    ContainerSingleton(Untold);
    class Partly {
      constructor(
        readonly first: unknown,
        readonly second: unknown,
      ) {}
    }
    inject(Known)(Partly, undefined, 1);
    ContainerSingleton(Partly);
    for (const target of [Untold, Partly]) {
      const { message } = thrownBy(() => registry.resolve(target as Class));
      expect(message).to.contain('metadata').and.to.contain('esbuild').and.to.not.contain('circular');
    }
  });

  it('because a type says nothing tells which, and what to write', () => {
    for (const [type, isMaybeCircular] of [
      [String, false],
      [Number, false],
      [Object, true],
      [Array, false],
      [Promise, false],
    ] as const) {
      class Reports {
        constructor(readonly region: unknown) {}
      }
      ContainerSingleton(withTypes([type], Reports));
      const { message } = thrownBy(() => registry.resolve(Reports));
      for (const part of ['Reports', 'parameter 1 of 1', type.name, '@inject(']) expect(message).to.contain(part);
      expect(message.includes('circular')).to.equal(isMaybeCircular);
    }
    class Fine {
      constructor(readonly map: unknown) {}
    }
    ContainerSingleton(withTypes([Map], Fine));
    expect(registry.resolve(Fine).map).to.be.instanceOf(Map);
  });

  it('because a token is not registered says what to write', () => {
    class Reports {
      constructor(readonly bucket: string) {}
    }
    inject('bucket')(Reports, undefined, 0);
    ContainerSingleton(Reports);
    class ByOption {
      constructor(readonly bucket: string) {}
    }
    ContainerSingleton({ inject: ['bucket'] })(ByOption);
    for (const ask of [() => registry.resolve(Reports), () => registry.resolve(ByOption), () => registry.resolve('bucket')]) {
      const error = thrownBy(ask);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
      expect(error.message)
        .to.contain('bucket')
        .and.to.contain('container.register(')
        .and.to.not.match(/circular|metadata/);
    }
  });

  it("because a dependency's constructor throws says that, and gives no advice", () => {
    class Client {
      constructor() {
        throw new TypeError('no region');
      }
    }
    injectable()(Client);
    class Reports {
      constructor(readonly client: Client) {}
    }
    ContainerSingleton(withTypes([Client], Reports));
    const { message } = thrownBy(() => registry.resolve(Reports));
    expect(message)
      .to.contain('no region')
      .and.to.not.match(/inject: |circular|metadata/);
  });
});
