import type { Class, InvalidationTarget } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { container } from '../registry/global.js';
import { singletons } from '../registry/singletons.js';
import type { Singleton } from '../singletons/singleton.js';
import { isClass } from '../util/naming.js';
import { MissingTarget, missing } from './target-check.js';

/** A cached member, and which owners' entries are meant. */
export interface Found {
  readonly member: CachedMember;
  /** The only owner, where there is but one. */
  readonly owner?: object | undefined;
  readonly includes: (owner: object) => boolean;
  /** The class, prototype or instance whose entries these are. */
  readonly scope: object;
}

/** What a target of `@RetryAfterInvalidate` stands for. */
export interface FoundTarget {
  readonly cached: readonly Found[];
  readonly singletons: readonly Singleton[];
}

/** True for what a property can be called. */
export const isMemberName = (value: unknown): value is string | symbol =>
  (typeof value === 'string' && value !== '') || typeof value === 'symbol';

/**
 * The cached members of that name: of a class, statics first; or of an instance, an override and what it
 * overrides.
 */
export function findCached(place: object, name: PropertyKey): Found[] {
  return typeof place === 'function' ? onClass(place, name) : onInstance(place, name);
}

/**
 * The cached members of that name in a call with this `this`; in a call without one, or with one of another
 * class, those of the place that the called method is on (`home`), with the entries that such calls have.
 */
export function findOwn(self: unknown, home: object | undefined, name: PropertyKey): Found[] {
  const found = self === undefined || self === null ? [] : findCached(Object(self), name);
  if (found.length > 0 || home === undefined || isBelow(home)(Object(self))) return found;
  const members = container.caches.allOfProperty(home, name);
  return members.length > 0 ? members.map((member) => ofOne(member, self, home)) : findCached(home, name);
}

/** Drops entries of a cached member: those of a key, or all. */
export function drop({ member: { cache, keys }, owner, includes }: Found, key?: [key: unknown]): void {
  if (key === undefined) {
    if (owner === undefined) cache.invalidation.clearOwners(includes);
    else cache.invalidation.clearOf(owner);
    return;
  }
  for (const candidate of keys.candidates(key[0])) {
    if (owner === undefined) cache.invalidation.delete(candidate, includes);
    else cache.invalidation.deleteOf(owner, candidate);
  }
}

/**
 * What a target stands for, in a call with this `this` of a method that is at `home`; throws MissingTarget
 * for what is neither cached nor a singleton.
 */
export function findTarget(target: InvalidationTarget, self: unknown, home: object | undefined): FoundTarget {
  if (isMemberName(target)) {
    const place: unknown = self ?? home;
    return foundMember(place, target, findOwn(self, home, target));
  }
  if (typeof target === 'function') return findToken(target as () => unknown);
  const [given, name] = target as readonly [Class | (() => Class), PropertyKey];
  const place = isClass(given) ? given : placeOf(given as () => Class, name);
  return foundMember(place, name, findCached(place, name));
}

/** The class that a target gives. */
export function placeOf(findClass: () => unknown, name: PropertyKey): object {
  const place = findClass();
  if ((typeof place === 'object' || typeof place === 'function') && place !== null) return place;
  throw new MissingTarget(
    `the function before '${String(name)}' gave ${String(place)}; valid is a class, as in () => TheClass`,
  );
}

function foundMember(place: unknown, name: PropertyKey, cached: Found[]): FoundTarget {
  const singletons = Object(place) === place ? singletonsNamed(place as object, name) : [];
  if (cached.length > 0 || singletons.length > 0) return { cached, singletons };
  throw missing(place, name, 'no cached member and no singleton', '@Cached() or @ContainerSingleton()');
}

/** A singleton's class or reader, a cached function, or a function that gives the class. */
function findToken(token: () => unknown): FoundTarget {
  const found = foundAs(token) ?? foundAs(isClass(token) ? undefined : token());
  if (found !== undefined) return found;
  throw new MissingTarget(
    `${token.name || String(token)} leads to no container singleton: give () => TheClass, decorated with ` +
      '@ContainerSingleton',
  );
}

function foundAs(token: unknown): FoundTarget | undefined {
  const singleton = singletons.in(container)?.find(token);
  if (singleton !== undefined) return { cached: [], singletons: [singleton] };
  const member = container.caches.ofFunction(token);
  if (member?.form !== 'function') return undefined;
  return { cached: [{ member, includes: () => true, scope: member }], singletons: [] };
}

/**
 * The singleton that a member of that name is: of an instance or its class, or of a class or its instances.
 */
function singletonsNamed(place: object, name: PropertyKey): Singleton[] {
  const other: unknown = typeof place === 'function' ? place.prototype : place.constructor;
  const directory = singletons.in(container)?.directory;
  const found =
    directory?.ofProperty(place, name) ??
    (Object(other) === other ? directory?.ofProperty(other as object, name) : undefined);
  return found === undefined ? [] : [found];
}

/**
 * Static members of a class and of those derived from it, else its instances' members, overrides included.
 */
function onClass(place: { readonly prototype?: unknown }, name: PropertyKey): Found[] {
  const statics = staticOn(place, name);
  const { prototype } = place;
  if (statics.length > 0 || typeof prototype !== 'object' || prototype === null) return statics;
  const { caches } = container;
  const members = new Set([...caches.allOfProperty(prototype, name), ...caches.overriding(prototype, name)]);
  return [...members].map((member) => ({ member, includes: isBelow(prototype), scope: prototype }));
}

function staticOn(place: object, name: PropertyKey): Found[] {
  return container.caches
    .allOfProperty(place, name)
    .map((member) => ({ member, includes: isBelow(place), scope: place }));
}

/** A member of an instance, else a static one of its class. */
function onInstance(place: object, name: PropertyKey): Found[] {
  const members = container.caches.allOfProperty(place, name);
  if (members.length > 0) return members.map((member) => ofOne(member, place, place));
  return typeof place.constructor === 'function' ? staticOn(place.constructor, name) : [];
}

const isBelow =
  (top: object) =>
  (owner: object): boolean =>
    owner === top || Object.prototype.isPrototypeOf.call(top, owner);

/** A member with the entries that calls with this `this` have. */
function ofOne(member: CachedMember, self: unknown, place: object): Found {
  const owner = member.ownerOf(self);
  return { member, owner, includes: (other) => other === owner, scope: owner ?? place };
}
