import { isThenable } from '../cache/flight.js';
import { messageOf } from '../cache/key-resolution.js';
import { InvalidationWarning, InvalidTargetError } from '../errors.js';
import { memberLabel } from '../naming.js';
import { checkedOptions, INVALIDATES_CHECKS } from '../option-checks.js';
import type { AnyMethod, Class, InvalidatesOptions } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { containerRegistry } from '../registry/global-registry.js';
import type { InvalidatesDecorator, OnlyKnown } from './cached-types.js';
import { type DecoratedMember, decorateMember, disguise } from './dialect.js';

/** What to invalidate: a method of the same class, or another class's in every instance. */
type Target = { readonly name: PropertyKey; readonly findClass: (() => Class) | undefined };

/**
 * Drops cached entries after a mutating method returned or resolved, before its caller sees the result; not when it throws.
 * Its own failure is a warning and clears the whole method. Several may be stacked.
 * @example
 * class Reports {
 *   \@Invalidates('report', { key: (user: string, month: string) => [user, month] })
 *   async save(user: string, month: string, lines: Line[]): Promise<void> { await this.write(user, month, lines); }
 * }
 */
export function Invalidates<const Options extends InvalidatesOptions = object>(
  name: string | symbol,
  options?: Options & OnlyKnown<Options, InvalidatesOptions>,
): InvalidatesDecorator<Options>;
export function Invalidates<T, const Options extends InvalidatesOptions = object>(
  target: () => Class<T>,
  name: keyof T & (string | symbol),
  options?: Options & OnlyKnown<Options, InvalidatesOptions>,
): InvalidatesDecorator<Options>;
export function Invalidates<Target extends Class, const Options extends InvalidatesOptions = object>(
  target: () => Target,
  name: keyof Target & (string | symbol),
  options?: Options & OnlyKnown<Options, InvalidatesOptions>,
): InvalidatesDecorator<Options>;
export function Invalidates(...what: unknown[]): unknown {
  if (typeof what[0] === 'object')
    throw new InvalidTargetError("@Invalidates is a factory: write @Invalidates('method') with its brackets.");
  return (...application: unknown[]): unknown => decorateMember('@Invalidates', application, (member) => invalidating(member, what));
}

function invalidating({ kind, key, original, label, onOwner }: DecoratedMember, what: readonly unknown[]): AnyMethod {
  if (kind === 'getter')
    throw new InvalidTargetError(`@Invalidates cannot decorate the getter ${label}: it goes on a method that changes something.`);
  const target = targetOf(what, label);
  const given = what[target.findClass === undefined ? 1 : 2] ?? {};
  const options = checkedOptions(given as InvalidatesOptions, INVALIDATES_CHECKS, `@Invalidates on ${label}`);
  const invalidation = new Invalidation(target, options.key, label);
  onOwner((owner) => {
    invalidation.label = memberLabel(owner, key);
  });
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    const result = original.apply(this, args);
    if (!isThenable(result)) {
      invalidation.run(this, args);
      return result;
    }
    return Promise.resolve(result).then((value) => {
      invalidation.run(this, args);
      return value;
    });
  };
  return disguise(replacement, original);
}

function targetOf(what: readonly unknown[], label: string): Target {
  const [first, second] = what;
  const isName = (value: unknown): value is PropertyKey => (typeof value === 'string' && value !== '') || typeof value === 'symbol';
  if (isName(first)) return { name: first, findClass: undefined };
  if (typeof first === 'function' && isName(second)) return { name: second, findClass: first as () => Class };
  throw new InvalidTargetError(
    `@Invalidates on ${label} takes the name of a cached method of the same class, or () => TheClass and a name.`,
  );
}

/** One application of `@Invalidates`. */
class Invalidation {
  constructor(
    private readonly target: Target,
    private readonly keyOf: InvalidatesOptions['key'],
    public label: string,
  ) {}

  /** Drops what is to be dropped; never throws. */
  run(self: unknown, args: unknown[]): void {
    let member: CachedMember | undefined;
    try {
      const found = this.#find(self);
      member = found.member;
      this.#drop(found, self, args);
    } catch (cause) {
      const done = member === undefined ? 'nothing was dropped' : `all entries of ${member.label} were dropped`;
      member?.cache.clear();
      containerRegistry.warn(
        this,
        new InvalidationWarning(`@Invalidates on ${this.label} failed, so ${done}: ${messageOf(cause)}`, { cause }),
      );
    }
  }

  /** The cached member, and whose entries are meant; all owners' where none is named. */
  #find(self: unknown): Found {
    const { findClass, name } = this.target;
    const place: unknown = findClass === undefined ? self : findClass();
    if (place === undefined || place === null) throw new TypeError(`there is no object to look up ${String(name)} on`);
    const found = typeof place === 'function' ? onClass(place, name) : onInstance(Object(place), name);
    if (found === undefined) throw new TypeError(`${String(name)} is not cached; decorate it with @Cached()`);
    return findClass === undefined ? found : { member: found.member, owner: undefined };
  }

  #drop({ member, owner }: Found, self: unknown, args: unknown[]): void {
    if (this.keyOf === undefined) {
      member.cache.clearOwners((candidate) => owner === undefined || candidate === owner);
      return;
    }
    for (const key of member.keys.candidates(this.keyOf.apply(self, args))) member.cache.delete(key, owner);
  }
}

/** A cached member, and the owner of the entries to drop; undefined stands for all owners. */
interface Found {
  readonly member: CachedMember;
  readonly owner: object | undefined;
}

/** A static member of a class, else its instances'. */
function onClass(place: { readonly prototype?: unknown }, name: PropertyKey): Found | undefined {
  const { caches } = containerRegistry;
  const ofClass = caches.ofProperty(place, name);
  if (ofClass !== undefined) return { member: ofClass, owner: ofClass.ownerOf(place) };
  const { prototype } = place;
  const ofInstances = typeof prototype === 'object' && prototype !== null ? caches.ofProperty(prototype, name) : undefined;
  return ofInstances && { member: ofInstances, owner: undefined };
}

/** A member of an instance, else a static one of its class. */
function onInstance(place: object, name: PropertyKey): Found | undefined {
  const member = containerRegistry.caches.ofProperty(place, name);
  if (member !== undefined) return { member, owner: member.ownerOf(place) };
  return typeof place.constructor === 'function' ? onClass(place.constructor, name) : undefined;
}
