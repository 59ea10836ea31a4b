import { type Clock, systemClock } from '../cache/clock.js';
import type { CacheHost } from '../cache/host.js';
import { later } from '../cache/timers.js';
import { READS } from '../cache/wait.js';
import { WaitGraph } from '../cache/wait-graph.js';
import { BackgroundWarning, ResolutionError, type WarmscopeWarning } from '../errors.js';
import { Background } from '../invocation/background.js';
import { Extension } from '../invocation/extension.js';
import { Invocations } from '../invocation/invocations.js';
import { CACHED_DEFAULT_CHECKS, checkedOptions, REGISTRY_CHECKS, THAW_CHECKS } from '../option-checks.js';
import type { AnyToken, Class, RegistryOptions } from '../options.js';
import { BuildContext } from '../singletons/build-context.js';
import type { DisposalTerms } from '../singletons/disposal.js';
import { Renewal } from '../singletons/renewal.js';
import type { Singleton, SingletonHost } from '../singletons/singleton.js';
import { Succession } from '../singletons/succession.js';
import type { Version } from '../singletons/version.js';
import { CacheDirectory } from './cache-directory.js';
import type { CachedMember } from './cached-member.js';
import { ContainerLife } from './container-life.js';
import type { ContainerStats } from './container-stats.js';
import { type ConnectedContainer, checkContainer, type DiContainer, DiContainers, type DiToken } from './di-containers.js';
import { InvalidationLog } from './invalidation-log.js';
import { KeyBuilders } from './key-builders.js';
import { Provisions } from './provisions.js';
import { References } from './references.js';
import { SingletonDirectory } from './singleton-directory.js';
import { type CacheStats, cacheStats, numbered, type SingletonStats, singletonStats } from './statistics.js';
import { unresolvable } from './unknown-tokens.js';
import { checkClock, containerClock } from './user-clock.js';

/** What `registry.stats()` gives: plain, JSON-safe, never a key, an argument or a value. */
export interface RegistryStats {
  readonly container: ContainerStats;
  readonly caches: CacheStats[];
  readonly singletons: SingletonStats[];
}

/**
 * The one object that lives as long as the container (a worker thread has its own), shared by every copy of the package.
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
   * The instance of a `@ContainerSingleton` class, built where it is missing, or what a connected DI container has for a token; throws ResolutionError
   * for what neither knows.
   */
  resolve<T>(token: Class<T> | (() => T)): T;
  resolve(token: string | symbol): unknown;
  /**
   * Puts a DI container behind the registry: it resolves the tokens that the registry does not know, in `inject` as well, and constructs container
   * singletons that name no `inject`. Who was connected first is asked first. Gives what disconnects it; throws InvalidOptionError for what is no container.
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
   * Builds the eager singletons, and waits until background work may go on after a response where a handler asked for that; rejects with the first
   * failure, after which the next call tries again.
   */
  ready(): Promise<void>;
  /**
   * Empties the caches and disposes the singletons: what was built with another one goes before that, else the last created first. Their next use builds
   * them anew. Failed disposals are warnings.
   */
  dispose(): Promise<void>;
}

/** The registry with what the decorators of every copy of the package need of it. */
export class ContainerRegistry implements Registry, CacheHost, SingletonHost {
  readonly clock = containerClock((clock, warning) => this.warn(clock, warning));
  readonly waits = new WaitGraph();
  readonly keyBuilders = new KeyBuilders();
  readonly caches = new CacheDirectory();
  readonly singletons = new SingletonDirectory();
  readonly life = new ContainerLife(this.clock, (cause) => {
    this.warn(this.life, new BackgroundWarning('What warmscope does when an invocation begins or ends failed; see `cause`.', { cause }));
  });
  readonly invocations = new Invocations(this.clock);
  readonly background = new Background(this.clock, this.invocations);
  readonly extension = new Extension(this.clock);
  readonly builds = new BuildContext(this.waits);
  readonly invalidations = new InvalidationLog();
  readonly succession = new Succession(this);
  readonly provisions = new Provisions(this);
  readonly references = new References();
  readonly #renewal = new Renewal(this);
  readonly #containers = new DiContainers();
  /** True once SIGTERM disposes this registry's singletons. */
  disposesOnTermination = false;
  readonly #warned = new WeakMap<object, Set<string>>();

