import { Cached, ContainerSingleton, Invalidates, RetryAfterInvalidate, Updates } from '../../src/index.js';
import { KeyedSingleton } from '../../src/keyed/index.js';

/** Compiled in both dialects and never run: parameters without annotations, and names of members of every visibility. */

interface Client {
  end(): Promise<void>;
}

/** Exactly one type: neither `any` nor another one will do. */
declare function exactly<T>(): <Given>(
  value: Given & ([T, Given] extends [Given, T] ? (0 extends Given & 1 ? never : unknown) : never),
) => T;

@ContainerSingleton({ dispose: (storage) => exactly<Storage>()(storage).shut(), validate: (storage) => exactly<Storage>()(storage).isOpen })
export class Storage {
  readonly isOpen: boolean = true;
  shut(): void {
    this.hidden();
  }
  @Cached() private hidden(): void {}
  @Cached() protected shy(): void {}
}

export class Reports {
  readonly prefix: string = 'p';
  @Cached({
    key: (user, month) => [exactly<string>()(user), exactly<number>()(month)],
    ttl: (text, user) => exactly<string>()(text).length + exactly<string>()(user).length,
    tags: (text) => [exactly<string>()(text)],
    when: (user) => exactly<string>()(user) !== '',
    store: (text) => exactly<string>()(text) !== '',
    weigh: (text, _user, month) => exactly<string>()(text).length + exactly<number>()(month),
    staleIfError: (text) => exactly<string>()(text).length,
  })
  async report(user: string, month: number) {
    return `${user} ${month}`;
  }
  @Cached({
    key(name) {
      return [exactly<string>()(this.prefix), exactly<'a' | 'b'>()(name)];
    },
  })
  withThis(name: 'a' | 'b'): string {
    return name;
  }
  @Cached({ key: (id) => exactly<number>()(id) })
  static shared(id: number): number {
    return id;
  }
  @Cached({ store: (value) => exactly<number>()(value) > 0 })
  get total(): number {
    return 1;
  }
  @ContainerSingleton({ dispose: (client) => exactly<Client>()(client).end() })
  get client(): Client {
    return { end: async () => undefined };
  }
  @ContainerSingleton({ dispose: (client) => exactly<Client>()(client).end() })
  async connect(): Promise<Client> {
    return this.client;
  }
  @KeyedSingleton({ max: 2, key: (tenant) => exactly<string>()(tenant), dispose: (client) => exactly<Client>()(client).end() })
  pool(_tenant: string): Promise<Client> {
    return this.connect();
  }

  @Invalidates('report', { key: (user, month) => [exactly<string>()(user), exactly<number>()(month)] })
  @Invalidates('total', { keyFromResult: (result, user) => [exactly<boolean>()(result), exactly<string>()(user)] })
  @Invalidates({ tags: (user) => [exactly<string>()(user)] })
  @Invalidates('secret')
  @Invalidates('shy')
  @Invalidates('#own')
  @Invalidates('shared')
  @Invalidates(() => Storage, 'hidden')
  @Invalidates(() => Storage, 'shy')
  @Invalidates(() => Reports, 'shared')
  async save(_user: string, _month: number): Promise<boolean> {
    return true;
  }
  @Updates('report', { key: (user) => exactly<string>()(user) })
  @Updates('secret', { keyFromResult: (result, user) => [exactly<string>()(result), exactly<string>()(user)] })
  @Updates('report', { args: (user) => [exactly<string>()(user), 1] })
  rename(user: string): string {
    return user + this.secret();
  }
  @RetryAfterInvalidate({
    on: () => true,
    invalidates: ['report', 'secret', 'shy', '#own', [() => Storage, 'hidden'], () => Storage, Storage],
  })
  retry(): void {}
  @Invalidates('shared', { key: (id) => exactly<number>()(id) })
  @Invalidates('report')
  static reset(_id: number): void {}
  @Cached() private secret(): string {
    return '';
  }
  @Cached() protected shy(): void {}

  // @ts-expect-error no such member
  @Invalidates('reprot')
  misspelt(): void {}
  // @ts-expect-error no such member of the class or of its instances
  @Invalidates('sahred')
  static misspeltToo(): void {}
  // @ts-expect-error no such member
  @Updates('reprot', { key: () => 1 })
  misspeltUpdate(): string {
    return '';
  }
  // @ts-expect-error no such member
  @RetryAfterInvalidate({ on: () => true, invalidates: ['report', 'totla'] })
  misspeltRetry(): void {}
  // @ts-expect-error no such member of another class, private ones included
  @Invalidates(() => Storage, 'hiden')
  misspeltAway(): void {}
  // @ts-expect-error both say which entry
  @Invalidates('report', { key: (user) => user, keyFromResult: (result) => result })
  keyTwice(user: string): string {
    return user;
  }
  // @ts-expect-error a token for a member's parameters
  @ContainerSingleton({ inject: [Storage] })
  get injected(): Storage {
    return new Storage();
  }
  // @ts-expect-error the method takes one argument
  @Cached({ key: (id, other) => [id, other] })
  tooMany(id: string): string {
    return id;
  }
}

export abstract class Repository<T extends { readonly id: string }> {
  @Cached({ key: (entity) => entity.id })
  find(entity: T): T {
    return entity;
  }
  @Cached({ key: (name) => name })
  generic<Name extends string>(name: Name): Name {
    return name;
  }
  @Invalidates('find', { key: (entity) => entity.id })
  @Invalidates('own')
  @Invalidates('shy')
  save(_entity: T): void {
    this.own();
  }
  private own(): void {}
  protected shy(): void {}
  // @ts-expect-error no such member of the generic class
  @Invalidates('fnid')
  misspelt(): void {}
}
