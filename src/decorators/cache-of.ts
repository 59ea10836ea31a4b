import { NotCachedError } from '../errors.js';
import type { AnyMethod } from '../options.js';
import { container } from '../registry/global.js';
import { isReference } from '../util/guards.js';
import { classNameOf, typeOf } from '../util/naming.js';
import { CacheHandle, type CacheOf } from './cache-handle.js';
import { cachedAlong } from './find-members.js';

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
  if (member?.form === 'function') return new CacheHandle(member, undefined, member.nobody);
  const what = typeof target === 'function' ? `the function ${target.name || 'anonymous'}` : typeOf(target);
  throw new NotCachedError(
    member === undefined
      ? `cacheOf: ${what} is not cached; valid is what cached() returned, or an instance or class with the ` +
          'name of a @Cached member.'
      : `cacheOf: ${member.label} is a method; valid is cacheOf(instance, '${String(member.key)}').`,
  );
}

function ofMember(target: object, name: PropertyKey): CacheOf<AnyMethod> {
  const own = isReference(target) ? cachedAlong(target, name)[0] : undefined;
  if (own !== undefined) {
    // The entries of one instance (or of its class where they are shared), or of a static member.
    const self = own.cache.host.referentOf(target);
    return new CacheHandle(own, self, own.ownerOf(self) ?? self);
  }
  const prototype: unknown = typeof target === 'function' ? target.prototype : undefined;
  const ofInstances = isReference(prototype) ? cachedAlong(prototype, name)[0] : undefined;
  if (ofInstances === undefined) {
    const what = isReference(target) ? classNameOf(target) : typeOf(target);
    throw new NotCachedError(
      `cacheOf: ${what} has no cached member ${String(name)}; decorate it with @Cached().`,
    );
  }
  const top = prototype as object;
  return new CacheHandle(ofInstances, top, ofInstances.plan.isPerClass ? top : undefined, top);
}
