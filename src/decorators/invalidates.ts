import { InvalidationWarning, InvalidTargetError } from '../errors.js';
import type { AnyMethod, Class, InvalidatesOptions } from '../options.js';
import { container } from '../registry/global.js';
import { checkedOptions, INVALIDATES_CHECKS } from '../util/checks.js';
import { isClass, isGenerator, memberLabel } from '../util/naming.js';
import { adopt, isThenable, messageOf, SOON } from '../util/untrusted.js';
import type { AfterTarget, InvalidatesDecorator } from './cached-types.js';
import { type DecoratedMember, decorateMember, disguise } from './dialect.js';
import { drop, type Found, findCached, findOwn, isMemberName, placeOf } from './invalidation-targets.js';
import { missing, refusing, TargetCheck } from './target-check.js';

/** What to invalidate: a method of the same class, or another class's in every instance. */
type Target = { readonly name: PropertyKey; readonly findClass: (() => Class) | undefined };

/**
 * Drops cached entries after a mutating method returned or resolved, before its caller sees the result; not
 * when it throws. Its own failure is a warning and clears the whole method. Several may be stacked.
 * @example
 * class Reports {
 *   \@Invalidates('report', { key: (user: string, month: string) => [user, month] })
 *   async save(user: string, month: string, lines: Line[]): Promise<void> {
 *     await this.write(user, month, lines);
 *   }
 * }
 */
export function Invalidates<
  const Target extends string | symbol | (() => Class),
  const Name extends string | symbol,
  const Options extends InvalidatesOptions = object,
>(target: Target, ...rest: AfterTarget<Target, Name, Options>): InvalidatesDecorator<Options>;
export function Invalidates(...what: unknown[]): unknown {
  if (isBare(what))
    throw new InvalidTargetError(
      "@Invalidates is a factory: write @Invalidates('method') with its brackets.",
    );
  return (...application: unknown[]): unknown =>
    decorateMember('@Invalidates', application, (member) => invalidating(member, what));
}

function invalidating(
  { kind, key, original, label, onOwner }: DecoratedMember,
  what: readonly unknown[],
): AnyMethod {
  if (kind === 'getter')
    throw new InvalidTargetError(
      `@Invalidates cannot decorate the getter ${label}: it goes on a method that changes something.`,
    );
  if (isGenerator(original))
    throw new InvalidTargetError(
      `@Invalidates cannot decorate the generator ${label}: it has changed nothing yet when it returns.`,
    );
  const target = targetOf(what, label);
  const given = what[target.findClass === undefined ? 1 : 2] ?? {};
  const options = checkedOptions(given as InvalidatesOptions, INVALIDATES_CHECKS, `@Invalidates on ${label}`);
  const invalidation = new Invalidation(target, options.key, label);
  onOwner((owner) => {
    invalidation.label = memberLabel(owner, key);
    invalidation.home = owner;
  });
  return disguise(thenInvalidating(original, invalidation), original);
}

/** The function that runs in the method's place: a method itself, so that `new` refuses it. */
function thenInvalidating(original: AnyMethod, invalidation: Invalidation): AnyMethod {
  return {
    replacement(this: unknown, ...args: unknown[]): unknown {
      const refused = refusing(original, () => invalidation.check.demand(this));
      if (refused !== undefined) return refused;
      const result = original.apply(this, args);
      try {
        if (!isThenable(result)) {
          invalidation.run(this, args);
          return result;
        }
        return Promise.resolve(result).then((value) => {
          invalidation.run(this, args);
          return value;
        });
      } catch (error) {
        // There is no stack left: what the method has changed must not be served on as it was.
        SOON.then(() => {
          adopt(result);
          invalidation.run(this, args);
        });
        throw error;
      }
    },
  }.replacement;
}

/**
 * True for what a decorator without brackets is given: a class, a prototype or a function, and where it is.
 */
function isBare(what: readonly unknown[]): boolean {
  const [first, second] = what;
  return (
    what.length > 1 &&
    (typeof first === 'object' ||
      isClass(first) ||
      (typeof second === 'object' && typeof first === 'function'))
  );
}

function targetOf(what: readonly unknown[], label: string): Target {
  const [first, second] = what;
  if (isMemberName(first)) return { name: first, findClass: undefined };
  if (typeof first === 'function' && isMemberName(second))
    return { name: second, findClass: first as () => Class };
  if (typeof first === 'object' && first !== null)
    checkedOptions(first, INVALIDATES_CHECKS, `@Invalidates on ${label}`);
  throw new InvalidTargetError(
    `@Invalidates on ${label} takes the name of a cached method of the same class, or () => TheClass and ` +
      'a name.',
  );
}

/** One application of `@Invalidates`. */
class Invalidation {
  /** The prototype or class that the method is on, once it is known. */
  home: object | undefined;
  readonly check = new TargetCheck(
    (self) => (this.#find(self).length > 0 ? 'found' : 'unknown'),
    () => `@Invalidates on ${this.label}`,
  );

  constructor(
    private readonly target: Target,
    private readonly keyOf: InvalidatesOptions['key'],
    public label: string,
  ) {}

  /** Drops what is to be dropped; never throws. */
  run(self: unknown, args: unknown[]): void {
    let found: Found[] = [];
    try {
      found = this.#find(self);
      const key: [key: unknown] | undefined = this.keyOf && [this.keyOf.apply(self, args)];
      for (const one of found) drop(one, key);
    } catch (cause) {
      const names = found.map(({ member }) => member.label).join(', ');
      for (const { member } of found) member.cache.invalidation.clear();
      const done = names === '' ? 'nothing was dropped' : `all entries of ${names} were dropped`;
      container.warn(
        this,
        new InvalidationWarning(`@Invalidates on ${this.label} failed, so ${done}: ${messageOf(cause)}`, {
          cause,
        }),
      );
    }
  }

  /**
   * The cached members of that name (an override and what it overrides), and whose entries are meant; none
   * where that cannot be told yet.
   */
  #find(self: unknown): Found[] {
    const { findClass, name } = this.target;
    const place: unknown = findClass === undefined ? (self ?? this.home) : placeOf(findClass, name);
    const found =
      findClass === undefined ? findOwn(self, this.home, name) : findCached(place as object, name);
    if (found.length === 0 && !container.caches.mayHave(name)) throw missing(place, name);
    return found;
  }
}
