import { asClass, asFunction, asValue, createContainer, InjectionMode, Lifetime } from 'awilix';
import { expect } from 'chai';
import { Cached, ContainerSingleton, createHandler, registry } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

/** Classes as awilix likes them: it reads the names of the parameters. */
class Client {
  constructor(readonly region: string) {}
}

@ContainerSingleton
class Settings {
  readonly table = 'reports';
}

@ContainerSingleton
class Reports {
  loads = 0;
  constructor(
    readonly client: Client,
    readonly region: string,
  ) {}

  @Cached()
  report(user: string): string {
    this.loads++;
    return `${user} in ${this.client.region}`;
  }
}

@ContainerSingleton({ inject: ['client', Settings, Reports] })
class ReportsHandler {
  constructor(
    readonly client: Client,
    readonly settings: Settings,
    readonly reports: Reports,
  ) {}
  handle(user: string): string {
    return this.reports.report(user);
  }
}

describe('awilix behind the registry', () => {
  collectReports();
  const container = createContainer({ injectionMode: InjectionMode.CLASSIC });
  let disconnect = (): void => undefined;

  beforeEach(() => {
    container.register({
      client: asClass(Client, { lifetime: Lifetime.SINGLETON }),
      region: asValue('eu'),
      // Container singletons are awilix's as well: transient there, as the registry keeps them.
      settings: asFunction(() => registry.resolve(Settings)),
      reports: asFunction(() => registry.resolve(Reports)),
      summary: asFunction((client: Client, reports: Reports) => ({ client, reports })),
    });
    disconnect = registry.connect({
      has: (token) => typeof token !== 'function' && container.hasRegistration(token),
      resolve: (token) => container.resolve(token as string),
      construct: (target) => container.build(asClass(target as new () => object)),
    });
  });
  afterEach(async () => {
    disconnect();
    await registry.dispose();
    await container.dispose();
  });

  it('gives its clients to container singletons, and gets theirs: one instance both ways', () => {
    const { client, reports } = container.resolve<{ client: Client; reports: Reports }>('summary');
    const handler = registry.resolve(ReportsHandler);
    expect([registry.resolve('client'), reports.client, handler.client]).to.deep.equal([client, client, client]);
    expect([registry.resolve(Reports), registry.resolve('reports'), handler.reports]).to.deep.equal([reports, reports, reports]);
    expect(container.resolve('settings')).to.equal(registry.resolve(Settings)).and.to.equal(handler.settings);
    expect([client.region, reports.region]).to.deep.equal(['eu', 'eu']);
  });

  it('serves a handler class', async () => {
    const handler = createHandler(ReportsHandler);
    expect([await handler('ann', {}), await handler('ann', {})]).to.deep.equal(['ann in eu', 'ann in eu']);
    expect(container.resolve<Reports>('reports').loads).to.equal(1);
  });

  it('leaves its own errors as they are, and unknown tokens to the registry', async () => {
    container.register({ broken: asFunction((nobody: string) => nobody) });
    expect((await errorOf(() => registry.resolve('broken'))).message).to.contain("Could not resolve 'nobody'");
    expect(await errorOf(() => registry.resolve('unheard of'))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
  });

  it('is asked no more once it is disconnected', async () => {
    disconnect();
    expect(await errorOf(() => registry.resolve('client'))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect((await errorOf(() => registry.resolve(Reports))).message).to.contain('2 parameters');
  });
});
