import { AsyncLocalStorage } from 'node:async_hooks';
import type { WarmscopeWarning } from '../errors.js';
import { disposeInTurn, type Leaving } from '../singletons/disposal.js';
import type { Generation } from '../singletons/generation.js';
import type { Singleton } from '../singletons/singleton.js';
import type { Succession } from '../singletons/succession.js';
import { Roster } from './roster.js';

/** Every singleton of a container: to find one by its class or reader, to prepare the eager ones, to dispose them in reverse order. */
export class SingletonDirectory {
  readonly #byToken = new WeakMap<object, Singleton>();
  readonly #byPlace = new WeakMap<object, Map<PropertyKey, Singleton>>();
  readonly #named = new Map<string, Singleton>();
  readonly #roster = new Roster<Singleton>((singleton) => this.#letGo(singleton));
  /** What must be disposed: kept alive here, whatever becomes of its class; what fell off the list, only as long as somebody has it. */
  readonly #built = new Set<Singleton>();
  readonly #generations = new WeakMap<object, Generation>();
  #turns = 0;
  #disposal: Promise<void> = Promise.resolve();
  readonly #disposing = new AsyncLocalStorage<true>();

  /** Registers a singleton under its token: the class, or the function that reads it. */
  add(singleton: Singleton, token: object): void {
    this.#byToken.set(token, singleton);
    const { name } = singleton.options;
    const identity = name === undefined ? undefined : `${name}\n${singleton.signature}`;
    const former = identity === undefined ? undefined : this.#named.get(identity);
    if (former !== undefined) {
      singleton.takeOver(former);
      this.#roster.remove(former, former.signature);
      this.#built.delete(former);
      if (singleton.isBuilt) this.#built.add(singleton);
    }
    if (identity !== undefined) this.#named.set(identity, singleton);
    this.#roster.add(singleton, singleton.signature);
  }

  find(token: unknown): Singleton | undefined {
    return typeof token === 'function' ? this.#byToken.get(token) : undefined;
  }

  /** Notes which class or prototype a singleton member sits on, so that it is found under other decorators as well. */
  place(owner: object, key: PropertyKey, singleton: Singleton): void {
    const members = this.#byPlace.get(owner) ?? new Map<PropertyKey, Singleton>();
    this.#byPlace.set(owner, members.set(key, singleton));
  }

  /** The singleton that a property of an object reads, along its prototypes. */
  ofProperty(target: object, key: PropertyKey): Singleton | undefined {
    for (let owner: object | null = target; owner !== null; owner = Object.getPrototypeOf(owner)) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key);
      const found = this.find(descriptor?.value ?? descriptor?.get) ?? this.#byPlace.get(owner)?.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The generation that an object is the instance of, while the container keeps it. */
  generationOf(instance: object): Generation | undefined {
    const generation = this.#generations.get(instance);
    return generation?.isResident === true ? generation : undefined;
  }

  #letGo(singleton: Singleton): void {
    this.#built.delete(singleton);
    singleton.kept?.leave();
  }

  /** Notes that a singleton has an instance, listing it again if it had fallen off; gives its place in the order of creation. */
  noteBuilt(singleton: Singleton, generation: Generation): number {
    const { instance } = generation;
    if (typeof instance === 'object' && instance !== null) this.#generations.set(instance, generation);
    if (!this.#roster.has(singleton, singleton.signature)) this.#roster.add(singleton, singleton.signature);
    this.#built.add(singleton);
    return ++this.#turns;
  }

  /** The listed singletons, oldest registration first. */
  all(): Singleton[] {
    return this.#roster.items();
  }

  /** Builds what is eager and missing; failures stay with the singletons, for their first readers. */
  async prepare(): Promise<Singleton[]> {
    const eager = this.all().filter(({ options }) => options.eager === true);
    await Promise.all(eager.map((singleton) => singleton.prepare()));
    return eager;
  }

  /** How many failures are kept for their first readers. */
  get failures(): number {
    return this.all().filter(({ failure }) => failure !== undefined).length;
  }

  /** Disposes all, the last created first; a failure is reported and skips none of the rest. Waits for a disposal under way. */
  dispose(succession: Succession, warn: Warn): Promise<void> {
    // A disposal that disposes everything would wait for itself: it is being done.
    if (this.#disposing.getStore() === true) return Promise.resolve();
    const earlier = this.#disposal;
    const all = this.#disposing.run(true, () => this.#disposeAll(succession, warn));
    this.#disposal = all.then(() => earlier);
    return this.#disposal;
  }

  /** The singletons that have an instance. */
  built(): Singleton[] {
    return [...this.#built].filter(({ isBuilt }) => isBuilt);
  }

  /** The singletons that have an instance or are getting one, as far as anybody still has them. */
  living(): Singleton[] {
    return [...new Set([...this.#built, ...this.#roster.everything()])].filter(({ isBuilt, isBuilding }) => isBuilt || isBuilding);
  }

  async #disposeAll(succession: Succession, warn: Warn): Promise<void> {
    for (const singleton of this.all()) singleton.takeFailure();
    const building = this.#roster.everything().filter(({ isBuilding }) => isBuilding);
    const replaced = succession.settled();
    await this.#disposeBuilt(succession, warn);
    // What is still being built must not hold up the rest: it may never come.
    await Promise.all([replaced, ...building.map((singleton) => singleton.settled())]);
    if (building.length > 0) await this.#disposeBuilt(succession, warn);
  }

  /** Each is let go of only when its turn comes: what it needs to say goodbye is still there. */
  async #disposeBuilt(succession: Succession, warn: Warn): Promise<void> {
    const built = this.living().flatMap((singleton) => (singleton.kept === undefined ? [] : [leavingOf(singleton, singleton.kept)]));
    this.#built.clear();
    await disposeInTurn([...built, ...succession.takeReplaced()], warn);
  }
}

const leavingOf = (singleton: Singleton, generation: Generation): Leaving => ({ singleton, state: singleton.state, generation });

type Warn = (member: object, warning: WarmscopeWarning) => void;
