import { dropped } from '../cache/operations.js';
import { NotCachedError } from '../errors.js';
import type { Class, InvalidationTarget } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { container } from '../registry/global.js';
import { singletons } from '../registry/singletons.js';
import type { Family } from '../singletons/family.js';
import type { Singleton } from '../singletons/singleton.js';
import { isReference } from '../util/guards.js';
import { classNameOf, isClass } from '../util/naming.js';
import { cachedNamesOn, isAbove, mayHave, membersOf, overriding, singletonAlong } from './find-members.js';

/** Entries of a cached member: those of one owner, or of all that are below a class or prototype. */
export interface Found {
  readonly member: CachedMember;
  readonly owner: object;
  readonly isOnlyOwner: boolean;
}

/** What a target stands for. */
export interface FoundTarget {
  readonly cached: readonly Found[];
  readonly singletons: readonly (Singleton | Family)[];
}

/** Thrown for a target that is neither cached nor a singleton; `mayCome` where that is not certain yet. */
export class MissingTarget extends NotCachedError {
  constructor(
    message: string,
    readonly mayCome = false,
  ) {
    super(message);
  }
}

/** True for what a property can be called. */
export const isMemberName = (value: unknown): value is string | symbol =>
  (typeof value === 'string' && value !== '') || typeof value === 'symbol';

/**
 * What a target stands for, in a call with this `this` of a method that is on `home`; throws MissingTarget
 * for what is neither cached nor (where they are `wanted`) a singleton.
 */
export function findTarget(
  target: InvalidationTarget,
  self: unknown,
  home: object | undefined,
  wanted: 'cached' | 'any',
): FoundTarget {
  if (typeof target === 'function') return findToken(target as () => unknown);
  const [given, name] = isMemberName(target) ? [undefined, target] : target;
  const place = given === undefined ? (self ?? home) : placeOf(given, name);
  const cached = given === undefined ? findOwn(self, home, name) : findCached(place as object, name);
  const named = wanted === 'any' && Object(place) === place ? singletonsNamed(place as object, name) : [];
  if (cached.length === 0 && named.length === 0) throw missing(place, name, wanted);
  return { cached, singletons: named };
}

/** Drops entries: those of a key, or all. */
export function drop({ member, owner, isOnlyOwner }: Found, key?: [key: unknown]): void {
  const { cache } = member;
  const { invalidation } = cache;
  if (key === undefined) {
    dropped(cache);
    if (isOnlyOwner) invalidation.clearOf(owner);
    else invalidation.clearOwners(isBelow(owner));
    return;
  }
  for (const candidate of member.keys.candidates(key[0])) {
    dropped(cache, [candidate]);
    if (isOnlyOwner) invalidation.deleteOf(owner, candidate);
    else invalidation.delete(candidate, isBelow(owner));
  }
}

/** The cached members of a name: of a class or its instances, or of an instance, overridden ones too. */
function findCached(place: object, name: PropertyKey): Found[] {
  const own = membersOf(place, name);
  if (typeof place !== 'function') {
    if (own.length > 0) return own.map((member) => ofOne(member, place));
    const owner: unknown = place.constructor;
    return typeof owner === 'function' ? below(owner, membersOf(owner, name)) : [];
  }
  const { prototype } = place;
  if (own.length > 0 || typeof prototype !== 'object' || prototype === null) return below(place, own);
  return below(prototype, [...membersOf(prototype, name), ...overriding(prototype, name)]);
}

/**
 * The cached members of a name in a call with this `this`; in a call without one, or with one of another
 * class, those of the place that the called method is on, with the entries that such calls have.
 */
function findOwn(self: unknown, home: object | undefined, name: PropertyKey): Found[] {
  const found = self === undefined || self === null ? [] : findCached(Object(self), name);
  if (found.length > 0 || home === undefined || isBelow(home)(Object(self))) return found;
  const members = membersOf(home, name);
  return members.length > 0 ? members.map((member) => ofOne(member, self)) : findCached(home, name);
}

/** The class that a target names or gives. */
function placeOf(given: Class | (() => Class), name: PropertyKey): object {
  const place: unknown = isClass(given) ? given : (given as () => unknown)();
  if (isReference(place)) return place;
  throw new MissingTarget(
    `the function before '${String(name)}' gave ${String(place)}; valid is () => TheClass`,
  );
}

/** A singleton's class or reader, a cached function, or a function that gives the class. */
function findToken(token: () => unknown): FoundTarget {
  const found = foundAs(token) ?? foundAs(isClass(token) ? undefined : token());
  if (found !== undefined) return found;
  throw new MissingTarget(
    `${token.name || String(token)} leads to no container singleton; valid is () => TheClass, decorated ` +
      'with @ContainerSingleton',
  );
}

function foundAs(token: unknown): FoundTarget | undefined {
  const singleton = singletons.in(container)?.directory.findAny(token);
  if (singleton !== undefined) return { cached: [], singletons: [singleton] };
  const member = container.caches.ofFunction(token);
  return member?.form === 'function' ? { cached: [ofOne(member, undefined)], singletons: [] } : undefined;
}

/** The singleton that a member is: of an instance or its class, or of a class or its instances. */
function singletonsNamed(place: object, name: PropertyKey): (Singleton | Family)[] {
  const other: unknown = typeof place === 'function' ? place.prototype : place.constructor;
  return [place, Object(other)].flatMap((each) => singletonAlong(each, name) ?? []).slice(0, 1);
}

/** True for what is a class, a prototype or an object itself, or below it. */
export const isBelow =
  (top: object) =>
  (owner: object): boolean =>
    owner === top || isAbove(top, owner);

const below = (owner: object, members: readonly CachedMember[]): Found[] =>
  [...new Set(members)].map((member) => ({ member, owner, isOnlyOwner: false }));

/** The entries that calls with this `this` have; none where they have none. */
const ofOne = (member: CachedMember, self: unknown): Found => ({
  member,
  owner: member.ownerOf(self) ?? {},
  isOnlyOwner: true,
});

/** Why a member is no target, with those that could have been meant. */
function missing(place: unknown, name: PropertyKey, wanted: 'cached' | 'any'): MissingTarget {
  const mayCome = mayHave(name);
  if (place === undefined || place === null)
    return new MissingTarget(`there is no object to look up '${String(name)}' on`, mayCome);
  const others = cachedNamesOn(Object(place)).map(String).join(', ');
  const [what, remedy] =
    wanted === 'cached'
      ? ['no cached member', '@Cached()']
      : ['no cached member and no singleton', '@Cached() or @ContainerSingleton()'];
  return new MissingTarget(
    `${classNameOf(Object(place))} has ${what} '${String(name)}': correct the name, or decorate it with ` +
      remedy +
      (others && `; cached there: ${others}`),
    mayCome,
  );
}
