import { type Feature, oneOf } from './feature.js';

/** What is kept of keys: themselves, or hashes. */
export type KeyKeeping = 'plain' | 'hashed';

/** The option that keeps arguments out of the store. */
export interface KeyHashingOptions {
  /**
   * What is kept of the keys: themselves, or keyed hashes (HMAC-SHA-256, by a random secret of the
   * container), so that no argument stays in memory. Default: `'plain'`.
   */
  readonly keys?: KeyKeeping | undefined;
}

/** The option `keys`; the hashing is done by `KeyResolution`, which makes the keys. */
export const keyHashing: Feature<KeyHashingOptions> = {
  options: { keys: oneOf('plain', 'hashed') },
  plan: ({ keys }) => (keys === 'hashed' ? { hashesKeys: true, format: 'hashed' } : undefined),
};
