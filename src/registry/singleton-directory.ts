import { AsyncLocalStorage } from 'node:async_hooks';
import { messageOf } from '../cache/hostile-values.js';
import { DisposalWarning, type WarmscopeWarning } from '../errors.js';
import type { Singleton } from '../singletons/singleton.js';
import { Roster } from './roster.js';

/** Every singleton of a container: to find one by its class or reader, to prepare the eager ones, to dispose them in reverse order. */
export class SingletonDirectory {
  readonly #byToken = new WeakMap<object, Singleton>();
  readonly #named = new Map<string, Singleton>();
  readonly #roster = new Roster<Singleton>((singleton) => this.#demote(singleton));
  /** Built ones that fell off the list: disposed with the others as long as somebody can still use them. */
  readonly #surplus = new Set<WeakRef<Singleton>>();
  /** What must be disposed: kept alive here, whatever becomes of its class. */
  readonly #built = new Set<Singleton>();
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

  /** Notes that a singleton has an instance, listing it again if it had fallen off; gives its place in the order of creation. */
  noteBuilt(singleton: Singleton): number {
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
  dispose(warn: (member: object, warning: WarmscopeWarning) => void): Promise<void> {
    // A disposal that disposes everything would wait for itself.
    const earlier = this.#disposing.getStore() === true ? undefined : this.#disposal;
    const all = this.#disposing.run(true, () => this.#disposeAll(warn));
    const done = all.then(() => earlier);
    if (earlier !== undefined) this.#disposal = done;
    return done;
  }

  async #disposeAll(warn: (member: object, warning: WarmscopeWarning) => void): Promise<void> {
    const listed = this.all();
    await Promise.all(listed.map((singleton) => singleton.settled()));
    const surplus = [...this.#surplus].flatMap((ref) => ref.deref() ?? []);
    const built = [...new Set([...this.#built, ...surplus])].sort((one, other) => other.state.turn - one.state.turn);
    this.#built.clear();
    this.#surplus.clear();
    for (const singleton of listed) singleton.takeFailure();
    const disposals = built.map((singleton) => ({ singleton, dispose: singleton.release() }));
    for (const { singleton, dispose } of disposals) {
      try {
        await dispose?.();
      } catch (cause) {
        warn(singleton, new DisposalWarning(`The disposal of ${singleton.label} failed: ${messageOf(cause)}`, { cause }));
      }
    }
  }

  #demote(singleton: Singleton): void {
    if (!this.#built.delete(singleton)) return;
    for (const ref of this.#surplus) if (ref.deref() === undefined) this.#surplus.delete(ref);
    this.#surplus.add(new WeakRef(singleton));
  }
}