  constructor() {
    this.invocations.onRead = (read, of) => this.waits.noteReads(read === 'any' ? READS.anything : READS.tenant, of);
    this.invocations.opener = () => this.waits.current;
    this.life.onThaw(() => this.background.abandonLeftovers());
    this.life.onThaw(() => this.caches.abandonLoads());
    this.life.onThaw(() => this.caches.purge());
    this.life.onThaw(() => this.succession.abandonBuilds());
    this.life.onInvocationStart((start) => this.#renewal.begin(start));
  }

  get gate(): BuildContext['gate'] {
    return this.builds.gate;
  }

  stats(): RegistryStats {
    return {
      container: this.life.stats(),
      caches: numbered(this.caches.members().map(({ cache, max }) => cacheStats(cache, max))),
      singletons: numbered(this.singletons.all().map(singletonStats)),
    };
  }

  resolve<T>(token: Class<T> | (() => T)): T;
  resolve(token: string | symbol): unknown;
  resolve(token: AnyToken): unknown {
    const singleton = this.singletons.find(token);
    if (singleton !== undefined && this.#containers.isEmpty) return singleton.read(undefined);
    const container = singleton === undefined ? this.#containers.having(token) : this.#containers.replacing(token);
    if (container !== undefined) return container.resolve(token as DiToken);
    if (singleton !== undefined) return singleton.read(undefined);
    throw new ResolutionError(unresolvable(token, !this.#containers.isEmpty));
  }

  connect(container: DiContainer): () => void {
    checkContainer(container);
    const { has, resolve, construct } = container;
    return this.#containers.connect({
      has: (token) => has.call(container, token),
      resolve: (token) => resolve.call(container, token),
      ...(construct === undefined ? {} : { construct: (target: Class) => construct.call(container, target) }),
    });
  }

  /** Connects a DI container that knows more of the registry than others do; the same one again changes nothing. */
  attach(container: ConnectedContainer, key: object): void {
    if (!this.#containers.isConnected(key)) this.#containers.connect(container, key);
  }

  isKnown(token: AnyToken): boolean {
    return this.singletons.find(token) !== undefined;
  }

  configure(options: RegistryOptions): void {
    const { defaults, clock, thaw } = checkedOptions(options, REGISTRY_CHECKS, 'registry.configure');
    checkClock(clock);
    const checkedThaw = thaw && checkedOptions(thaw, THAW_CHECKS, 'registry.configure, in "thaw"');
    if (defaults !== undefined) {
      this.caches.applyDefaults(checkedOptions(defaults, CACHED_DEFAULT_CHECKS, 'registry.configure, in "defaults"'));
    }
    if ('clock' in options) this.#useClock(clock ?? systemClock);
    if ('thaw' in options) this.life.configureThaw(checkedThaw ?? {});
  }

  /** Times of another clock say nothing of a gap. */
  #useClock(clock: Clock): void {
    this.clock.use(clock);
    this.life.noteActivity();
  }

  clear(): void {
    this.caches.clear();
  }

  async ready(): Promise<void> {
    await this.extension.registered;
    await this.singletons.prepare();
    this.life.noteInit();
    const failures = this.singletons.eager().flatMap((singleton) => singleton.takeFailure() ?? []);
    if (failures[0] !== undefined) throw failures[0].error;
  }

  async dispose(): Promise<void> {
    await this.disposeWithin();
  }

  /** Disposes what there is on terms of the host's. */
  async disposeWithin(terms?: DisposalTerms): Promise<void> {
    this.clear();
    await this.singletons.dispose(this.succession, terms);
  }

  /** Registers a cached member under the function that replaces the original. */
  addCached(member: CachedMember, replacement: object): void {
    member.referentOf = this.references.referentOf;
    this.caches.add(member, replacement, this);
  }

  /** Registers a singleton under its token. */
  addSingleton(singleton: Singleton, token: object): void {
    this.singletons.add(singleton, token);
    singleton.isReplaced = () => this.#containers.replacing(token as AnyToken) !== undefined;
    this.#renewal.note(singleton);
    if (singleton.isEager) later(() => singleton.attempt(), false);
  }

  /** A new instance of a class whose constructor takes parameters nobody named tokens for. */
  constructByResolver(target: Class): { readonly instance: unknown } | undefined {
    return this.#containers.construct(target);
  }

  readonly residenceOf = (owner: object): Version | undefined => this.succession.residenceOf(owner);

  warn(member: object, warning: WarmscopeWarning): void {
    const codes = this.#warned.get(member) ?? new Set();
    if (codes.has(warning.code)) return;
    process.emitWarning(warning);
    this.#warned.set(member, codes.add(warning.code));
  }
}
