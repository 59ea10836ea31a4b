import { bufferOf } from './buffer-of.js';
import { lastOfEachKey } from './changes.js';
import { hasMethods, refusal } from './given-client.js';
import type { SharedChange, SharedStore, StoredBytes } from './store.js';

/** What is used of a Keyv. */
interface Client extends Emitter {
  readonly store: unknown;
  get(keys: readonly string[]): Promise<readonly unknown[]>;
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

interface Emitter {
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** A Keyv of version 5 or later, by what tells it from others. */
export interface KeyvClient {
  readonly store: unknown;
  get(...args: never[]): Promise<unknown>;
  set(...args: never[]): Promise<unknown>;
  delete(...args: never[]): Promise<unknown>;
  on(...args: never[]): unknown;
}

/**
 * A store in whatever a Keyv speaks to (5 or later): PostgreSQL, MongoDB, Memcached, SQLite and others.
 * Values are kept as base64 text, a third larger, which every adapter gives back as it was. Keyv cannot add
 * where there is nothing, so each container loads by itself, also what was set or refreshed before; nor
 * tell what is left of a ttl, so ages go by the clocks of the containers. An error that the Keyv or its
 * adapter emits rejects what is being asked.
 *
 * Throws `ERR_WARMSCOPE_INVALID_OPTION` for anything but a Keyv.
 * @example
 * registry.configure({ shared: sharedTier(keyvStore(new Keyv(new KeyvPostgres(url))), { prefix: 'shop' }) });
 */
export function keyvStore(keyv: KeyvClient): SharedStore {
  const client = checkedKeyv(keyv);
  const ask = rejectingOnErrors(client);
  return {
    async get(keys) {
      return keys.length === 0 ? [] : (await ask(() => client.get([...keys]))).map(storedBytes);
    },
    async apply(changes) {
      const make = async (change: SharedChange): Promise<void> => {
        if ('delete' in change) await client.delete(change.delete);
        else if ((await client.set(change.set, textOf(change.value), change.ttlMs)) === false) throw unmade();
      };
      await ask(() => Promise.all(lastOfEachKey(changes).map(make)));
    },
  };
}

function checkedKeyv(keyv: unknown): Client {
  if (hasMethods(keyv, 'get', 'set', 'delete', 'on') && 'store' in Object(keyv)) return keyv as Client;
  const valid = 'a Keyv of version 5 or later, such as keyvStore(new Keyv(adapter))';
  throw refusal('argument of keyvStore', keyv, valid);
}

/**
 * A Keyv answers a question that failed as if there was nothing, and emits an error: gives a function that
 * rejects what is being asked when one is emitted. Some adapters emit where their Keyv does not.
 */
function rejectingOnErrors(client: Client): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
  const asking = new Set<(error: unknown) => void>();
  const fail = (error: unknown): void => {
    for (const reject of asking) reject(error);
  };
  for (const each of [client, client.store] as Partial<Emitter>[])
    if (typeof each?.on === 'function') each.on('error', fail);
  return (work) =>
    new Promise((resolve, reject) => {
      asking.add(reject);
      work()
        .then(resolve, reject)
        .finally(() => asking.delete(reject));
    });
}

const unmade = (): Error => new Error('The Keyv has not set a value.');

const textOf = (bytes: Uint8Array): string => bufferOf(bytes).toString('base64');

function storedBytes(found: unknown): StoredBytes | undefined {
  return typeof found === 'string' ? { value: Buffer.from(found, 'base64') } : undefined;
}
