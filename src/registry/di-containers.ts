import { InvalidOptionError, ResolutionError } from '../errors.js';
import type { AnyToken, Class } from '../options.js';
import { isObject, isReference } from '../util/guards.js';
import { invalidOption } from '../util/invalid-option.js';
import { typeOf } from '../util/naming.js';
import { readable } from '../util/snapshot.js';
import { Part } from './container.js';

/** What a DI container is asked for: a class, or the name that something has there. */
export type DiToken = Class | string | symbol;

/**
 * A DI container as the registry sees it, for `registry.connect`. It is asked for what the registry does not
 * know itself.
 * @example
 * const fromAwilix: DiContainer = {
 *   has: (token) => typeof token !== 'function' && container.hasRegistration(token),
 *   resolve: (token) => container.resolve(token as string),
 *   construct: (Class) => container.build(asClass(Class as never)),
 * };
 */
export interface DiContainer {
  /** True for a token that it can resolve. */
  has(token: DiToken): boolean;
  /**
   * What the token stands for; only asked where `has` said yes. What it throws reaches the caller unchanged.
   */
  resolve(token: DiToken): unknown;
  /**
   * A new instance of a container singleton's class that names no `inject`. Default: such a class is built by
   * the registry alone.
   */
  construct?(target: Class): unknown;
}

/** What `warmscope/tsyringe` does besides. */
export interface ConnectedContainer extends DiContainer {
  /**
   * True where the program has registered something in the place of a container singleton: that is what
   * everybody gets.
   */
  replaces?(token: AnyToken): boolean;
  /** True for a token that nobody has registered, but that it would build. */
  builds?(token: AnyToken): boolean;
  /** Forgets the instances that it keeps; gives what brings them back, or nothing where it keeps none. */
  setAside?(): (() => void) | undefined;
}

/** The DI containers behind a registry, in the order in which they were connected. */
export class DiContainers {
  readonly #connected = new Map<object, ConnectedContainer>();

  get isEmpty(): boolean {
    return this.#connected.size === 0;
  }

  /** Connects one, unless there is one under that key; gives what disconnects it again. */
  connect(container: ConnectedContainer, key: object = {}): () => void {
    if (!this.#connected.has(key)) this.#connected.set(key, container);
    return () => void this.#connected.delete(key);
  }

  /** The first that has something else in the place of a container singleton. */
  replacing(token: AnyToken): ConnectedContainer | undefined {
    return this.#first((container) => container.replaces?.(token));
  }

  /** The first that has a token, else the first that would build it. */
  having(token: AnyToken): ConnectedContainer | undefined {
    if (token === undefined || token === null) return undefined;
    return (
      this.#first((container) => container.has(token as DiToken)) ??
      this.#first((container) => container.builds?.(token))
    );
  }

  /**
   * A new instance of a class, boxed, by the first that constructs classes; undefined where there is none.
   */
  construct(target: Class): { readonly instance: unknown } | undefined {
    const container = this.#first(({ construct }) => construct !== undefined);
    if (container === undefined) return undefined;
    const instance = container.construct?.(target);
    if (isObject(instance)) return { instance };
    throw new ResolutionError(
      `${target.name} cannot be built: "construct" of a container given to registry.connect returned ` +
        `${typeOf(instance)}; valid is an instance of ${target.name}.`,
    );
  }

  /** Has all of them forget the instances that they keep; gives what brings them back. */
  setAside(): (() => void)[] {
    return [...this.#connected.values()].flatMap((container) => container.setAside?.() ?? []);
  }

  #first(isIt: (container: ConnectedContainer) => unknown): ConnectedContainer | undefined {
    for (const container of this.#connected.values()) if (isIt(container)) return container;
    return undefined;
  }
}

export const diContainers: Part<DiContainers> = /* @__PURE__ */ new Part('diContainers', (container) => {
  const made = new DiContainers();
  container.diContainers = made;
  return made;
});

/** Refuses what is no DI container. */
export function checkContainer(container: unknown): asserts container is DiContainer {
  if (!isReference(container))
    throw new InvalidOptionError(`registry.connect takes ${SHAPE}; received ${typeOf(container)}.`);
  for (const name of ['has', 'resolve', 'construct']) {
    const method: unknown = readable(
      () => Reflect.get(container, name),
      `Invalid option "${name}" of registry.connect`,
    );
    if (typeof method === 'function' || (name === 'construct' && method === undefined)) continue;
    throw invalidOption(name, 'registry.connect', typeOf(method), `a function, as in ${SHAPE}`);
  }
}

const SHAPE = 'a DI container { has(token), resolve(token), construct?(Class) }';
