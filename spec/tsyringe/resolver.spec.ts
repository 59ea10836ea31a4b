import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectable } from 'tsyringe';
import { ContainerSingleton, registry } from '../../src/index.js';
import { connect } from '../../src/tsyringe/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';

describe('tsyringe behind the registry', () => {
  useFreshContainer();
  collectReports();

  it('explains what is missing, naming class, parameter and token', () => {
    @ContainerSingleton
    class Reports {
      constructor(@inject('bucket') readonly bucket: string) {}
    }
    const error = thrownBy(() => registry.resolve(Reports));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect(error.message).to.contain('Reports').and.to.contain('bucket');
    container.register('bucket', { useValue: 'reports' });
    expect(registry.resolve(Reports).bucket).to.equal('reports');
  });

  it('hands on a failing value factory with its cause', () => {
    const failure = new Error('no network');
    container.register('bucket', {
      useFactory: () => {
        throw failure;
      },
    });
    const error = thrownBy(() => registry.resolve('bucket'));
    expect(error.message).to.contain('no network');
  });

  it('resolves a class that nobody decorated when it needs nothing, anew each time', () => {
    class Plain {}
    expect(registry.resolve(Plain)).to.be.instanceOf(Plain).and.to.not.equal(registry.resolve(Plain));
  });

  it('takes an overriding registration of a dependency in the container', () => {
    @injectable()
    class Client {
      readonly kind: string = 'real';
    }
    class Fake extends Client {
      override readonly kind = 'fake';
    }
    @ContainerSingleton
    class Reports {
      constructor(readonly client: Client) {}
    }
    container.register(Client, { useClass: Fake });
    expect(registry.resolve(Reports).client.kind).to.equal('fake');
  });

  it('lets a test register a double for a singleton', () => {
    @ContainerSingleton
    class Storage {
      readonly kind: string = 'real';
    }
    @injectable()
    class Uses {
      constructor(readonly storage: Storage) {}
    }
    container.register(Storage, { useValue: { kind: 'double' } });
    expect(container.resolve(Uses).storage.kind).to.equal('double');
  });

  it('does not leave singletons in the hands of tsyringe: disposing a child does not dispose them', async () => {
    let disposals = 0;
    @ContainerSingleton
    class Storage {
      dispose(): void {
        disposals++;
      }
    }
    const child = container.createChildContainer();
    child.resolve(Storage);
    await child.dispose();
    expect(disposals).to.equal(0);
  });

  it('registers nothing in tsyringe of its own', () => {
    @ContainerSingleton
    class Early {}
    expect(container.resolve(Early)).to.equal(registry.resolve(Early));
    expect(container.isRegistered(Early)).to.equal(false);
    expect(container.resolveAll(Early)).to.deep.equal([registry.resolve(Early)]);
  });

  it('refuses a container without the private methods of tsyringe', () => {
    for (const target of [{}, null, { resolve: () => undefined, isRegistered: () => true }]) {
      const error = thrownBy(() => connect(target as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain('connect()').and.to.contain('tsyringe 4');
    }
  });
});
