import { expect } from 'chai';
import type { SingletonDecorator, SingletonDecoratorFactory } from '../../src/decorators/container-singleton-types.js';
import { ContainerSingleton, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { thrownBy } from './any-decorator.js';

const asserted = <T>(value: T): T => value;

class Storage {
  readonly bucket: string = 'b';
  shut(): void {}
}
class Client {
  readonly region: string = 'eu';
  stop(): void {}
}
class Reports {
  constructor(
    readonly storage: Storage,
    readonly client: Client,
  ) {}
}

/** For the compiler of both dialects: what fits a class or not. Run, it gets no further than the first that does not. */
function classesAndClients(): void {
  asserted<SingletonDecorator<object> & SingletonDecoratorFactory>(ContainerSingleton);
  asserted<SingletonDecorator<{ readonly eager: true }>>(ContainerSingleton({ eager: true }));
  ContainerSingleton(Reports);
  ContainerSingleton({ inject: [Storage, Client] })(Reports);
  ContainerSingleton({ inject: [Storage, () => Client] })(Reports);
  ContainerSingleton({ inject: ['storage', Symbol('client')] })(Reports);
  ContainerSingleton({ dispose: 'shut' })(Storage);
  ContainerSingleton({ dispose: (instance: Storage) => instance.shut() })(Storage);
  // @ts-expect-error one token is missing
  ContainerSingleton({ inject: [Storage] })(Reports);
  // @ts-expect-error one token too many
  ContainerSingleton({ inject: [Storage, Client, Client] })(Reports);
  // @ts-expect-error the wrong order
  ContainerSingleton({ inject: [Client, Storage] })(Reports);
  // @ts-expect-error a class without parameters takes no tokens
  ContainerSingleton({ inject: [Client] })(Storage);
  // @ts-expect-error the instance has no such method
  ContainerSingleton({ dispose: 'stop' })(Storage);
  // @ts-expect-error another class's instance
  ContainerSingleton({ dispose: (instance: Client) => instance.stop() })(Storage);
  // @ts-expect-error an option that does not exist
  ContainerSingleton({ disposal: 'shut' });
  // @ts-expect-error the option's name, not another's type
  ContainerSingleton({ name: 5 });
}

/** What compiles on members, and what does not. */
function members(): object {
  class Members {
    @ContainerSingleton({ dispose: 'stop', name: 'client' })
    get client(): Client {
      return new Client();
    }
    @ContainerSingleton({ dispose: (settled: Client) => settled.stop() })
    static async connect(): Promise<Client> {
      return new Client();
    }
    // @ts-expect-error the client has no such method
    @ContainerSingleton({ dispose: 'shut' })
    get wrongMethod(): Client {
      return new Client();
    }
    // @ts-expect-error a method that takes an argument
    @ContainerSingleton()
    wrongShape(_region: string): Client {
      return new Client();
    }
    // @ts-expect-error the settled client, not its promise
    @ContainerSingleton({ dispose: (promise: Promise<Client>) => promise })
    static async wrongDisposal(): Promise<Client> {
      return new Client();
    }
  }
  return Members;
}

describe('the types of @ContainerSingleton', () => {
  collectReports();
  keepInvariants();
  afterEach(() => registry.dispose());

  it('refuse no more than run time does: the first that does not fit is refused there, too', () => {
    expect(thrownBy(classesAndClients)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(thrownBy(members)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
  });

  it('leave the type of what is decorated as it is, which is what it is at run time', async () => {
    const stopped: unknown[] = [];
    class Billing {
      @ContainerSingleton({ dispose: (settled: Client) => void stopped.push(settled) })
      get client(): Client {
        return new Client();
      }
      @ContainerSingleton({ dispose: 'stop' })
      async connect(): Promise<Client> {
        return Object.assign(new Client(), { stop: () => void stopped.push('connected') });
      }
    }
    const billing = new Billing();
    const client = asserted<Client>(billing.client);
    const connected = asserted<Promise<Client>>(billing.connect());
    expect([client.region, (await connected).region, new Billing().client === client]).to.deep.equal(['eu', 'eu', true]);
    await registry.dispose();
    expect(stopped).to.deep.equal(['connected', client]);
  });

  it('let tokens be checked against a constructor that then gets them in that order', () => {
    @ContainerSingleton
    class Bucket extends Storage {}
    @ContainerSingleton()
    class Connection extends Client {}
    @ContainerSingleton({ inject: [Bucket, () => Connection] })
    class Uses extends Reports {}
    const uses = asserted<Uses>(registry.resolve(Uses));
    expect([uses.storage, uses.client]).to.deep.equal([registry.resolve(Bucket), registry.resolve(Connection)]);
  });
});
