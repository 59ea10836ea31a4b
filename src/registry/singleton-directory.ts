import type { DisposalTerms } from '../singletons/disposal.js';
import type { Family } from '../singletons/family.js';
import type { Singleton } from '../singletons/singleton.js';
import type { Succession } from '../singletons/succession.js';
import * as node from '../util/node-modules.js';
import { WeakList } from '../util/weak-list.js';

/**
 * Every singleton of a container: to find one by its class or reader, to list them, to prepare the eager
 * ones, to dispose them all.
 */
export class SingletonDirectory {
  readonly #byToken = new WeakMap<object, Singleton>();
  readonly #byPlace = new WeakMap<object, Map<PropertyKey, Singleton | Family>>();
  readonly #familyOf = new WeakMap<object, Family>();
  readonly #all = new WeakList<Singleton | Family>();
  /**
   * Keeps eager ones alive, until all are disposed: nobody has to read them for the container to build, renew
   * and dispose them.
   */
  readonly #tended = new Set<Singleton>();
  #disposal: Promise<void> = Promise.resolve();
  #disposing: ReturnType<typeof newMark> | undefined;

  /** Registers a singleton under its token: the class, or the function that reads it. */
  add(singleton: Singleton, token: object): void {
    this.#byToken.set(token, singleton);
    this.#all.add(singleton);
    if (singleton.client.options.eager === true) this.#tended.add(singleton);
  }

  /** Registers the clients of a keyed member under the function that reads them. */
  addFamily(family: Family, reader: object): void {
    this.#familyOf.set(reader, family);
    this.#all.add(family);
  }

  find(token: unknown): Singleton | undefined {
    return typeof token === 'function' ? this.#byToken.get(token) : undefined;
  }

  /** What a class stands for, or a reader: of one client, or of those of a keyed member. */
  findAny(token: unknown): Singleton | Family | undefined {
    return this.find(token) ?? (typeof token === 'function' ? this.#familyOf.get(token) : undefined);
  }

  /**
   * Notes which class or prototype a singleton member sits on, so that it is found under other decorators as
   * well.
   */
  place(owner: object, key: PropertyKey, member: Singleton | Family): void {
    const members = this.#byPlace.get(owner) ?? new Map<PropertyKey, Singleton | Family>();
    this.#byPlace.set(owner, members.set(key, member));
  }

  /** The singleton member of that name that was noted for a place itself. */
  placed(owner: object, key: PropertyKey): Singleton | Family | undefined {
    return this.#byPlace.get(owner)?.get(key);
  }

  /** The singletons and keyed members that somebody can still read, oldest registration first. */
  listed(): (Singleton | Family)[] {
    return this.#all.items();
  }

  /** The singletons among them. */
  all(): Singleton[] {
    return this.listed().filter((member): member is Singleton => !isFamily(member));
  }

  /** The eager ones among them. */
  eager(): Singleton[] {
    return this.all().filter(({ client }) => client.options.eager === true);
  }

  /** Builds what is eager and missing; failures stay with the singletons, for their first readers. */
  async prepare(): Promise<void> {
    await Promise.all(this.eager().map((singleton) => singleton.prepare()));
  }

  /** Waits for the eager ones that are being built, in the same way; undefined where there are none. */
  underWay(): Promise<unknown> | undefined {
    const building = this.eager().filter((singleton) => singleton.building !== undefined);
    return building.length === 0 ? undefined : Promise.all(building.map((singleton) => singleton.prepare()));
  }

  /** How many failures are kept for their first readers. */
  get failures(): number {
    return this.eager().filter(({ failure }) => failure !== undefined).length;
  }

  /**
   * Disposes all, dependents first; a failure is reported and skips none of the rest. Waits for a disposal
   * under way.
   */
  dispose(succession: Succession, terms?: DisposalTerms): Promise<void> {
    this.#disposing ??= newMark();
    // A disposal that disposes everything would wait for itself: it is being done.
    if (this.#disposing.getStore() === true) return Promise.resolve();
    const earlier = this.#disposal;
    this.#tended.clear();
    for (const singleton of this.all()) singleton.takeFailure();
    const all = this.#disposing.run(true, () => succession.disposeAll(terms));
    this.#disposal = all.then(() => earlier);
    return this.#disposal;
  }
}

/** True for the clients of a keyed member, of any copy of the package. */
export function isFamily(member: Singleton | Family): member is Family {
  return 'kept' in member;
}

const newMark = () => new (node.asyncHooks().AsyncLocalStorage)<true>();
