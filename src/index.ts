export type { CacheCounters } from './cache/counters.js';
export type { Scope } from './cache/facts.js';
export type { CacheOf } from './decorators/cache-handle.js';
export { cacheOf } from './decorators/cache-of.js';
export { Cached, cached } from './decorators/cached.js';
export type { CachedDecorator } from './decorators/cached-types.js';
export { ContainerSingleton, containerSingleton } from './decorators/container-singleton.js';
export type { SingletonDecorator } from './decorators/container-singleton-types.js';
export { Invalidates } from './decorators/invalidates.js';
export { RetryAfterInvalidate } from './decorators/retry-after-invalidate.js';
export type { RetryDecorator } from './decorators/retry-after-invalidate-types.js';
export { Updates } from './decorators/updates.js';
export {
  BackgroundWarning,
  CacheKeyError,
  CircularLoadError,
  DisposalWarning,
  HeapWarning,
  HitRatioWarning,
  InvalidationWarning,
  InvalidOptionError,
  InvalidTargetError,
  LoadTimeoutError,
  NeverHitWarning,
  NotCachedError,
  OneShotWarning,
  OptionWarning,
  ResolutionError,
  ScopeLeakWarning,
  ScopeWarning,
  SharedFieldsWarning,
  TenantWarning,
  ThrashingWarning,
  VersionWarning,
  WarmscopeError,
  WarmscopeWarning,
} from './errors.js';
export type { CachedDefaults, CachedOptions } from './features/features.js';
export type { KeyKeeping } from './features/key-hashing.js';
export type { Sharing } from './features/per.js';
export type { ValueMode } from './features/values.js';
export { createHandler, type HandlerOptions } from './handlers/create-handler.js';
export { createStreamHandler, type StreamHandlerOptions } from './handlers/create-stream-handler.js';
export { currentInvocation, invocationForLogs } from './handlers/current-invocation.js';
export { disposeOnTermination } from './handlers/dispose-on-termination.js';
export type { Handler, HandlerClass } from './handlers/handler.js';
export { type InvocationOptions, runInvocation } from './handlers/run-invocation.js';
export type { StreamHandler, StreamHandlerClass } from './handlers/stream-handler.js';
export type { Invocation } from './invocation/invocation-view.js';
export type { Key, KeyPart } from './keys/key.js';
export type { KeyBuilderObject, KeyBuilders, NamedKeyBuilder } from './keys/key-builders.js';
export type {
  Class,
  Disposal,
  InvalidatesOptions,
  InvalidatesTagsOptions,
  InvalidationTarget,
  RetryAfterInvalidateOptions,
  SingletonClassOptions,
  SingletonOptions,
  ThawOptions,
  Token,
  UpdatesOptions,
  WarningCode,
} from './options.js';
export type { ContainerStats, Provider } from './registry/container-stats.js';
export type { DiContainer, DiToken } from './registry/di-containers.js';
export type { MemoryShare } from './registry/limits.js';
export { registry } from './registry/registry.js';
export type { Registry, RegistryOptions, RegistryStats } from './registry/registry-types.js';
export type { CacheStats, SingletonStats } from './registry/statistics.js';
export type { TerminationOptions } from './registry/termination.js';
export type { Bytes, ByteUnit } from './util/bytes.js';
export type { Clock } from './util/clock.js';
export type { Duration, DurationUnit } from './util/duration.js';
