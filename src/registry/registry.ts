import { checkedCachedOptions } from '../features/features.js';
import type { KeyBuilders } from '../keys/key-builders.js';
import type { AnyToken, Class } from '../options.js';
import { checkedOptions, optionsIn, REGISTRY_CHECKS, THAW_CHECKS } from '../util/checks.js';
import type { Container } from './container.js';
import { containerStats } from './container-stats.js';
import { checkContainer, type DiContainer, diContainers } from './di-containers.js';
import { container } from './global.js';
import { heapGuard as guardPart, LEAST_FULL } from './heap-guard.js';
import { invalidateTags } from './invalidate-tags.js';
import { keyBuilders, resolveKeyBuilders } from './key-builders-part.js';
import { lifecycle } from './lifecycle.js';
import { limitBytes } from './limits.js';
import type { Registry, RegistryOptions, RegistryStats } from './registry-types.js';
import { isFamily } from './singleton-directory.js';
import { disposeAll, singletons } from './singletons.js';
import { cacheRows, familyStats, numbered, singletonStats } from './statistics.js';
import { disposeOnHostsTermination, type TerminationOptions } from './termination.js';
import { checkClock, givenClock } from './user-clock.js';

/** What the public registry does with a container. */
const METHODS = {
  get keyBuilders(): KeyBuilders {
    return keyBuilders.of(this as unknown as Container);
  },

  stats(this: Container): RegistryStats {
    const directory = singletons.in(this)?.directory;
    return {
      container: containerStats(lifecycle.of(this).life, this.tier),
      caches: numbered(cacheRows(this.caches.members())),
      singletons: numbered(
        (directory?.listed() ?? []).map((one) => (isFamily(one) ? familyStats(one) : singletonStats(one))),
      ),
    };
  },

  resolve(this: Container, token: AnyToken): unknown {
    // A field, as looking the part up by its name takes longer than all the rest.
    const { resolveToken } = this;
    return resolveToken === undefined ? singletons.of(this).resolve(token) : resolveToken(token as never);
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
    const own = optionsIn(options, 'registry.configure');
    const { defaults, clock, thaw, maxBytes, heapGuard, bypass, silence, shared } =
      checkedOptions<RegistryOptions>(own, REGISTRY_CHECKS, 'registry.configure');
    checkClock(clock);
    const checkedThaw = thaw && checkedOptions(thaw, THAW_CHECKS, 'registry.configure, in "thaw"');
    const checkedDefaults =
      defaults && checkedCachedOptions(defaults, 'default', 'registry.configure, in "defaults"');
    if ('bypass' in own) this.caches.bypass = bypass;
    if (checkedDefaults !== undefined || 'bypass' in own)
      this.caches.applyDefaults(checkedDefaults ?? this.caches.defaults);
    if ('shared' in own) {
      this.tier?.detach();
      this.tier = shared?.attach(this);
    }
    if ('silence' in own) this.silenced = silence ?? [];
    if ('maxBytes' in own) limitBytes(this, maxBytes);
    if ('heapGuard' in own) guardPart.of(this).share = heapGuard ?? LEAST_FULL;
    const { life } = lifecycle.of(this);
    if ('clock' in own) {
      this.clock.use(givenClock(clock, (given, warning) => this.warn(given, warning)));
      // Times of another clock say nothing of a gap.
      life.noteActivity();
    }
    if ('thaw' in own) life.thaw.configure(checkedThaw ?? {});
  },

  clear(this: Container): void {
    this.caches.clear();
  },

  async invalidateTags(this: Container, ...tags: string[]): Promise<void> {
    invalidateTags(this, tags);
    await this.tier?.acknowledged();
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

  disposeOnTermination(this: Container, options?: TerminationOptions): () => void {
    return disposeOnHostsTermination(this, options);
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
