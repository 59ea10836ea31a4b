import { lastOfEachKey } from './changes.js';
import { refusal } from './given-client.js';
import { ioredisCommands, isIoredis } from './ioredis-client.js';
import { isNodeRedis, nodeRedisCommands } from './node-redis-client.js';
import type { RedisCommands } from './redis-commands.js';
import { RedisConnection } from './redis-connection.js';
import type { SharedStore, StoredBytes } from './store.js';

/** A client of ioredis or iovalkey, or their Cluster, by what tells it from others. */
interface IoredisShape {
  readonly status: string;
  pipeline(...args: never[]): unknown;
  connect(...args: never[]): Promise<unknown>;
}

/** A client or cluster of node-redis 5 or later, by what tells it from others. */
interface NodeRedisShape {
  readonly isOpen: boolean;
  withTypeMapping(...args: never[]): unknown;
  connect(...args: never[]): Promise<unknown>;
}

/** A client of ioredis, iovalkey, or node-redis 5 or later; or a cluster of one of them. */
export type RedisClient = IoredisShape | NodeRedisShape;

/**
 * A store in Redis or Valkey, through a client that you have made: of ioredis (5 or later), iovalkey or
 * node-redis (5 or later), or their `Cluster` and `createCluster`. TLS, authentication, database and key
 * prefix are the client's. One that is not connected is connected at the first question, and one that you
 * close stays closed. Leave its offline queue and reconnection on.
 *
 * Throws `ERR_WARMSCOPE_INVALID_OPTION` for anything else, and for a cluster that reads from replicas.
 * @example
 * class Clients {
 *   @ContainerSingleton({ dispose: 'quit' })
 *   static redis() { return new Redis(process.env.REDIS_URL); }
 * }
 * registry.configure({ shared: sharedTier(redisStore(Clients.redis()), { prefix: 'shop' }) });
 */
export function redisStore(client: RedisClient): SharedStore {
  const commands = commandsOf(client);
  const connection = new RedisConnection(commands);
  return {
    async get(keys) {
      if (keys.length === 0) return [];
      return (await connection.ask(() => commands.read(keys))).map(storedBytes);
    },
    async apply(changes) {
      if (changes.length > 0) await connection.write(() => commands.write(lastOfEachKey(changes)));
    },
    async add(key, value, ttlMs) {
      const [isSet, kept] = await connection.ask(() => commands.add(key, value, ttlMs));
      return isSet || kept?.equals(value) === true; // its own, where an answer was lost
    },
    reset() {
      try {
        commands.reset();
      } catch {
        // A client that was just closed: there is nothing left to give up.
      }
    },
  };
}

function storedBytes([leftMs, value]: readonly [leftMs: number, value: Buffer | null]):
  | StoredBytes
  | undefined {
  if (value === null) return undefined;
  if (leftMs === -1) return { value };
  return { value, leftMs: Math.max(0, leftMs) }; // it may have been written between the two questions
}

const VALID =
  'a client of ioredis, iovalkey or node-redis 5 or later, or a Cluster or createCluster of theirs, ' +
  'such as redisStore(new Redis(url))';

function commandsOf(client: unknown): RedisCommands {
  if (typeof client === 'object' && client !== null) {
    if (readsReplicas(client))
      throw refused(client, 'a cluster client that reads from masters, where invalidations are seen at once');
    if (isPool(client))
      throw refused(client, 'a client of one connection, which answers in order, or a cluster');
    if (isIoredis(client)) return ioredisCommands(client);
    if (isNodeRedis(client)) return nodeRedisCommands(client);
  }
  throw refused(client, VALID);
}

/** True for clusters that may answer a read from a replica, which may not know yet what was invalidated. */
function readsReplicas(client: object): boolean {
  const { options, _options } = client as Readonly<Record<string, unknown>>;
  const { scaleReads = 'master' } = Object(options);
  return scaleReads !== 'master' || Object(_options).useReplicas === true;
}

/** True for the pools of node-redis: what is left of a ttl, and a value, would be read in any order. */
const isPool = (client: object): boolean => 'totalClients' in client;

const refused = (client: unknown, valid: string): Error => refusal('client of redisStore', client, valid);
