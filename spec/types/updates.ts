import { Cached, cached, Invalidates, registry, Updates } from '../../src/index.js';

/** Compiled in both dialects and never run. */

interface User {
  readonly id: string;
  readonly team: string;
}

export abstract class Repository<T extends { readonly id: string }> {
  protected abstract load(id: string): Promise<T>;
  abstract count(): number;
  @Cached({ key: (id: string) => id, tags: (entity: unknown) => [String(entity)] })
  async find(id: string): Promise<T | undefined> {
    return this.load(id);
  }
  @Cached()
  exactly(id: string): T {
    throw new Error(id);
  }
  @Updates('find', { keyFromResult: (entity: unknown) => String(entity) })
  @Invalidates('find', { keyFromResult: (entity: unknown) => String(entity) })
  async save(entity: T): Promise<T> {
    return entity;
  }
  @Updates('exactly', { key: (entity: unknown) => String(entity) })
  put(entity: T): T {
    return entity;
  }
  @Updates('find', { argsFromResult: (entity: unknown) => [entity] as never })
  generic<U extends T>(entity: U): U {
    return entity;
  }
}

class Teams {
  @Cached()
  async team(id: string, size: number): Promise<{ id: string; size: number }> {
    return { id, size };
  }
  @Cached()
  static count(): number {
    return 1;
  }
}

export class Users {
  readonly table = 'users';
  @Cached({ tags: ({ id, team }: User) => [`user:${id}`, `team:${team}`] })
  async user(id: string): Promise<User> {
    return { id, team: '' };
  }
  @Cached({ tags: ['users'] })
  get current(): User {
    return { id: '', team: '' };
  }
  @Cached()
  private hidden(id: string): string {
    return this.hidden(id);
  }
  @Updates('user', { key: (id: string) => id })
  async rename(id: string, team: string): Promise<User> {
    return { id, team };
  }
  @Updates('user', { keyFromResult: (user: User, _id: string) => user.id })
  @Updates('user', { args: (id: string) => [id] })
  @Updates('current', { argsFromResult: () => [] })
  @Updates('user', {
    key(this: Users) {
      return this.table;
    },
  })
  sync(id: string): User & { readonly more: true } {
    return { id, team: '', more: true };
  }
  @Updates('hidden', { key: (id: number) => id })
  @Updates(Symbol('unseen'), { key: () => 1 })
  unseen(id: number): number {
    return id;
  }
  @Updates(() => Teams, 'team', { args: (id: string) => [id, 1] })
  @Updates(() => Teams, 'team', { keyFromResult: ({ id, size }: { id: string; size: number }) => [id, size] })
  async team(id: string): Promise<{ id: string; size: number }> {
    return { id, size: 1 };
  }
  @Updates(() => Teams, 'count', { key: () => [] })
  static count(): number {
    return 2;
  }
  @Invalidates('user', { keyFromResult: (user: User, id: string) => [user.id, id] })
  @Invalidates({ tags: (id: string) => [id] })
  @Invalidates({ tags: ['users'] })
  @Invalidates({
    tags(this: Users, _id: string) {
      return [this.table];
    },
  })
  async invalidating(id: string): Promise<User> {
    return { id, team: '' };
  }

  // @ts-expect-error the key takes a number, the method a string
  @Updates('user', { key: (id: number) => id })
  wrongKey(id: string): User {
    return { id, team: '' };
  }
  // @ts-expect-error the result is no user
  @Updates('user', { key: (id: string) => id })
  wrongResult(id: string): string {
    return id;
  }
  // @ts-expect-error nor is nothing
  @Updates('user', { key: (id: string) => id })
  async nothing(_id: string): Promise<void> {}
  // @ts-expect-error a getter's value is checked as well
  @Updates('current', { key: () => [] })
  wrongValue(): number {
    return 1;
  }
  // @ts-expect-error a key from a result is not a key from a promise of it
  @Updates('user', { keyFromResult: (user: Promise<User>) => String(user) })
  async wrongPromise(id: string): Promise<User> {
    return { id, team: '' };
  }
  // @ts-expect-error the target takes a string
  @Updates('user', { args: (id: number) => [id] })
  wrongArgs(id: number): User {
    return { id: `${id}`, team: '' };
  }
  // @ts-expect-error the target takes two arguments
  @Updates(() => Teams, 'team', { args: (id: string) => [id] })
  fewArgs(id: string): { id: string; size: number } {
    return { id, size: 1 };
  }
  // @ts-expect-error no such member
  @Updates(() => Teams, 'teem', { key: () => 1 })
  misspelt(): void {}
  // @ts-expect-error no options
  @Updates('user')
  noOptions(id: string): User {
    return { id, team: '' };
  }
  // @ts-expect-error no such option
  @Updates('user', { kye: (id: string) => id })
  noOption(id: string): User {
    return { id, team: '' };
  }
  // @ts-expect-error for methods
  @Updates('current', { key: () => 1 })
  get getter(): User {
    return { id: '', team: '' };
  }
  // @ts-expect-error tags are strings
  @Cached({ tags: [1] })
  numbers(): void {}
  // @ts-expect-error tags of a function are strings as well
  @Cached({ tags: (id: string) => [id.length] })
  lengths(): string {
    return '';
  }
  // @ts-expect-error a function of the settled value
  @Cached({ tags: (user: Promise<User>) => [String(user)] })
  async promised(): Promise<User> {
    return { id: '', team: '' };
  }
  // @ts-expect-error a function of the method's arguments
  @Invalidates({ tags: (id: number) => [`${id}`] })
  wrongTags(id: string): string {
    return id;
  }
  // @ts-expect-error tags take no key
  @Invalidates({ tags: ['a'], key: () => 1 })
  tagsAndKey(): void {}
}

cached((id: string) => id, { tags: (value, id) => [value.trim(), id.trim()] });
const settled: Promise<void> = registry.invalidateTags('a', 'b');

export { settled };

// @ts-expect-error tags are strings
void registry.invalidateTags(1);
