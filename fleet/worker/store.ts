import { redisStore, type SharedStore } from 'warmscope/shared';
import type { WorkerOptions } from '../messages.js';

/** A store, and the client's own GET to compare with. */
export interface Connection {
  readonly store: SharedStore;
  readonly bareGet: (key: string) => Promise<unknown>;
}

/** A client made as docs/shared.md says, behind the store of warmscope; only the library that is wanted is loaded. */
export async function connect({ client, port, without }: WorkerOptions): Promise<Connection> {
  const { store, bareGet } = await (client === 'node-redis' ? nodeRedis(port) : ioredisOrValkey(client, port));
  return { store: lacking(store, without), bareGet };
}

async function nodeRedis(port: number): Promise<Connection> {
  const { createClient } = await import('redis');
  const client = createClient({ socket: { port, reconnectStrategy: (attempts) => Math.min(50 * 2 ** attempts, 1000) } });
  client.on('error', () => {});
  await client.connect();
  return { store: redisStore(client), bareGet: (key) => client.get(key) };
}

async function ioredisOrValkey(library: 'ioredis' | 'iovalkey', port: number): Promise<Connection> {
  const client = library === 'ioredis' ? new (await import('ioredis')).Redis(port) : new (await import('iovalkey')).Redis(port);
  client.on('error', () => {});
  await client.ping();
  return { store: redisStore(client), bareGet: (key) => client.get(key) };
}

/** A store without something that not every engine has. */
function lacking(store: SharedStore, what: WorkerOptions['without']): SharedStore {
  if (what === undefined) return store;
  const rest = { apply: store.apply.bind(store), ...(store.reset && { reset: store.reset.bind(store) }) };
  if (what === 'leases') return { ...rest, get: store.get.bind(store) };
  const get: SharedStore['get'] = async (keys) => (await store.get(keys)).map((stored) => stored && { value: stored.value });
  return { ...rest, get, ...(store.add && { add: store.add.bind(store) }) };
}
