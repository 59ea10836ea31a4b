import { type Clock, ContainerClock, systemClock } from '../cache/clock.js';
import type { CacheHost } from '../cache/host.js';
import { READS, WaitGraph } from '../cache/wait-graph.js';
import { BackgroundWarning, ResolutionError, type WarmscopeWarning } from '../errors.js';
import { Background } from '../invocation/background.js';
import { Extension } from '../invocation/extension.js';
import { type InvocationRead, Invocations } from '../invocation/invocations.js';
import { CACHED_DEFAULT_CHECKS, checkedOptions, REGISTRY_CHECKS, THAW_CHECKS } from '../option-checks.js';
import type { AnyToken, Class, RegistryOptions } from '../options.js';
import { BuildContext } from '../singletons/build-context.js';
import type { DisposalTerms } from '../singletons/disposal.js';
import { Renewal, type Timer } from '../singletons/renewal.js';
import type { Singleton, SingletonHost } from '../singletons/singleton.js';
import { Succession } from '../singletons/succession.js';
import type { Version } from '../singletons/version.js';
import { CacheDirectory } from './cache-directory.js';
import type { CachedMember } from './cached-member.js';
import { ContainerLife } from './container-life.js';
import type { ContainerStats } from './container-stats.js';
import { InvalidationLog } from './invalidation-log.js';
import { KeyBuilders } from './key-builders.js';
import { SingletonDirectory } from './singleton-directory.js';
import { type CacheStats, cacheStats, numbered, type SingletonStats, singletonStats } from './statistics.js';
import type { TokenResolver } from './token-resolver.js';

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
  /** The instance of a `@ContainerSingleton` class, built where it is missing; throws ResolutionError for what it does not know. */
  resolve<T>(token: Class<T> | (() => T)): T;
  resolve(token: string | symbol): unknown;
  /** Replaces defaults and clock, for members decorated earlier as well; throws InvalidOptionError. */
  configure(options: RegistryOptions): void;
  /** Empties every cache; loads in flight are not stored. Singletons stay. */
  clear(): void;
  /**
   * Builds the eager singletons, and waits until background work may go on after a response where a handler asked for that; rejects with the first
   * failure, after which the next call tries again.
   */
  ready(): Promise<void>;
  /** Empties the caches and disposes the singletons, last created first; use builds anew. Failed disposals are warnings. */
  dispose(): Promise<void>;
}

/** The registry with what the decorators of every copy of the package need of it. */
export class ContainerRegistry implements Registry, CacheHost, SingletonHost {
  readonly clock = new ContainerClock();
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
  readonly timer: Timer = (milliseconds, work) => this.clock.after(milliseconds, work);
  readonly builds = new BuildContext(this.waits);
  readonly invalidations = new InvalidationLog();
  readonly succession = new Succession(this);
  readonly #renewal = new Renewal(this);
  /** DI containers behind the registry, by what they are. */
  readonly #resolvers = new Map<object, TokenResolver>();
  readonly #singletonClasses = new Set<WeakRef<Class>>();
  /** True once SIGTERM disposes this registry's singletons. */
  disposesOnTermination = false;
  readonly #warned = new WeakMap<object, Set<string>>();

  constructor() {
    this.invocations.onRead = (read) => this.waits.noteReads(read === 'any' ? READS.anything : READS.tenant);
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
    if (singleton !== undefined) return singleton.read(undefined);
    for (const resolver of this.#resolvers.values()) if (resolver.canResolve(token)) return resolver.resolve(token);
    throw new ResolutionError(unresolvable(token, this.#resolvers.size > 0));
  }

  isKnown(token: AnyToken): boolean {
    return this.singletons.find(token) !== undefined;
  }

  configure(options: RegistryOptions): void {
    const { defaults, clock, thaw } = checkedOptions(options, REGISTRY_CHECKS, 'registry.configure');
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
    this.life.noteActivity();
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
    this.caches.add(member, replacement, this);
  }

  /** Registers a singleton under its token. */
  addSingleton(singleton: Singleton, token: object): void {
    this.singletons.add(singleton, token);
    this.#renewal.note(singleton);
    if (singleton.isEager) setImmediate(() => singleton.attempt()).unref();
  }

  /** Tells every DI container of a class that became a singleton. */
  announce(target: Class): void {
    this.#singletonClasses.add(new WeakRef(target));
    for (const ref of this.#singletonClasses) if (ref.deref() === undefined) this.#singletonClasses.delete(ref);
    for (const resolver of this.#resolvers.values()) resolver.adopt(target);
  }

  /** Puts a DI container behind the registry; the same one again is connected anew. */
  useResolver(container: object, resolver: TokenResolver): void {
    this.#resolvers.set(container, resolver);
    for (const ref of this.#singletonClasses) {
      const target = ref.deref();
      if (target === undefined) this.#singletonClasses.delete(ref);
      else resolver.adopt(target);
    }
  }

  /** A new instance of a class whose constructor takes parameters nobody named tokens for. */
  constructByResolver(target: Class): { readonly instance: unknown } | undefined {
    const [resolver] = this.#resolvers.values();
    return resolver === undefined ? undefined : { instance: resolver.construct(target) };
  }

  /** Notes that the user's code read something of the invocation it runs in. */
  noteInvocationRead(read: InvocationRead): void {
    this.invocations.noteRead(read);
  }

  readonly residenceOf = (owner: object): Version | undefined => this.succession.residenceOf(owner);

  warn(member: object, warning: WarmscopeWarning): void {
    const codes = this.#warned.get(member) ?? new Set();
    if (codes.has(warning.code)) return;
    this.#warned.set(member, codes.add(warning.code));
    process.emitWarning(warning);
  }
}

function unresolvable(token: AnyToken, hasResolver: boolean): string {
  const name = typeof token === 'function' ? `${token.name || 'an anonymous function'}` : String(token);
  if (hasResolver)
    return `${name} is no container singleton, and tsyringe cannot resolve it: register it there, or decorate it with @ContainerSingleton.`;
  return typeof token === 'function'
    ? `${name} is no container singleton: decorate it with @ContainerSingleton, or import 'warmscope/tsyringe' if tsyringe knows it.`
    : `The token ${name} means nothing to the registry: import 'warmscope/tsyringe' if tsyringe knows it, or inject a class.`;
}
