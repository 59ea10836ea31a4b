import { type CachedDefaults, checkedCachedOptions } from '../features/features.js';
import type { KeyBuilders } from '../keys/key-builders.js';
import type { AnyToken, Class, ThawOptions } from '../options.js';
import type { Bytes } from '../util/bytes.js';
import { checkedOptions, REGISTRY_CHECKS, THAW_CHECKS } from '../util/checks.js';
import type { Clock } from '../util/clock.js';
import type { Container } from './container.js';
import { type ContainerStats, containerStats } from './container-stats.js';
import { checkContainer, type DiContainer, diContainers } from './di-containers.js';
import { container } from './global.js';
import { heapGuard as guardPart, LEAST_FULL } from './heap-guard.js';
import { invalidateTags } from './invalidate-tags.js';
import { keyBuilders, resolveKeyBuilders } from './key-builders-part.js';
import { lifecycle } from './lifecycle.js';
import { limitBytes, type MemoryShare } from './limits.js';
import { isFamily } from './singleton-directory.js';
import { disposeAll, singletons } from './singletons.js';
import {
  type CacheStats,
  cacheStats,
  familyStats,
  numbered,
  type SingletonStats,
  singletonStats,
} from './statistics.js';
import { checkClock, givenClock } from './user-clock.js';

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
  /** The wall clock; `undefined` brings the system's back. */
  readonly clock?: Clock | undefined;
  /** How a thaw is told; `undefined` brings the defaults back. */
  readonly thaw?: ThawOptions | undefined;
  /**
   * The kill switch: true sends every call of a cached method past its cache, false none. `undefined` leaves
   * it to the environment variable `WARMSCOPE_BYPASS`, which is `1` for true. What is kept stays.
   */
  readonly bypass?: boolean | undefined;
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
  /** Replaces defaults and clock, for members decorated earlier as well; throws InvalidOptionError. */
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
}

/** What the public registry does with a container. */
const METHODS = {
  get keyBuilders(): KeyBuilders {
    return keyBuilders.of(this as unknown as Container);
  },

  stats(this: Container): RegistryStats {
    const directory = singletons.in(this)?.directory;
    return {
      container: containerStats(lifecycle.of(this).life),
      caches: numbered(this.caches.members().map(({ cache, plan }) => cacheStats(cache, plan.max))),
      singletons: numbered(
        (directory?.listed() ?? []).map((one) => (isFamily(one) ? familyStats(one) : singletonStats(one))),
      ),
    };
  },

  resolve(this: Container, token: AnyToken): unknown {
    return singletons.of(this).resolve(token);
  },

  connect(this: Container, given: DiContainer): () => void {
    checkContainer(given);
    const { has, resolve, construct } = given;
    return diContainers.of(this).connect({
      has: (token) => has.call(given, token),
      resolve: (token) => resolve.call(given, token),
      ...(construct && { construct: (target: Class) => construct.call(given, target) }),
    });
  },

  configure(this: Container, options: RegistryOptions): void {
    const { defaults, clock, thaw, maxBytes, heapGuard, bypass } = checkedOptions(
      options,
      REGISTRY_CHECKS,
      'registry.configure',
    );
    checkClock(clock);
    const checkedThaw = thaw && checkedOptions(thaw, THAW_CHECKS, 'registry.configure, in "thaw"');
    const checkedDefaults =
      defaults && checkedCachedOptions(defaults, 'default', 'registry.configure, in "defaults"');
    if ('bypass' in options) this.caches.bypass = bypass;
    if (checkedDefaults !== undefined || 'bypass' in options)
      this.caches.applyDefaults(checkedDefaults ?? this.caches.defaults);
    if ('maxBytes' in options) limitBytes(this, maxBytes);
    if ('heapGuard' in options) guardPart.of(this).share = heapGuard ?? LEAST_FULL;
    const { life } = lifecycle.of(this);
    if ('clock' in options) {
      this.clock.use(givenClock(clock, (given, warning) => this.warn(given, warning)));
      // Times of another clock say nothing of a gap.
      life.noteActivity();
    }
    if ('thaw' in options) life.thaw.configure(checkedThaw ?? {});
  },

  clear(this: Container): void {
    this.caches.clear();
  },

  async invalidateTags(this: Container, ...tags: string[]): Promise<void> {
    invalidateTags(this, tags);
  },

  async ready(this: Container): Promise<void> {
    const { extension, life } = lifecycle.of(this);
    await extension.registered;
    const directory = singletons.in(this)?.directory;
    await directory?.prepare();
    life.noteInit();
    const failures = (directory?.eager() ?? []).flatMap((singleton) => singleton.takeFailure() ?? []);
    if (failures[0] !== undefined) throw failures[0].error;
  },

  async dispose(this: Container): Promise<void> {
    await disposeAll(this);
  },
};

/** A container with the public methods: the registry is the container itself. */
export function facadeOf(container: Container): Registry {
  resolveKeyBuilders(container);
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(METHODS)))
    if (!Object.hasOwn(container, name))
      Object.defineProperty(container, name, { ...descriptor, enumerable: false });
  return container as unknown as Registry;
}

/**
 * The one object that lives as long as the container (a worker thread has its own), shared by every copy of
 * the package.
 * @example
 * console.log(registry.stats().container.invocations);
 */
export const registry: Registry = /* @__PURE__ */ facadeOf(container);
