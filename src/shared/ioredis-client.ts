import { bufferOf } from './buffer-of.js';
import { keyOf } from './changes.js';
import { hasMethods } from './given-client.js';
import type { RedisCommands } from './redis-commands.js';
import type { SharedChange } from './store.js';

/** Commands of ioredis that are sent and answered together. */
interface Pipeline {
  pttl(key: string): unknown;
  getBuffer(key: string): unknown;
  set(key: string, value: Buffer, px: 'PX', ttlMs: number, nx?: 'NX'): unknown;
  del(key: string): unknown;
  exec(): Promise<readonly (readonly [error: Error | null, answer: unknown])[] | null>;
}

/** What is used of an ioredis or iovalkey client, and of their clusters. */
interface IoredisClient {
  readonly status: string;
  readonly isCluster?: boolean;
  readonly options?: { readonly scaleReads?: unknown; readonly retryStrategy?: unknown };
  /** The wait before the next attempt to connect; no part of the documented interface. */
  reconnectTimeout?: NodeJS.Timeout | null;
  readonly stream?: { once(event: 'close', listener: () => void): unknown; destroy(): unknown };
  pipeline(): Pipeline;
  connect(): Promise<unknown>;
  on(event: string, listener: () => void): unknown;
  nodes?(): readonly IoredisClient[];
}

export function isIoredis(client: object): client is IoredisClient {
  const isComplete = hasMethods(client, 'pipeline', 'connect', 'on');
  return isComplete && typeof (client as IoredisClient).status === 'string';
}

/** The commands of a client of ioredis' making. */
export function ioredisCommands(client: IoredisClient): RedisCommands {
  return new IoredisCommands(client);
}

class IoredisCommands implements RedisCommands {
  constructor(private readonly client: IoredisClient) {}

  isAlive(): boolean {
    return this.client.status !== 'end';
  }

  isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Ends the wait before the next attempt. A timer that is left would revive a client that was closed. */
  hurry(): boolean {
    const { client } = this;
    if (client.status !== 'reconnecting') return true;
    if (!client.reconnectTimeout) return false;
    clearTimeout(client.reconnectTimeout);
    client.reconnectTimeout = null;
    client.connect().catch(() => undefined);
    return true;
  }

  listen(ready: () => void, lost: () => void, closed: () => void): void {
    const { client } = this;
    client.on('ready', ready);
    client.on('close', lost);
    client.on('end', closed);
    // A cluster sends again by itself what a node that it has lost may have got.
    client.on('-node', () => {
      lost();
      ready();
    });
  }

  async read(keys: readonly string[]): ReturnType<RedisCommands['read']> {
    const answers = await this.#inPipelines(keys, (pipeline, index) => {
      pipeline.pttl(keys[index] as string);
      pipeline.getBuffer(keys[index] as string);
    });
    return keys.map((_, index) => [Number(answers[2 * index]), answers[2 * index + 1] as Buffer | null]);
  }

  async write(changes: readonly SharedChange[]): Promise<void> {
    await this.#inPipelines(changes.map(keyOf), (pipeline, index) => {
      const change = changes[index] as SharedChange;
      if ('delete' in change) pipeline.del(change.delete);
      else pipeline.set(change.set, bufferOf(change.value), 'PX', change.ttlMs);
    });
  }

  async add(key: string, value: Uint8Array, ttlMs: number): ReturnType<RedisCommands['add']> {
    const [set, kept] = await this.#inPipelines([key], (pipeline) => {
      pipeline.set(key, bufferOf(value), 'PX', ttlMs, 'NX');
      pipeline.getBuffer(key);
    });
    return [set !== null, kept as Buffer | null];
  }

  reset(): void {
    const { client } = this;
    const comesBack = client.isCluster === true || typeof client.options?.retryStrategy === 'function';
    if (!comesBack) return;
    for (const { stream } of client.nodes?.() ?? [client]) {
      stream?.once('close', () => this.hurry());
      stream?.destroy();
    }
  }

  /** One pipeline; in a cluster, where the keys of one have to be on one node, one for each key. */
  async #inPipelines(
    keys: readonly string[],
    add: (pipeline: Pipeline, index: number) => void,
  ): Promise<unknown[]> {
    const { client } = this;
    const groups = client.isCluster === true ? keys.map((_, i) => [i]) : [keys.map((_, i) => i)];
    const answers = groups.map((indexes) => {
      const pipeline = client.pipeline();
      for (const index of indexes) add(pipeline, index);
      return pipeline.exec();
    });
    return (await Promise.all(answers)).flatMap((group) => (group ?? []).map(answerOf));
  }
}

function answerOf([error, answer]: readonly [error: Error | null, answer: unknown]): unknown {
  if (error) throw error;
  return answer;
}
