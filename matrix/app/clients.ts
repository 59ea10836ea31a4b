import { container } from 'tsyringe';
import { ContainerSingleton, containerSingleton, registry } from 'warmscope';
import { KeyedSingleton } from 'warmscope/keyed';
import { Archive } from './archive.js';
import { AtMost, complaints } from './plain-decorators.js';
import { say } from './say.js';
import { Storage } from './storage.js';

@ContainerSingleton({ inject: [Storage, () => Archive, 'bucket'] })
export class Reader {
  constructor(
    readonly storage: Storage,
    readonly archive: Archive,
    readonly bucket: string,
  ) {}
}

@ContainerSingleton
class Settings {
  @AtMost(9)
  retries = 12;
}

class Billing {
  connections = 0;

  @ContainerSingleton()
  get client(): { number: number } {
    return { number: ++this.connections };
  }

  @ContainerSingleton({ name: 'database' })
  async database(): Promise<{ number: number }> {
    return { number: ++this.connections };
  }

  @ContainerSingleton()
  static get shared(): { from: string } {
    return { from: 'the class' };
  }

  @KeyedSingleton({ key: (tenant: string) => tenant, max: 2, dispose: (pool: { tenant: string }) => closed.push(pool.tenant) })
  pool(tenant: string): { tenant: string } {
    return { tenant };
  }
}

class DerivedBilling extends Billing {}

const closed: string[] = [];
const bucket = containerSingleton(() => ({ name: 'reports' }));

export async function clients(): Promise<void> {
  container.register('bucket', { useValue: 'reports' });
  const reader = registry.resolve(Reader);
  say('inject', reader.storage.number, reader.bucket, reader === registry.resolve(Reader), Storage.built);
  say('tsyringe', reader.archive === container.resolve(Archive), container.resolve(Storage) === reader.storage);
  say('through tsyringe', await reader.archive.find('may'), (await reader.archive.find('may')) === (await reader.archive.find('may')));
  container.register('Storage', { useClass: Storage });
  say('behind a token', container.resolve<Storage>('Storage') === reader.storage);

  const [first, second, derived] = [new Billing(), new Billing(), new DerivedBilling()];
  say('getter client', first.client === second.client, first.client === derived.client, first.connections, second.connections);
  say('async client', (await first.database()) === (await derived.database()));
  say('static client', Billing.shared === DerivedBilling.shared);
  say('function client', bucket() === bucket());
  say('keyed', first.pool('a') === second.pool('a'), first.pool('a') === first.pool('b'), first.pool('c').tenant, closed);
  say('other libraries', complaints(registry.resolve(Settings)), registry.resolve(Settings).retries);
}
