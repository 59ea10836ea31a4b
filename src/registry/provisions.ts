import { Singleton } from '../singletons/singleton.js';
import { Version } from '../singletons/version.js';
import { Part } from './container.js';
import { type Singletons, singletons } from './singletons.js';

/**
 * The clients that were built with what a DI container provides of its own: tells which of them are out of
 * date when that changes.
 */
export class Provisions {
  readonly #host: Singletons;
  /**
   * For each source (such as a container, or a singleton that it replaces) a mark among the dependencies of
   * whatever was built with it.
   */
  marks = new Map<object, Version>();
  /** What the marks are versions of. */
  readonly #record: Singleton;

  constructor(host: Singletons) {
    this.#host = host;
    this.#record = new Singleton('a provision', () => undefined, {}, host);
  }

  /** Notes that something of this source is handed out. */
  note(source: object): void {
    const readers = this.#host.succession.readers();
    if (readers.length === 0) return;
    const mark = this.marks.get(source) ?? this.#newMark();
    this.marks.set(source, mark);
    for (const reader of readers) reader.needs(mark);
  }

  /**
   * Told that something else is registered in the place of a singleton: what was built with either is built
   * anew at its next use.
   */
  changed(token: object): void {
    const singleton = this.#host.find(token);
    const mark = this.marks.get(token);
    this.marks.delete(token);
    const former = singleton?.retired ?? [];
    this.#host.succession.withdraw([mark, singleton?.current, ...former], 'dependents');
  }

  /** Told that what these sources had has been thrown away: the same for all that was built with it. */
  gone(includes: (source: object) => boolean): void {
    const gone = [...this.marks].filter(([source]) => includes(source));
    for (const [source] of gone) this.marks.delete(source);
    this.#host.succession.withdraw(
      gone.map(([, mark]) => mark),
      'dependents',
    );
  }

  #newMark(): Version {
    const mark = new Version(this.#record);
    mark.isSettled = true;
    return mark;
  }
}

export const provisions: Part<Provisions> = /* @__PURE__ */ new Part(
  'provisions',
  (container) => new Provisions(singletons.of(container)),
);
