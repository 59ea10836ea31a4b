import type { AnyToken, Class } from '../options.js';
import type { Container } from '../registry/container.js';
import { provisions } from '../registry/provisions.js';
import { references } from '../registry/references.js';
import { type Singletons, singletons } from '../registry/singletons.js';
import type { StandIn } from '../singletons/stand-ins.js';
import { isObject } from '../util/guards.js';
import { delayedReference } from './delayed-reference.js';
import { type DelayedToken, isDelayed, type Registration, type TsyringeContainer } from './internals.js';
import { Replacing } from './replacing.js';

/**
 * Where tsyringe and a registry meet: container singletons stay the registry's, whatever token, class or
 * registration tsyringe comes by them through.
 */
export class Bridge {
  /** The containers that the registry asks: what happens to them concerns what the registry keeps. */
  readonly connected = new WeakSet<TsyringeContainer>();
  /** How often something was registered for one of ours. */
  registrations = 0;
  readonly #replacing = new Replacing();
  /** The class that tsyringe is to construct because the registry has asked it to. */
  #commissioned: unknown;
  /** The registrations of what a test gives in the place of tokens. */
  readonly #standIns = new WeakMap<Registration, StandIn>();
  /** What tsyringe has constructed or handed out of ours. */
  readonly #known = new WeakSet<object>();

  constructor(private readonly registry: Container) {}

  get #clients(): Singletons {
    return singletons.of(this.registry);
  }

  isOurs(token: unknown): token is Class {
    return this.#clients.isKnown(token as AnyToken);
  }

  /** True where a test gives something in the place of a token. */
  hasStandIn(token: unknown): boolean {
    return this.#clients.standInFor(token) !== undefined;
  }

  /** The registration of what a test gives in the place of a token. */
  standInFor(token: unknown): Registration | undefined {
    const standIn = this.#clients.standInFor(token);
    if (standIn === undefined) return undefined;
    const registration: Registration = { provider: {}, options: { lifecycle: 0 }, instance: undefined };
    this.#standIns.set(registration, standIn);
    return registration;
  }

  /** True for an instance of ours that tsyringe has constructed or handed out. */
  readonly knows = (instance: unknown): boolean => isObject(instance) && this.#known.has(instance);

  /** True where something else is registered in the place of a container singleton. */
  replaces(container: TsyringeContainer, token: unknown): boolean {
    if (!this.isOurs(token) || container.disposed) return false;
    const registration = container.getRegistration(token);
    return registration !== null && this.#replacing.isInForce(registration);
  }

  /**
   * A {@link replaces} for tokens that are asked for time and again: what had no registration has none until
   * one is made.
   */
  asker(container: TsyringeContainer): (token: AnyToken) => boolean {
    const unregistered = new WeakMap<object, number>();
    return (token) => {
      if (container.disposed || unregistered.get(token as object) === this.registrations) return false;
      const isReplaced = this.replaces(container, token);
      if (!isReplaced && container.getRegistration(token) === null)
        unregistered.set(token as object, this.registrations);
      return isReplaced;
    };
  }

  /** A new instance of a container singleton's class, which `build` has tsyringe construct. */
  commission(target: Class, build: () => unknown): unknown {
    this.#commissioned = target;
    try {
      return this.#noted(build());
    } finally {
      this.#commissioned = undefined;
    }
  }

  /** Told of what is registered for a token. */
  noteRegistration(registration: Registration, token: unknown): void {
    if (this.#replacing.find(registration) !== undefined || !this.isOurs(token)) return;
    this.#replacing.note(registration, token, this.#clients.find(token)?.current?.instance);
  }

  /** What a registration stands for. */
  resolveRegistration(
    registration: Registration,
    container: TsyringeContainer,
    original: () => unknown,
  ): unknown {
    const standIn = this.#standIns.get(registration);
    if (standIn !== undefined) return standIn();
    const { useClass, useValue } = registration.provider;
    if (useClass !== undefined && useClass === this.#commissioned) return original();
    const version = isObject(useValue) ? this.#clients.succession.versionOf(useValue) : undefined;
    const former = version?.isDisposed === true ? version.record.deref() : undefined;
    if (former !== undefined) return former.read(undefined);
    const ofOurs = this.#replacing.find(registration);
    if (ofOurs?.isReplacement === false) return this.#give(ofOurs.token);
    provisions.of(this.registry).note(ofOurs?.token ?? container);
    const resolve =
      this.isOurs(useClass) && useClass !== ofOurs?.token ? () => this.#give(useClass) : original;
    const value = ofOurs === undefined ? resolve() : this.#replacing.resolve(registration, resolve);
    // How long an instance of ours is kept is left to the registry.
    if (this.#isKept(registration.instance)) registration.instance = undefined;
    return value;
  }

  /** What tsyringe is to construct: a class, or a reference to what a delayed token stands for. */
  construct(
    target: unknown,
    container: TsyringeContainer,
    context: unknown,
    original: () => unknown,
  ): unknown {
    if (isDelayed(target)) return this.#delayed(target, (token) => container.resolve(token, context));
    if (target === this.#commissioned) {
      this.#commissioned = undefined;
      return original();
    }
    if (this.isOurs(target)) return this.#give(target);
    const instance = original();
    // What it will dispose with the container must not outlive that in a client of ours.
    if (container.disposables.has(instance)) provisions.of(this.registry).note(container.disposables);
    return instance;
  }

  #give(target: Class): unknown {
    return this.#noted(this.#clients.resolve(target));
  }

  #noted(instance: unknown): unknown {
    if (isObject(instance)) this.#known.add(instance);
    return instance;
  }

  #isKept(value: unknown): boolean {
    return isObject(value) && this.#clients.succession.residenceOf(value) !== undefined;
  }

  /**
   * A reference to what a delayed token stands for: resolved once, as tsyringe does, but for what the
   * registry keeps and may replace.
   */
  #delayed(token: DelayedToken, resolve: (token: unknown) => unknown): object {
    let kept: object | undefined;
    const referent = (): object => {
      if (kept !== undefined) return kept;
      const target = token.wrap();
      const object = resolve(target) as object;
      const mayChange = this.isOurs(target) || this.hasStandIn(target) || this.#isKept(object);
      if (!mayChange) kept = object;
      return object;
    };
    const reference = delayedReference(referent);
    references.of(this.registry).add(reference, referent);
    return reference;
  }
}
