import 'reflect-metadata';
import { expect } from 'chai';
import { container, type DependencyContainer, delay, inject, injectable, registry as provide } from 'tsyringe';
import { Cached, ContainerSingleton, containerSingleton, createHandler, registry } from '../../src/index.js';
import { connect } from '../../src/tsyringe/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';

@ContainerSingleton
class Storage {
  disposed = false;
  close(): void {
    this.disposed = true;
  }
}

@ContainerSingleton
class Reports {
  constructor(readonly storage: Storage) {}
  loads = 0;
  @Cached()
  report(user: string): string {
    this.loads++;
    return user;
  }
}

@injectable()
class Transient {
  constructor(readonly reports: Reports) {}
}

describe('warmscope/tsyringe', () => {
  useFreshContainer();
  keepInvariants();
  collectReports();

  it('gives one instance, whichever side asks first', async () => {
    const first = container.resolve(Reports);
    expect(registry.resolve(Reports)).to.equal(first);
    expect(first.storage).to.equal(registry.resolve(Storage)).and.to.equal(container.resolve(Storage));
    await registry.dispose();
    const second = registry.resolve(Reports);
    expect(second).to.not.equal(first);
    expect(container.resolve(Reports)).to.equal(second);
    expect(first.storage.disposed).to.equal(true);
  });

  it('injects it into classes of tsyringe, which stay what they are', () => {
    const [one, other] = [container.resolve(Transient), container.resolve(Transient)];
    expect(one).to.not.equal(other);
    expect(one.reports).to.equal(other.reports).and.to.equal(registry.resolve(Reports));
    expect(registry.resolve(Transient).reports).to.equal(one.reports);
  });

  it('resolves in a child container, and for a forward reference by delay', () => {
    const child: DependencyContainer = container.createChildContainer();
    expect(child.resolve(Reports)).to.equal(registry.resolve(Reports));
    @injectable()
    class Delayed {
      constructor(@inject(delay(() => Reports)) readonly reports: Reports) {}
    }
    expect(container.resolve(Delayed).reports.storage).to.equal(registry.resolve(Storage));
    @ContainerSingleton
    class DelayedSingleton {
      constructor(@inject(delay(() => Reports)) readonly reports: Reports) {}
    }
    expect(registry.resolve(DelayedSingleton).reports.storage).to.equal(registry.resolve(Storage));
  });

  it("lets the registry resolve tsyringe's tokens: strings, symbols, values, factories, classes", () => {
    const token = Symbol('bucket');
    container.register('bucket', { useValue: 'reports' });
    container.register(token, { useFactory: () => 'made' });
    expect([registry.resolve('bucket'), registry.resolve(token)]).to.deep.equal(['reports', 'made']);
    const error = thrownBy(() => registry.resolve('missing'));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect(error.message).to.contain('missing');
  });

  it('passes registered tokens to a singleton: by @inject, and by inject', () => {
    @ContainerSingleton
    class ByDecorator {
      constructor(
        @inject('bucket') readonly bucket: string,
        readonly storage: Storage,
      ) {}
    }
    @ContainerSingleton({ inject: ['bucket', Storage, Transient] })
    class ByOption {
      constructor(
        readonly bucket: string,
        readonly storage: Storage,
        readonly transient: Transient,
      ) {}
    }
    container.register('bucket', { useValue: 'reports' });
    for (const target of [ByDecorator, ByOption]) {
      const one = registry.resolve<ByDecorator | ByOption>(target);
      expect([one.bucket, one.storage]).to.deep.equal(['reports', registry.resolve(Storage)]);
      expect(container.resolve<ByDecorator | ByOption>(target)).to.equal(one);
    }
  });

  it('prefers inject to metadata', () => {
    const other = containerSingleton(() => new Storage());
    @ContainerSingleton({ inject: [other] })
    class Chosen {
      constructor(readonly storage: Storage) {}
    }
    expect(container.resolve(Chosen).storage).to.equal(other()).and.to.not.equal(registry.resolve(Storage));
  });

  it('builds a handler class through tsyringe', async () => {
    @injectable()
    class Handler {
      constructor(readonly reports: Reports) {}
      handle(user: string): string {
        return this.reports.report(user);
      }
    }
    const handler = createHandler(Handler);
    expect([await handler('u', {}), await handler('u', {})]).to.deep.equal(['u', 'u']);
    expect(registry.resolve(Reports).loads).to.equal(1);
  });

  it('stays connected after container.reset(), and is connected once', () => {
    container.reset();
    expect(container.resolve(Reports)).to.equal(registry.resolve(Reports));
    const before = container.resolve(Reports);
    container.reset();
    connect(container);
    connect(container);
    expect(container.resolve(Reports)).to.equal(before).and.to.equal(registry.resolve(Reports));
    expect(container.resolveAll(Reports).every((one) => one === before)).to.equal(true);
  });

  it('works next to other decorators of tsyringe, in any order', () => {
    @provide([{ token: 'greeting', useValue: 'hello' }])
    @ContainerSingleton
    @injectable()
    class Above {
      constructor(@inject('greeting') readonly greeting: string) {}
    }
    expect(registry.resolve(Above)).to.equal(container.resolve(Above)).and.to.have.property('greeting', 'hello');
  });

  it('finds a cycle that goes through tsyringe, and prints it', async () => {
    @ContainerSingleton
    class One {
      constructor(@inject('two') readonly two: object) {}
    }
    @ContainerSingleton
    class Two {
      constructor(readonly one: One) {}
    }
    container.register('two', { useToken: Two });
    for (const ask of [() => registry.resolve(One), () => container.resolve(Two), () => registry.resolve('two')]) {
      const error = await errorOf(ask);
      expect(error.message).to.match(/One -> Two -> One|Two -> One -> Two/);
    }
    for (const ask of [() => registry.resolve(One), () => registry.resolve(Two)]) {
      expect(await errorOf(ask)).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    }
  });
});
