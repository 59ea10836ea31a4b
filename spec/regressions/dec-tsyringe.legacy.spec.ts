import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectable, Lifecycle, scoped, singleton } from 'tsyringe';
import { ContainerSingleton, createHandler, registry } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from '../tsyringe/fresh-container.js';

/** A class as esbuild and tsx leave it: without decorator metadata. */
function withoutMetadata(target: object): void {
  Reflect.deleteMetadata('design:paramtypes', target);
}

describe('tsyringe, found while writing its specs', () => {
  useFreshContainer();
  collectReports();

  it("never leaves an inherited constructor's @inject parameters undefined in silence", () => {
    class Base {
      constructor(@inject('bucket') readonly bucket: string) {}
    }
    withoutMetadata(Base);
    @ContainerSingleton
    class Reports extends Base {}
    container.register('bucket', { useValue: 'reports' });
    let outcome: unknown;
    try {
      outcome = registry.resolve(Reports).bucket;
    } catch (error) {
      outcome = Reflect.get(Object(error), 'code');
    }
    expect(outcome).to.be.oneOf(['reports', 'ERR_WARMSCOPE_RESOLUTION']);
  });

  it('gives a singleton the container-scoped dependency that the container itself gives', () => {
    @scoped(Lifecycle.ContainerScoped)
    @injectable()
    class Config {}
    container.register(Config, { useClass: Config }, { lifecycle: Lifecycle.ContainerScoped });
    @ContainerSingleton
    class Reports {
      constructor(readonly config: Config) {}
    }
    const config = container.resolve(Config);
    expect(registry.resolve(Reports).config).to.equal(config);
  });

  it('is one instance with @singleton() below it as well', () => {
    @ContainerSingleton
    @singleton()
    class Below {}
    expect(container.resolve(Below)).to.equal(registry.resolve(Below));
  });

  it('leaves the failure of an eager singleton that is injected to the first invocation, and tries again at the next', async () => {
    let isDown = true;
    @ContainerSingleton({ eager: true })
    class Storage {
      constructor() {
        if (isDown) throw new Error('down');
      }
    }
    class Reports {
      constructor(readonly storage: Storage) {}
      handle(): string {
        return 'done';
      }
    }
    injectable()(Reports);
    Reflect.defineMetadata('design:paramtypes', [Storage], Reports);
    let handler: (event: unknown, context: unknown) => Promise<string>;
    try {
      handler = createHandler(Reports);
      expect((await errorOf(() => handler(undefined, undefined))).message).to.contain('down');
    } finally {
      isDown = false;
    }
    expect(await handler(undefined, undefined)).to.equal('done');
  });

  it("hands on what a singleton's own constructor threw, as it does without tsyringe", () => {
    const failure = new TypeError('no region');
    @ContainerSingleton
    class Storage {
      constructor() {
        throw failure;
      }
    }
    expect(thrownBy(() => registry.resolve(Storage))).to.equal(failure);
  });

  it('refuses silent defaults in a class that is named by @inject, as in one that metadata names', () => {
    class Client {
      constructor(readonly region = 'silently eu') {}
    }
    injectable()(Client);
    class Reports {
      constructor(readonly client: Client) {}
    }
    inject(Client)(Reports, undefined, 0);
    ContainerSingleton(Reports);
    expect(thrownBy(() => registry.resolve(Reports))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
  });
});
