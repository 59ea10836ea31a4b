import { Cached, ContainerSingleton, cacheOf, createHandler, type Key, registry } from 'warmscope';
import { KeyedSingleton } from 'warmscope/keyed';

@ContainerSingleton
export class Storage {
  readonly bucket: string = 'b';
}

@ContainerSingleton({ inject: [Storage] })
export class Reports {
  constructor(readonly storage: Storage) {}

  @Cached({ key: (user: string): Key => [user], ttl: '5m', tags: (_report: string, user: string) => [user] })
  async report(user: string, month: number): Promise<string> {
    return this.storage.bucket + user + month;
  }

  // @ts-expect-error the key takes a number
  @Cached({ key: (user: number) => user })
  wrong(user: string): string {
    return user;
  }

  // @ts-expect-error no duration is spelled like that
  @Cached({ ttl: '5 minutes' })
  misspelt(user: string): string {
    return user;
  }

  @KeyedSingleton({ key: (tenant: string) => tenant, max: 20, maxIdle: '10m' })
  pool(tenant: string): { tenant: string } {
    return { tenant };
  }

  handle(event: { user: string }): Promise<string> {
    return this.report(event.user, 1);
  }
}

export const handler: (event: { user: string }, context: object) => Promise<string> = createHandler(Reports);
export const size: number = cacheOf(registry.resolve(Reports), 'report').size;
export const peeked: string | undefined = cacheOf(registry.resolve(Reports), 'report').peek('ann', 1);

// @ts-expect-error there is no such option
createHandler(Reports, { timeout: 5 });
