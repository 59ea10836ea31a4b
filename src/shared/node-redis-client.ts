import { bufferOf } from './buffer-of.js';
import { hasMethods } from './given-client.js';
import type { RedisCommands } from './redis-commands.js';

interface Commands {
  pTTL(key: string): Promise<number>;
  get(key: string): Promise<Buffer | null>;
  set(key: string, value: Buffer, options: object): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

/** What is used of a node-redis client of version 5 or later, and of its clusters. */
interface NodeRedisClient {
  readonly isOpen: boolean;
  readonly isReady?: boolean;
  /** A method that only clients of one connection have. */
  readonly createPool?: unknown;
  /** The nodes of a cluster. */
  readonly masters?: readonly Node[];
  readonly replicas?: readonly Node[];
  withTypeMapping(mapping: Readonly<Record<number, unknown>>): Commands;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: string, listener: () => void): unknown;
}

interface Node {
  readonly client?: NodeRedisClient;
}

/** The type byte of what RESP calls a blob string: binary data of some length. */
const BLOB_STRING = '$'.charCodeAt(0);

export function isNodeRedis(client: object): client is NodeRedisClient {
  const isComplete = hasMethods(client, 'withTypeMapping', 'connect', 'on');
  return isComplete && typeof (client as NodeRedisClient).isOpen === 'boolean';
}

/** The commands of a node-redis client or cluster. */
export function nodeRedisCommands(client: NodeRedisClient): RedisCommands {
  const binary = client.withTypeMapping({ [BLOB_STRING]: Buffer });
  return {
    ...(typeof client.createPool === 'function' ? oneConnection(client) : severalConnections(client)),
    read: (keys) => all(keys.map((key) => Promise.all([binary.pTTL(key), binary.get(key)]))),
    write: (changes) =>
      all(
        changes.map((change) =>
          'delete' in change
            ? binary.del(change.delete)
            : binary.set(change.set, bufferOf(change.value), { expiration: expiryOf(change.ttlMs) }),
        ),
      ),
    async add(key, value, ttlMs) {
      const condition = 'NX';
      const added = binary.set(key, bufferOf(value), { condition, expiration: expiryOf(ttlMs) });
      const [set, kept] = await Promise.all([added, binary.get(key)]);
      return [set !== null, kept];
    },
  };
}

/** The answers of all nodes, once each has answered or failed: none fails while it is asked again. */
async function all<Answer>(answers: readonly Promise<Answer>[]): Promise<readonly Answer[]> {
  await Promise.allSettled(answers);
  return Promise.all(answers);
}

const expiryOf = (ttlMs: number): object => ({ type: 'PX', value: ttlMs });

type Control = Pick<RedisCommands, 'isAlive' | 'isReady' | 'hurry' | 'listen' | 'reset'>;

function oneConnection(client: NodeRedisClient): Control {
  let wasOpen = client.isOpen;
  let isResetting = false;
  let isLost = (): void => undefined;
  return {
    isAlive: () => client.isOpen || !wasOpen,
    isReady: () => client.isReady === true,
    hurry() {
      if (wasOpen) return false;
      wasOpen = true;
      return open(client);
    },
    listen(ready, lost, closed) {
      isLost = lost;
      client.on('connect', () => {
        wasOpen = true;
      });
      client.on('ready', ready);
      client.on('error', () => client.isReady || lost()); // some errors leave the connection as it is
      client.on('end', () => isResetting || closed());
    },
    reset() {
      if (client.isReady !== true) return;
      isLost();
      isResetting = true;
      renew(client);
      isResetting = false;
    },
  };
}

/** A cluster: its connections come and go, and it queues what is asked meanwhile. */
function severalConnections(client: NodeRedisClient): Control {
  let wasOpen = client.isOpen;
  return {
    isAlive: () => client.isOpen || !wasOpen,
    isReady: () => client.isOpen,
    hurry() {
      if (!wasOpen) open(client);
      wasOpen = true;
      return true;
    },
    listen(ready, lost) {
      client.on('connect', ready);
      client.on('error', () => undefined);
      client.on('node-error', () => {
        lost();
        ready();
      });
    },
    reset() {
      for (const node of [...(client.masters ?? []), ...(client.replicas ?? [])]) renew(node.client);
    },
  };
}

/** Connects a client; what fails is told by its events as well. */
function open(client: NodeRedisClient): true {
  client.connect().catch(() => undefined);
  return true;
}

/** Gives a client another socket; one without a working socket is about to get one anyway. */
function renew(client: NodeRedisClient | undefined): void {
  if (client?.isReady !== true) return;
  client.destroy();
  open(client);
}
