import { classNameOf, isClass } from '../naming.js';
import type { Class, InvalidationTarget } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { containerRegistry } from '../registry/global-registry.js';
import type { Singleton } from '../singletons/singleton.js';

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

/** The cached members of that name: of a class, statics first; or of an instance, an override and what it overrides. */
export function findCached(place: object, name: PropertyKey): Found[] {
  return typeof place === 'function' ? onClass(place, name) : onInstance(place, name);
}

/** Drops entries of a cached member: those of a key, or all. */
export function drop({ member: { cache, keys }, owner, includes }: Found, key?: [key: unknown]): void {
  if (key === undefined) {
    if (owner === undefined) cache.clearOwners(includes);
    else cache.clearOf(owner);
    return;
  }
  for (const candidate of keys.candidates(key[0])) {
    if (owner === undefined) cache.delete(candidate, includes);
    else cache.deleteOf(owner, candidate);
  }
}

/** What a target stands for, in a call with this `this`; throws TypeError for what is neither cached nor a singleton. */
export function findTarget(target: InvalidationTarget, self: unknown): FoundTarget {
  if (isMemberName(target)) return findMember(self, target);
  if (typeof target === 'function') return findToken(target as () => unknown);
  const [place, name] = target as readonly [Class | (() => Class), PropertyKey];
  return findMember(isClass(place) ? place : (place as () => Class)(), name);
}

function findMember(place: unknown, name: PropertyKey): FoundTarget {
  if ((typeof place !== 'object' && typeof place !== 'function') || place === null)
    throw new TypeError(`there is no object to look up ${String(name)} on`);
  const cached = findCached(place, name);
  const singletons = singletonsNamed(place, name);
  if (cached.length > 0 || singletons.length > 0) return { cached, singletons };
  throw new TypeError(
    `${classNameOf(place)} has no cached member and no singleton ${String(name)}; decorate it with @Cached() or @ContainerSingleton()`,
  );
}

/** A singleton's class or reader, a cached function, or a function that gives the class. */
function findToken(token: () => unknown): FoundTarget {
  const found = foundAs(token) ?? foundAs(isClass(token) ? undefined : token());
  if (found !== undefined) return found;
  throw new TypeError(
    `${token.name || String(token)} leads to no container singleton: give () => TheClass, decorated with @ContainerSingleton`,
  );
}

function foundAs(token: unknown): FoundTarget | undefined {
  const singleton = containerRegistry.singletons.find(token);
  if (singleton !== undefined) return { cached: [], singletons: [singleton] };
  const member = containerRegistry.caches.ofFunction(token);
  if (member?.form !== 'function') return undefined;
  return { cached: [{ member, includes: () => true, scope: member }], singletons: [] };
}

/** The singleton that a member of that name is: of an instance or its class, or of a class or its instances. */
function singletonsNamed(place: object, name: PropertyKey): Singleton[] {
  const other: unknown = typeof place === 'function' ? place.prototype : place.constructor;
  const found =
    containerRegistry.singletons.ofProperty(place, name) ??
    (Object(other) === other ? containerRegistry.singletons.ofProperty(other as object, name) : undefined);
  return found === undefined ? [] : [found];
}

/** Static members of a class and of those derived from it, else its instances' members, overrides included. */
function onClass(place: { readonly prototype?: unknown }, name: PropertyKey): Found[] {
  const { caches } = containerRegistry;
  const isBelow =
    (top: object) =>
    (owner: object): boolean =>
      owner === top || Object.prototype.isPrototypeOf.call(top, owner);
  const statics = caches.allOfProperty(place, name);
  if (statics.length > 0) return statics.map((member) => ({ member, includes: isBelow(place), scope: place }));
  const { prototype } = place;
  if (typeof prototype !== 'object' || prototype === null) return [];
  const members = new Set([...caches.allOfProperty(prototype, name), ...caches.overriding(prototype, name)]);
  return [...members].map((member) => ({ member, includes: isBelow(prototype), scope: prototype }));
}

/** A member of an instance, else a static one of its class. */
function onInstance(place: object, name: PropertyKey): Found[] {
  const members = containerRegistry.caches.allOfProperty(place, name);
  if (members.length === 0) return typeof place.constructor === 'function' ? onClass(place.constructor, name) : [];
  return members.map((member) => {
    const owner = member.ownerOf(place);
    return { member, owner, includes: (other) => other === owner, scope: owner ?? place };
  });
}
