import { Cached, ContainerSingleton, cacheOf, Invalidates, RetryAfterInvalidate, registry, Updates } from 'warmscope';
import { say } from './say.js';

let password = 'first';

class Users {
  readonly names = new Map([['u1', 'ann']]);

  @Cached({ key: (id: string) => id, tags: (_name: string, id: string) => [`user:${id}`], ttl: '5m', staleIfError: '1h' })
  async name(id: string): Promise<string> {
    const name = this.names.get(id);
    if (name === undefined) throw new Error('unknown');
    return name;
  }

  @Cached()
  count(): number {
    return this.names.size;
  }

  @Invalidates('name', { key: (id: string) => id })
  @Invalidates(() => Users, 'count')
  async rename(id: string, name: string): Promise<void> {
    this.names.set(id, name);
  }

  @Updates('name', { args: (id: string) => [id] })
  async replace(id: string, name: string): Promise<string> {
    this.names.set(id, name);
    return `${name}, written through`;
  }

  @Invalidates({ tags: (id: string) => [`user:${id}`] })
  async remove(id: string): Promise<void> {
    this.names.delete(id);
  }
}

@ContainerSingleton
class Secrets {
  @Cached()
  async get(): Promise<string> {
    return password;
  }
}

class Database {
  tries = 0;

  @RetryAfterInvalidate({ on: (error) => error instanceof RangeError, invalidates: [[() => Secrets, 'get']] })
  async query(): Promise<string> {
    this.tries++;
    if ((await registry.resolve(Secrets).get()) !== password) throw new RangeError('access denied');
    return password;
  }
}

export async function changes(wait: (ms: number) => void): Promise<void> {
  const users = new Users();
  say('before', await users.name('u1'), users.count());
  users.names.set('u1', 'changed elsewhere').set('u2', 'bob');
  say('kept', await users.name('u1'), users.count());
  await users.rename('u1', 'anna');
  say('invalidated', await users.name('u1'), users.count());
  await users.replace('u1', 'annika');
  say('updated', await users.name('u1'));
  await users.name('u2');
  await users.remove('u1');
  say('by tag', cacheOf(users, 'name').has('u1'), cacheOf(users, 'name').has('u2'));
  users.names.set('u2', 'bert');
  wait(5 * 60_000);
  say('expired', await users.name('u2'));
  users.names.clear();
  wait(5 * 60_000);
  say('stale', await users.name('u2'));

  const database = new Database();
  say('first query', await database.query());
  password = 'second';
  say('after a rotation', await database.query(), database.tries);
}
