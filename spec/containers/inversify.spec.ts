import 'reflect-metadata';
import { expect } from 'chai';
import { Container, decorate, inject, injectable } from 'inversify';
import { Cached, ContainerSingleton, createHandler, registry } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const REGION = Symbol('region');

class Client {
  constructor(readonly region: string) {}
}
decorate(injectable('Singleton'), Client);
decorate(inject(REGION), Client, 0);

@ContainerSingleton
class Settings {
  readonly table = 'reports';
}

@ContainerSingleton
class Reports {
  loads = 0;
  constructor(
    readonly client: Client,
    readonly settings: Settings,
  ) {}

  @Cached()
  report(user: string): string {
    this.loads++;
    return `${user} in ${this.client.region}`;
  }
}
decorate(injectable(), Reports);
decorate(inject(Client), Reports, 0);
decorate(inject(Settings), Reports, 1);

@ContainerSingleton({ inject: [Client, REGION, Reports] })
class ReportsHandler {
  constructor(
    readonly client: Client,
    readonly region: string,
    readonly reports: Reports,
  ) {}
  handle(user: string): string {
    return this.reports.report(user);
  }
}

/** A class that only inversify knows. */
class Summary {
  constructor(
    readonly client: Client,
    readonly reports: Reports,
  ) {}
}
decorate(injectable(), Summary);
decorate(inject(Client), Summary, 0);
decorate(inject(Reports), Summary, 1);

describe('inversify behind the registry', () => {
  collectReports();
  let container = new Container();
  let disconnect = (): void => undefined;

  beforeEach(() => {
    container = new Container();
    container.bind(REGION).toConstantValue('eu');
    container.bind(Client).toSelf();
    container.bind(Summary).toSelf();
    // Container singletons are inversify's as well: transient there, as the registry keeps them.
    for (const target of [Settings, Reports])
      container
        .bind<object>(target)
        .toDynamicValue(() => registry.resolve<object>(target))
        .inTransientScope();
    disconnect = registry.connect({
      has: (token) => container.isBound(token),
      resolve: (token) => container.get(token),
      // A container of its own for each, as this one would ask the registry for the class.
      construct(target) {
        const builder = new Container({ parent: container });
        builder.bind(target).to(target as new () => object);
        return builder.get(target);
      },
    });
  });
  afterEach(async () => {
    disconnect();
    await registry.dispose();
  });

  it('gives its clients to container singletons, and gets theirs: one instance both ways', () => {
    const { client, reports } = container.get(Summary);
    const handler = registry.resolve(ReportsHandler);
    expect([registry.resolve(Client), reports.client, handler.client]).to.deep.equal([client, client, client]);
    expect([registry.resolve(Reports), container.get(Reports), handler.reports]).to.deep.equal([reports, reports, reports]);
    expect(container.get(Settings)).to.equal(registry.resolve(Settings)).and.to.equal(reports.settings);
    expect([client.region, handler.region, registry.resolve(REGION)]).to.deep.equal(['eu', 'eu', 'eu']);
    expect(registry.resolve(Summary).reports).to.equal(reports);
  });

  it('serves a handler class', async () => {
    const handler = createHandler(ReportsHandler);
    expect([await handler('ann', {}), await handler('ann', {})]).to.deep.equal(['ann in eu', 'ann in eu']);
    expect(container.get(Reports).loads).to.equal(1);
  });

  it('leaves its own errors as they are, and unknown tokens to the registry', async () => {
    container.unbind(REGION);
    expect((await errorOf(() => registry.resolve(Client))).message).to.contain('No bindings found');
    expect(await errorOf(() => registry.resolve('unheard of'))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
  });

  it('is asked no more once it is disconnected', async () => {
    disconnect();
    expect(await errorOf(() => registry.resolve(Client))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect((await errorOf(() => registry.resolve(Reports))).message).to.contain('2 parameters');
  });

  it('and another container are asked in the order of connection', () => {
    const other = new Container();
    other.bind(Client).toConstantValue(new Client('us'));
    other.bind('other').toConstantValue('only here');
    const away = registry.connect({ has: (token) => other.isBound(token), resolve: (token) => other.get(token) });
    expect([registry.resolve(Client).region, registry.resolve('other')]).to.deep.equal(['eu', 'only here']);
    disconnect();
    expect(registry.resolve(Client).region).to.equal('us');
    away();
  });
});
