import type { RedisControl } from './redis-connection.js';
import type { SharedChange } from './store.js';

/** What the store asks of a client, whoever made it. */
export interface RedisCommands extends RedisControl {
  /** The milliseconds left (-1: no end; -2: not there), then the value of each key, asked in this order. */
  read(keys: readonly string[]): Promise<readonly (readonly [leftMs: number, value: Buffer | null])[]>;
  /** Makes changes; resolves when the server has acknowledged all. */
  write(changes: readonly SharedChange[]): Promise<unknown>;
  /** Sets a value where there is none; says whether it did, and what is there then. */
  add(key: string, value: Uint8Array, ttlMs: number): Promise<[isSet: boolean, kept: Buffer | null]>;
  /** Gives up the sockets; the client opens new ones. */
  reset(): void;
}
