import { NotCachedError } from '../errors.js';
import type { AnyMethod } from '../options.js';
import { container } from '../registry/global.js';
import { classNameOf } from '../util/naming.js';
import { isOverflow, messageOf } from '../util/untrusted.js';

/** Thrown where a target is neither cached nor a singleton. */
export class MissingTarget extends TypeError {}

/** Why a member is no target, with those that could have been meant. */
export function missing(
  place: unknown,
  name: PropertyKey,
  what = 'no cached member',
  remedy = '@Cached()',
): MissingTarget {
  if (place === undefined || place === null)
    return new MissingTarget(`there is no object to look up '${String(name)}' on`);
  const others = container.caches.namesOn(Object(place));
  const known = others.length === 0 ? '' : `; cached there: ${others.map(String).join(', ')}`;
  return new MissingTarget(
    `${classNameOf(Object(place))} has ${what} '${String(name)}': correct the name, or decorate it with ` +
      `${remedy}${known}`,
  );
}

/** Refuses the calls of a method whose targets are not cached, before its body runs. */
export class TargetCheck {
  /** The kinds of `this` for which everything was found. */
  readonly #passed = new WeakSet<object>();

  /** `find` throws for a target that is not there, or says that it cannot tell yet. */
  constructor(
    private readonly find: (self: unknown) => 'found' | 'unknown',
    private readonly label: () => string,
  ) {}

  /** Throws NotCachedError where a target is not there. */
  demand(self: unknown): void {
    const kind = kindOf(self);
    if (kind !== undefined && this.#passed.has(kind)) return;
    try {
      if (this.find(self) === 'found' && kind !== undefined) this.#passed.add(kind);
    } catch (cause) {
      if (isOverflow(cause)) throw cause;
      const message =
        `${this.label()} was not called, as there is nothing to invalidate: ` + `${messageOf(cause)}.`;
      throw new NotCachedError(message, cause instanceof MissingTarget ? {} : { cause });
    }
  }
}

/** What finds the same members: a class by itself, instances by their prototype. */
function kindOf(self: unknown): object | undefined {
  if (typeof self === 'function') return self;
  return typeof self === 'object' && self !== null ? (Object.getPrototypeOf(self) ?? undefined) : undefined;
}

/** A call that is refused: an async method rejects, others throw. */
export function refusing(original: AnyMethod, work: () => void): Promise<never> | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (Object.prototype.toString.call(original) !== '[object AsyncFunction]') throw error;
    return Promise.reject(error);
  }
}
