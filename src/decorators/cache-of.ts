import { NotCachedError } from '../errors.js';
import type { AnyMethod } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { container } from '../registry/global.js';
import { classNameOf } from '../util/naming.js';
import { CacheHandle, type CacheOf } from './cache-handle.js';

/** What an object has, or a class and its instances. */
type MemberNameOf<Target> =
  | keyof Target
  | (Target extends abstract new (...args: never[]) => infer Instance ? keyof Instance : never);

/** A member of an object, or of a class or its instances. */
type MemberOf<Target, Name> = Name extends keyof Target
  ? Target[Name]
  : Target extends abstract new (
        ...args: never[]
      ) => infer Instance
    ? Instance[Name & keyof Instance]
    : never;

/**
 * The cache of a method or getter, by instance or class and name, or of a cached function. Throws
 * NotCachedError for what is not cached; with a class, the operations on entries need `per: 'class'` or a
 * static member.
 * @example
 * cacheOf(reports, 'report').delete('u1', 'may');
 * cacheOf(Reports, 'report').clear();
 */
export function cacheOf<F extends AnyMethod>(cachedFunction: F): CacheOf<F>;
export function cacheOf<Target extends object, Name extends MemberNameOf<Target>>(
  target: Target,
  name: Name,
): CacheOf<MemberOf<Target, Name>>;
export function cacheOf(...what: [target: object, name?: PropertyKey]): CacheOf<AnyMethod> {
  const [target, name] = what;
  return what.length === 1 ? ofFunction(target) : ofMember(target, name ?? 'undefined');
}

function ofFunction(target: unknown): CacheOf<AnyMethod> {
  const member = container.caches.ofFunction(target);
  if (member?.form === 'function') return new CacheHandle(member, member.nobody, undefined);
  const found =
    typeof target === 'function'
      ? `the function ${target.name || 'anonymous'}`
      : target === null
        ? 'null'
        : `a value of type ${typeof target}`;
  if (member === undefined)
    throw new NotCachedError(
      `cacheOf: ${found} is not cached; pass what cached() returned, or an instance or class with the ` +
        'name of a @Cached member.',
    );
  throw new NotCachedError(
    `cacheOf: ${member.label} is a method: pass its instance or class and its name, cacheOf(instance, ` +
      `'${String(member.key)}').`,
  );
}

function ofMember(target: unknown, name: PropertyKey): CacheOf<AnyMethod> {
  if ((typeof target !== 'object' && typeof target !== 'function') || target === null) {
    throw new NotCachedError(
      `cacheOf: received ${target === null ? 'null' : typeof target}; valid is an instance or a class ` +
        `with a @Cached member ${String(name)}.`,
    );
  }
  const { caches } = container;
  const own = caches.ofProperty(target, name);
  const prototype: unknown = typeof target === 'function' ? target.prototype : undefined;
  if (own !== undefined) return handleOf(own, target);
  const ofInstances =
    typeof prototype === 'object' && prototype !== null ? caches.ofProperty(prototype, name) : undefined;
  if (ofInstances !== undefined) return classHandle(ofInstances, prototype as object);
  throw new NotCachedError(
    `cacheOf: ${classNameOf(target)} has no cached member ${String(name)}; decorate it with @Cached().`,
  );
}

/** Entries of one instance (or of its class where they are shared), or of one class's static member. */
function handleOf(member: CachedMember, target: object): CacheOf<AnyMethod> {
  const self = member.referentOf(target);
  return new CacheHandle(member, member.ownerOf(self) ?? self, self);
}

/** Entries of all instances of a class and of those derived from it. */
function classHandle(member: CachedMember, prototype: object): CacheOf<AnyMethod> {
  const isBelow = (owner: object): boolean =>
    owner === prototype || Object.prototype.isPrototypeOf.call(prototype, owner);
  return new CacheHandle(member, member.plan.isPerClass ? prototype : undefined, prototype, isBelow);
}
