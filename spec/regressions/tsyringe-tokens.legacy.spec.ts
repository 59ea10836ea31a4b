// Kind of fault: tsyringe built a container singleton anew, or could not build it, behind a token or under its own singleton() and scoped(). It is the
// registry's one instance, also before the class was first resolved, whatever the token, the lifecycle, and the order of decorators and imports; and
// tsyringe keeps none that the registry has replaced. (spec/tsyringe/matrix.spec.ts has all combinations.)
import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectAll, injectable, Lifecycle, scoped, singleton } from 'tsyringe';
import { ContainerSingleton, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from '../tsyringe/fresh-container.js';

class Options {
  region = 'eu';
}

describe('a container singleton behind a token of tsyringe', () => {
  useFreshContainer();
  collectReports();
  const clock = useFakeClock();

  it('is built once, with its dependencies, by whoever asks first, for several tokens', () => {
    let built = 0;
    abstract class Source {}
    @ContainerSingleton({ name: 'built for tokens' })
    class Early extends Source {
      readonly number = ++built;
      constructor(readonly options: Options) {
        super();
      }
    }
    container.register('Early', { useClass: Early });
    container.registerSingleton(Source as never, Early);
    container.registerType(Symbol.for('early'), Early);
    @injectable()
    class Handler {
      constructor(
        @inject('Early') readonly one: Early,
        @inject(Source as never) readonly other: Early,
        @injectAll('Early') readonly all: Early[],
      ) {}
    }
    const { one, other, all } = container.resolve(Handler);
    expect([one.number, one.options.region, other === one, all.length, all[0] === one]).to.deep.equal([1, 'eu', true, 1, true]);
    expect([registry.resolve(Early), registry.resolve('Early'), registry.resolve(Symbol.for('early'))]).to.deep.equal([one, one, one]);
    expect(registry.stats().singletons.map(({ name, builds }) => [name, builds])).to.deep.include(['built for tokens', 1]);
  });

  it('is rebuilt for the token, too, when its lifetime is over', async () => {
    let built = 0;
    @ContainerSingleton({ maxAge: '1h' })
    @scoped(Lifecycle.ContainerScoped, 'Scoped')
    class Db {
      readonly number = ++built;
    }
    container.registerSingleton('Single', Db);
    container.register('Aliased', { useToken: Db }, { lifecycle: Lifecycle.Singleton });
    @ContainerSingleton({ inject: ['Aliased'] })
    class Repo {
      constructor(readonly db: Db) {}
    }
    const tokens = ['Scoped', 'Single', 'Aliased'];
    const numbers = () =>
      runInvocation({}, () => [
        registry.resolve(Repo).db.number,
        ...tokens.map((token) => container.resolve<Db>(token).number),
        container.resolve(Db).number,
      ]);
    container.register('Scoped', { useClass: Db }, { lifecycle: Lifecycle.ContainerScoped });
    expect(await numbers()).to.deep.equal([1, 1, 1, 1, 1]);
    clock.advance(3_600_000);
    expect(await numbers()).to.deep.equal([2, 2, 2, 2, 2]);
    await registry.dispose();
    expect(await numbers()).to.deep.equal([3, 3, 3, 3, 3]);
  });

  it('is one in several child containers, registered in any of them, at any depth', () => {
    @ContainerSingleton
    class Client {}
    const child = container.createChildContainer();
    const grandchild = child.createChildContainer();
    child.register('Client', { useClass: Client }, { lifecycle: Lifecycle.ContainerScoped });
    grandchild.registerSingleton(Client);
    const client = grandchild.resolve('Client');
    expect([child.resolve('Client'), grandchild.resolve(Client), container.resolve(Client), registry.resolve(Client)]).to.deep.equal([client, client, client, client]); // biome-ignore format: one line
  });

  it('is one with singleton() or scoped() above, also where it was resolved before', () => {
    let built = 0;
    @singleton()
    @ContainerSingleton({ name: 'the client' })
    @injectable()
    class Client {
      readonly number = ++built;
    }
    const first = registry.resolve(Client);
    scoped(Lifecycle.ResolutionScoped)(Client);
    expect([container.resolve(Client), container.resolveAll(Client), registry.resolve(Client)]).to.deep.equal([
      first,
      [first, first],
      first,
    ]);
    expect(built).to.equal(1);
  });

  it('leaves derived classes, which are not decorated, to tsyringe', () => {
    @ContainerSingleton
    class Base {}
    class Derived extends Base {}
    container.register('Derived', { useClass: Derived });
    expect(container.resolve('Derived')).to.be.instanceOf(Derived).and.to.not.equal(container.resolve('Derived'));
    expect(container.resolve(Base)).to.equal(registry.resolve(Base));
  });

  it('leaves `new` to the program', () => {
    @ContainerSingleton
    class Client {}
    expect(new Client()).to.not.equal(container.resolve(Client));
  });

  it('triggers the interceptors of tsyringe each time it is resolved', () => {
    @ContainerSingleton
    class Client {}
    const seen: unknown[] = [];
    container.afterResolution(Client, (_token, result) => void seen.push(result));
    const client = container.resolve(Client);
    container.resolve(Client);
    expect(seen).to.deep.equal([client, client]);
  });
});
