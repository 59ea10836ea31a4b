import { messageOf } from '../cache/key-resolution.js';
import { DisposalWarning, type WarmscopeWarning } from '../errors.js';
import type { Singleton } from '../singletons/singleton.js';
import { Roster } from './roster.js';

/** Every singleton of a container: to find one by its class or reader, to prepare the eager ones, to dispose them in reverse order. */
export class SingletonDirectory {
  readonly #byToken = new WeakMap<object, Singleton>();
  readonly #named = new Map<string, { singleton: Singleton; signature: string }>();
  readonly #roster = new Roster<Singleton>((singleton) => this.#built.delete(singleton));
  /** What must be disposed: kept alive here, whatever becomes of its class. */
  readonly #built = new Set<Singleton>();
  #turns = 0;

  /** Registers a singleton under its token: the class, or the function that reads it. `signature` is what a second evaluation repeats. */
  add(singleton: Singleton, token: object, signature: string): void {
    this.#byToken.set(token, singleton);
    const { name } = singleton.options;
    const former = name === undefined ? undefined : this.#named.get(name);
    if (former !== undefined && former.signature === signature && former.singleton.handOver(singleton)) {
      this.#roster.remove(former.singleton, signature);
      this.#built.delete(former.singleton);
      this.#built.add(singleton);
    }
    if (name !== undefined) this.#named.set(name, { singleton, signature });
    this.#roster.add(singleton, signature);
  }

  find(token: unknown): Singleton | undefined {
    return typeof token === 'function' ? this.#byToken.get(token) : undefined;
  }

  /** Notes that an instance was built, and gives its place in the order of creation. */
  noteBuilt(singleton: Singleton): number {
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

  /** The failures kept for first readers. */
  failures(): Set<unknown> {
    return new Set(this.all().flatMap(({ failure }) => (failure === undefined ? [] : [failure.error])));
  }

  /** Disposes all, the last created first; a failure is reported and skips none of the rest. */
  async dispose(warn: (member: object, warning: WarmscopeWarning) => void): Promise<void> {
    const listed = this.all();
    await Promise.all(listed.map((singleton) => singleton.settled()));
    const built = [...this.#built].sort((one, other) => other.turn - one.turn);
    this.#built.clear();
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
}
