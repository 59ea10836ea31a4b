import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectable } from 'tsyringe';
import { ContainerSingleton, registry } from '../../src/index.js';
import type { Class } from '../../src/options.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';

class Client {
  readonly region = 'eu';
}

/** A class as esbuild and tsx leave it: without decorator metadata. */
function withoutMetadata<C extends Class>(target: C): C {
  Reflect.deleteMetadata('design:paramtypes', target);
  return target;
}

describe('a constructor without decorator metadata', () => {
  useFreshContainer();
  collectReports();

  const refused = (ask: () => unknown, ...parts: string[]) => {
    const error = thrownBy(ask);
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    for (const part of ['inject', ...parts]) expect(error.message).to.contain(part);
  };

  it('is an error where tsyringe would silently leave a parameter to its default, whichever side asks', () => {
    @ContainerSingleton
    class Reports {
      constructor(readonly client = new Client()) {}
    }
    withoutMetadata(Reports);
    refused(() => registry.resolve(Reports), 'Reports', 'parameter 1 of 1', 'metadata');
    expect(thrownBy(() => container.resolve(Reports)).message).to.contain('parameter 1 of 1');
  });

  it('is an error for a second parameter with a default, and for one without', () => {
    @ContainerSingleton
    class Second {
      constructor(
        @inject(Client) readonly client: Client,
        readonly region = 'eu',
      ) {}
    }
    @ContainerSingleton
    class Required {
      constructor(readonly client: Client) {}
    }
    for (const target of [Second, Required]) withoutMetadata(target);
    refused(() => registry.resolve(Second), 'Second', 'parameter 2 of 2');
    refused(() => registry.resolve(Required), 'Required', 'parameter 1 of 1');
  });

  it('is an error in a class that is injected, not only in the singleton itself', () => {
    class Helper {
      constructor(readonly client = new Client()) {}
    }
    injectable()(Helper);
    @ContainerSingleton
    class Reports {
      constructor(@inject(Helper) readonly helper: Helper) {}
    }
    withoutMetadata(Reports);
    refused(() => registry.resolve(Reports), 'Helper', 'parameter 1 of 1');
    refused(() => registry.resolve(Helper), 'Helper');
    @ContainerSingleton({ inject: [Helper] })
    class ByOption {
      constructor(readonly helper: Helper) {}
    }
    refused(() => registry.resolve(ByOption), 'Helper');
  });

  it('is an error for an inherited constructor', () => {
    class Base {
      constructor(readonly client = new Client()) {}
    }
    @ContainerSingleton
    class Reports extends Base {}
    withoutMetadata(Reports);
    refused(() => registry.resolve(Reports), 'Reports');
  });

  it('works with explicit @inject, with inject, with a registered value, and without parameters', () => {
    @ContainerSingleton
    class Explicit {
      constructor(
        @inject(Client) readonly client: Client,
        @inject('region') readonly region = 'us',
      ) {}
    }
    @ContainerSingleton({ inject: [Client, 'region'] })
    class ByOption {
      constructor(
        readonly client: Client,
        readonly region = 'us',
      ) {}
    }
    @ContainerSingleton
    class Nothing {
      readonly client = new Client();
    }
    for (const target of [Explicit, ByOption, Nothing]) withoutMetadata(target as Class);
    container.register('region', { useValue: 'eu' });
    for (const target of [Explicit, ByOption]) {
      expect(registry.resolve<Explicit | ByOption>(target)).to.have.property('region', 'eu');
      expect(registry.resolve<Explicit | ByOption>(target).client).to.be.instanceOf(Client);
    }
    expect(registry.resolve(Nothing).client).to.be.instanceOf(Client);
    class Helper {
      constructor(readonly client = new Client()) {}
    }
    const helper = new Helper();
    container.registerInstance(Helper, helper);
    expect(registry.resolve(Helper)).to.equal(helper);
  });

  it('leaves an explicit inject: [] to the defaults that were asked for', () => {
    @ContainerSingleton({ inject: [] })
    class Reports {
      constructor(readonly client = new Client()) {}
    }
    expect(registry.resolve(Reports).client).to.be.instanceOf(Client);
  });
});
