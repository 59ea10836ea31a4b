import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis-5';
import { Redis as Valkey, Cluster as ValkeyCluster, type RedisOptions as ValkeyOptions } from 'iovalkey';
import { createClient, createCluster, type RedisClientOptions } from 'redis';
import { createClient as createClient5, createCluster as createCluster5, type RedisClientOptions as RedisClientOptions5 } from 'redis-5';
import type { RedisClient } from '../../src/shared/redis-store.js';

/** A client of some library, and how its owner closes it. */
export interface OpenClient {
  readonly client: RedisClient;
  close(): unknown;
}

const nothing = (): void => undefined;

function ofIoredis<Client extends Redis | Redis5 | Valkey | Cluster | Cluster5 | ValkeyCluster>(
  client: Client,
): OpenClient & { readonly client: Client } {
  (client as Redis).on('error', nothing); // it would be printed
  return { client, close: () => client.disconnect() };
}

interface NodeRedis {
  readonly isOpen: boolean;
  on(event: 'error', listener: () => void): unknown;
  connect(): Promise<unknown>;
  withTypeMapping(...args: never[]): unknown;
  destroy(): void;
}

async function ofNodeRedis<Client extends NodeRedis>(client: Client): Promise<OpenClient & { readonly client: Client }> {
  client.on('error', nothing);
  await client.connect();
  return { client, close: () => client.isOpen && client.destroy() };
}

const soon = { reconnectStrategy: () => 20 };
const host = '127.0.0.1';

/** A connected client of each library to one server; those of node-redis try again after 20 ms. */
export const CLIENTS = {
  ioredis: async (port: number, options: RedisOptions = {}) => ofIoredis(new Redis({ ...options, port } as object)),
  'ioredis 5': async (port: number) => ofIoredis(new Redis5(port)),
  iovalkey: async (port: number, options: ValkeyOptions = {}) => ofIoredis(new Valkey({ ...options, port })),
  'node-redis': (port: number, options: RedisClientOptions = {}) =>
    ofNodeRedis(createClient({ socket: { host, port, ...soon }, ...options })),
  'node-redis 5': (port: number, options: RedisClientOptions5 = {}) =>
    ofNodeRedis(createClient5({ socket: { host, port, ...soon }, ...options })),
} satisfies Record<string, (port: number) => Promise<OpenClient>>;

/** Where a client of a cluster has to go instead of where the nodes say: address by address. */
export type Detours = Readonly<Record<string, { readonly host: string; readonly port: number }>>;

const addresses = (ports: readonly number[]): { host: string; port: number }[] => ports.map((port) => ({ host, port }));
const urls = (ports: readonly number[]): { url: string }[] => ports.map((port) => ({ url: `redis://${host}:${port}` }));
const defaults = { socket: soon };

/** A client of each library to a cluster. */
export const CLUSTER_CLIENTS = {
  'ioredis Cluster': async (ports: readonly number[], natMap: Detours = {}) => ofIoredis(new Cluster(addresses(ports), { natMap })),
  'ioredis 5 Cluster': async (ports: readonly number[], natMap: Detours = {}) => ofIoredis(new Cluster5(addresses(ports), { natMap })),
  'iovalkey Cluster': async (ports: readonly number[], natMap: Detours = {}) => ofIoredis(new ValkeyCluster(addresses(ports), { natMap })),
  'node-redis cluster': (ports: readonly number[], nodeAddressMap: Detours = {}) =>
    ofNodeRedis(createCluster({ rootNodes: urls(ports), defaults, nodeAddressMap })),
  'node-redis 5 cluster': (ports: readonly number[], nodeAddressMap: Detours = {}) =>
    ofNodeRedis(createCluster5({ rootNodes: urls(ports), defaults, nodeAddressMap })),
} satisfies Record<string, (ports: readonly number[]) => Promise<OpenClient>>;
