import { Lifecycle } from 'tsyringe';
import type { Class } from '../options.js';
import { isThenable } from '../util/untrusted.js';
import type { Registration } from './internals.js';

/** A registration of a container singleton's class. */
export interface OfOurs {
  readonly token: Class;
  /** False where it only names the singleton once more. */
  readonly isReplacement: boolean;
}

/**
 * The registrations that programs have made of container singletons: which of them replace one, and what
 * those give.
 */
export class Replacing {
  readonly #ofOurs = new WeakMap<Registration, OfOurs>();
  /** Registrations being resolved: who asks for one meanwhile (a factory that wraps it, say) means ours. */
  readonly #open = new Set<Registration>();

  /** Notes a registration of one of ours; `instance` is what is kept of that. */
  note(registration: Registration, token: Class, instance: unknown): void {
    const { useClass, useValue } = registration.provider;
    // What tsyringe had constructed before the class became ours is in its place.
    const isOne = useClass === token && registration.instance === undefined;
    const isSame = isOne || (useValue !== undefined && useValue === instance);
    this.#ofOurs.set(registration, { token, isReplacement: !isSame });
  }

  find(registration: Registration): OfOurs | undefined {
    return this.#ofOurs.get(registration);
  }

  /** True for a replacement that is not just being resolved. */
  isInForce(registration: Registration): boolean {
    return this.#ofOurs.get(registration)?.isReplacement === true && !this.#open.has(registration);
  }

  /** What a replacement gives: one instance like the singleton, however it is registered. */
  resolve(registration: Registration, original: () => unknown): unknown {
    const isOuter = !this.#open.has(registration);
    this.#open.add(registration);
    try {
      return isTransient(registration) ? kept(registration, original) : original();
    } finally {
      if (isOuter) this.#open.delete(registration);
    }
  }
}

/** True where tsyringe would make it anew each time. */
function isTransient({ provider, options }: Registration): boolean {
  if (provider.useFactory !== undefined) return true;
  return provider.useClass !== undefined && options.lifecycle !== Lifecycle.ContainerScoped;
}

/** What a registration gave first, kept as tsyringe keeps its own singletons; a promise that fails is not. */
function kept(registration: Registration, make: () => unknown): unknown {
  registration.instance ??= make();
  const { instance } = registration;
  if (isThenable(instance))
    Promise.resolve(instance).catch(() => {
      if (registration.instance === instance) registration.instance = undefined;
    });
  return instance;
}
