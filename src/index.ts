export type { Clock } from './cache/clock.js';
export type { CacheCounters } from './cache/counters.js';
export type { Key, KeyPart } from './cache/key.js';
export { type CacheOf, cacheOf } from './decorators/cache-of.js';
export { Cached, cached } from './decorators/cached.js';
export type { CachedDecorator } from './decorators/cached-types.js';
export { ContainerSingleton, containerSingleton } from './decorators/container-singleton.js';
export type { SingletonDecorator } from './decorators/container-singleton-types.js';
export { Invalidates } from './decorators/invalidates.js';
export type { Duration, DurationUnit } from './duration.js';
export {
  CacheKeyError,
  CircularLoadError,
  DisposalWarning,
  InvalidationWarning,
  InvalidOptionError,
  InvalidTargetError,
  NotCachedError,
  OneShotWarning,
  OptionWarning,
  ResolutionError,
  WarmscopeError,
  WarmscopeWarning,
} from './errors.js';
export { createHandler, type HandlerOptions } from './invocation/create-handler.js';
export type { Handler, HandlerClass } from './invocation/handler.js';
export type {
  CachedDefaults,
  CachedOptions,
  Class,
  Disposal,
  InvalidatesOptions,
  KeyBuilderObject,
  RegistryOptions,
  Sharing,
  SingletonClassOptions,
  SingletonOptions,
  Token,
} from './options.js';
export type { ContainerStats } from './registry/container-life.js';
export type { Registry, RegistryStats } from './registry/container-registry.js';
export { registry } from './registry/global-registry.js';
export type { KeyBuilders, NamedKeyBuilder } from './registry/key-builders.js';
export type { CacheStats, SingletonStats } from './registry/statistics.js';
