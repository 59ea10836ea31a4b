import type { CachedMember } from '../registry/cached-member.js';
import { metadataOf } from '../registry/decorator-metadata.js';
import { container } from '../registry/global.js';
import { singletons } from '../registry/singletons.js';
import type { Family } from '../singletons/family.js';
import type { Singleton } from '../singletons/singleton.js';

/**
 * What `find` knows of a property of an object along its prototypes, the nearest first; undefined where the
 * property is something else.
 */
export function alongPrototypes<T>(
  target: object,
  key: PropertyKey,
  find: (method: unknown, owner: object) => T | undefined,
): (T | undefined)[] {
  const found: (T | undefined)[] = [];
  for (let owner: object | null = target; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    const one = find(descriptor?.value ?? descriptor?.get, owner);
    if (one !== undefined || descriptor !== undefined) found.push(one);
  }
  return found;
}

/** The cached members that a property stands for along an object's prototypes; undefined for other things. */
export function cachedAlong(target: object, key: PropertyKey): (CachedMember | undefined)[] {
  const { caches } = container;
  return alongPrototypes(target, key, (method, owner) => {
    const form = typeof owner === 'function' ? 'static' : 'instance';
    const metadata = metadataOf(owner);
    return (
      caches.ofFunction(method) ??
      caches.placed(owner, form, key) ??
      (metadata && caches.placed(metadata, form, key))
    );
  });
}

/** The singleton or keyed member that a property stands for along an object's prototypes. */
export function singletonAlong(target: object, key: PropertyKey): Singleton | Family | undefined {
  const directory = singletons.in(container)?.directory;
  return alongPrototypes(target, key, (method, owner) => {
    const metadata = metadataOf(owner);
    return (
      directory?.findAny(method) ??
      directory?.placed(owner, key) ??
      (metadata && directory?.placed(metadata, key))
    );
  }).find((singleton) => singleton !== undefined);
}

/** All cached members of that name along an object's prototypes: an override may call what it overrides. */
export function membersOf(target: object, key: PropertyKey): CachedMember[] {
  return cachedAlong(target, key).filter((member) => member !== undefined);
}

/** Cached members of that name in classes derived from the one with this prototype. */
export function overriding(prototype: object, key: PropertyKey): CachedMember[] {
  return container.caches
    .members()
    .filter((member) => member.key === key && isAbove(prototype, member.owner));
}

/** The names of the cached members that an object has, or (for a class) its instances. */
export function cachedNamesOn(place: object): PropertyKey[] {
  const places = [place, typeof place === 'function' ? place.prototype : undefined];
  const members = container.caches
    .members()
    .filter(({ owner }) => places.some((each) => owner && (each === owner || isAbove(owner, each))));
  return [...new Set(members.flatMap(({ key }) => key ?? []))];
}

/** True where a cached member of that name may be on a class that is not known yet. */
export function mayHave(key: PropertyKey): boolean {
  return container.caches.members().some((member) => member.key === key && !member.isPlaced);
}

/** True for what inherits from something. */
export const isAbove = (top: object, other: unknown): boolean =>
  Object.prototype.isPrototypeOf.call(top, other as object);
