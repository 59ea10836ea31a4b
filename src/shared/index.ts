export type { SharedCodec } from './codec.js';
export { type DynamoClient, dynamoStore } from './dynamo-store.js';
export { ClockSkewWarning, ValueTooLargeError } from './errors.js';
export { type KeyvClient, keyvStore } from './keyv-store.js';
export type { SharedTierOptions } from './options.js';
export { type RedisClient, redisStore } from './redis-store.js';
export { sharedTier } from './shared-tier.js';
export type { SharedChange, SharedStore, StoredBytes } from './store.js';
