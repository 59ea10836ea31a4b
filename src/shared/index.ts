export { ClockSkewWarning } from './clock-skew-warning.js';
export type { SharedCodec } from './codec.js';
export { type DynamoClient, dynamoStore } from './dynamo-store.js';
export { type KeyvClient, keyvStore } from './keyv-store.js';
export type { SharedTierOptions } from './options.js';
export { type RedisClient, redisStore } from './redis-store.js';
export { sharedTier } from './shared-tier.js';
export type { SharedChange, SharedStore, StoredBytes } from './store.js';
export { ValueTooLargeError } from './value-too-large-error.js';
