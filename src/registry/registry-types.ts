import type { Tier } from '../cache/tier.js';
import type { CachedDefaults } from '../features/features.js';
import type { KeyBuilders } from '../keys/key-builders.js';
import type { Class, ThawOptions, WarningCode } from '../options.js';
import type { Bytes } from '../util/bytes.js';
import type { Clock } from '../util/clock.js';
import type { Container } from './container.js';
import type { ContainerStats } from './container-stats.js';
import type { DiContainer } from './di-containers.js';
import type { MemoryShare } from './limits.js';
import type { CacheStats, SingletonStats } from './statistics.js';
import type { TerminationOptions } from './termination.js';

/** What `sharedTier` gives, for `registry.configure({ shared })`. */
export interface SharedTier {
  /** Puts a tier behind the caches of a container. */
  attach(container: Container): Tier;
}

/** The options of `registry.configure`. Each given one replaces what was there. */
export interface RegistryOptions {
  /** Options for every cached method that does not set its own, decorated earlier or later. */
  readonly defaults?: CachedDefaults | undefined;
  /**
   * Most bytes that the values of all caches may take together: the least recently used go, whichever method
   * they are of. `'25%'` is of the function's memory, else of V8's heap limit. `undefined` for no bound, the
   * default.
   */
  readonly maxBytes?: Bytes | MemoryShare | undefined;
  /**
   * The share of the old space from which on the least recently used entries are shed when an invocation
   * ends; `false` for never. Default: 0.85.
   */
  readonly heapGuard?: number | false | undefined;
  /**
   * The store behind the caches of methods with `shared`: `sharedTier(store, options)` of `warmscope/shared`;
   * `undefined` for none.
   */
  readonly shared?: SharedTier | undefined;
  /** The wall clock; `undefined` brings the system's back. */
  readonly clock?: Clock | undefined;
  /** How a thaw is told; `undefined` brings the defaults back. */
  readonly thaw?: ThawOptions | undefined;
  /**
   * The kill switch: true sends every call of a cached method past its cache, false none. `undefined` leaves
   * it to the environment variable `WARMSCOPE_BYPASS`, which is `1` for true. What is kept stays.
   */
  readonly bypass?: boolean | undefined;
  /**
   * Warnings that are not to be given, by their codes, such as `['WARN_WARMSCOPE_NEVER_HIT']`; `[]` or
   * `undefined` for all to be given, the default.
   */
  readonly silence?: readonly WarningCode[] | undefined;
}

/** What `registry.stats()` gives: plain, JSON-safe, never a key, an argument or a value. */
export interface RegistryStats {
  readonly container: ContainerStats;
  readonly caches: CacheStats[];
  readonly singletons: SingletonStats[];
}

/**
 * The one object that lives as long as the container (a worker thread has its own), shared by every copy of
 * the package.
 * @example
 * registry.configure({ defaults: { ttl: '5m' } });
 * console.log(JSON.stringify(registry.stats()));
 */
export interface Registry {
  /** Key builders by name, for `@Cached({ key: 'byTenant' })`. */
  readonly keyBuilders: KeyBuilders;
  /** Counters of the container, its caches and its singletons. */
  stats(): RegistryStats;
  /**
   * The instance of a `@ContainerSingleton` class, built where it is missing, or what a connected DI
   * container has for a token; throws ResolutionError for what neither knows.
   */
  resolve<T>(token: Class<T> | (() => T)): T;
  resolve(token: string | symbol): unknown;
  /**
   * Puts a DI container behind the registry: it resolves the tokens that the registry does not know, in
   * `inject` as well, and constructs container singletons that name no `inject`. Who was connected first is
   * asked first. Gives what disconnects it; throws InvalidOptionError for what is no container.
   * @example
   * const disconnect = registry.connect({
   *   has: (token) => container.isBound(token),
   *   resolve: (token) => container.get(token),
   * });
   */
  connect(container: DiContainer): () => void;
  /**
   * Changes what is given, for members decorated earlier as well: defaults, bounds, clock, thaws, bypass, the
   * shared tier. All or nothing: throws InvalidOptionError for a senseless option, and changes nothing then.
   * @example
   * registry.configure({ defaults: { ttl: '5m' }, maxBytes: '25%' });
   */
  configure(options: RegistryOptions): void;
  /** Empties every cache; loads in flight are not stored. Singletons stay. */
  clear(): void;
  /**
   * Drops at once every entry that has one of these tags, of whichever method, tenant or invocation; loads in
   * flight whose results have one are not stored. Rejects with InvalidOptionError for what is no tag.
   * @example
   * await registry.invalidateTags('user:17', 'prices');
   */
  invalidateTags(...tags: string[]): Promise<void>;
  /**
   * Builds the eager singletons, and waits until background work may go on after a response where a handler
   * asked for that; rejects with the first failure, after which the next call tries again.
   */
  ready(): Promise<void>;
  /**
   * Empties the caches and disposes the singletons: what was built with another one goes before that, else
   * the last created first. Their next use builds them anew. Failed disposals are warnings.
   */
  dispose(): Promise<void>;
  /**
   * Disposes the singletons when the process is told to end, by SIGTERM or SIGINT: running invocations may
   * end within `grace`, and the process ends with 128 and the signal's number, unless the host has a listener
   * of its own. For servers; `createHandler` does as much on Lambda. Gives what stops listening; throws
   * InvalidOptionError.
   * @example
   * registry.disposeOnTermination({ grace: '8s' });
   * process.once('SIGTERM', () => server.close(() => process.exit(0)));
   */
  disposeOnTermination(options?: TerminationOptions): () => void;
}
