import { Cached, type CacheOf, ContainerSingleton, cacheOf, Invalidates, RetryAfterInvalidate } from '../../src/index.js';

/** Compiled in both dialects and never run: members of every form, as one signature has to take them all. */

const asserted = <T>(value: T): T => value;

interface Entity {
  readonly id: string;
}

export abstract class Repository<T extends Entity> {
  protected abstract load(id: string): Promise<T>;

  @Cached({ key: (id: string) => id, store: (entity: unknown) => entity !== undefined })
  async find(id: string): Promise<T | undefined> {
    return this.load(id);
  }
  @Cached({ key: (entity: unknown) => String(entity) })
  describe(entity: T): string {
    return entity.id;
  }
  @Cached({
    key(this: { readonly table: string }, ids: readonly string[]) {
      return [this.table, ...ids];
    },
  })
  protected many(ids: readonly string[]): T[] {
    return ids.length === 0 ? [] : this.many([]);
  }
  @Cached()
  private get total(): number {
    return 1;
  }
  @Cached()
  get never(): never {
    throw new Error('never');
  }
  @Cached()
  get callback(): (id: string) => number {
    return (id) => id.length + this.total;
  }
  @Cached()
  get maybe(): ((id: string) => number) | undefined {
    return undefined;
  }
  @Invalidates('many')
  @Invalidates('total')
  @Invalidates('anything' as string, { key: (entity: unknown) => String(entity) })
  save(entity: T): T {
    return entity;
  }
  @RetryAfterInvalidate({ on: () => true, invalidates: ['total'] })
  async retry<K extends keyof T>(key: K): Promise<K> {
    return key;
  }
  @ContainerSingleton({ dispose: (client: { end(): void }) => client.end() })
  protected get client(): { end(): void } {
    return { end: () => undefined };
  }
  readonly table = 'entities';
}

export class Users extends Repository<Entity & { readonly name: string }> {
  protected override async load(id: string): Promise<Entity & { name: string }> {
    return { id, name: id };
  }
  @Cached({ key: (id: string) => id })
  override async find(id: string): Promise<(Entity & { name: string }) | undefined> {
    return super.find(id);
  }
  @Cached()
  static async *pages(): AsyncGenerator<string> {
    yield '';
  }
  @Cached()
  self(): this {
    return this;
  }
  @Cached({ when: (...ids: string[]) => ids.length > 0 })
  variadic(...ids: string[]): string {
    return ids.join();
  }
}

const users = new Users();
asserted<Promise<(Entity & { name: string }) | undefined>>(users.find('1'));
asserted<CacheOf<Users['find']>>(cacheOf(users, 'find'));
asserted<string | undefined>(cacheOf(users, 'variadic').peek('a'));
asserted<Promise<'id'>>(users.retry('id'));
asserted<Users>(users.self());
