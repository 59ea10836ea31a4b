import { InvalidTargetError } from '../errors.js';
import type { Place } from '../features/feature.js';
import { type CachedOptions, checkedCachedOptions, checkTogether } from '../features/features.js';
import { sharedId } from '../features/shared.js';
import type { KeyBuilder } from '../keys/resolve-key.js';
import type { AnyMethod } from '../options.js';
import { CachedMember, type MemberDescription } from '../registry/cached-member.js';
import { container } from '../registry/global.js';
import { keyHashing } from '../registry/key-hashing.js';
import { describe } from '../util/describe.js';
import { invalidOption } from '../util/invalid-option.js';
import { isClass, memberLabel, nameOf, typeOf } from '../util/naming.js';
import type { CachedDecorator, CachedOptionsAt, FunctionOptions } from './cached-types.js';
import type { WriteItWithBrackets } from './complaints.js';
import {
  bare,
  type DecoratedMember,
  decorateMember,
  disguise,
  isApplication,
  type MemberDecorator,
} from './dialect.js';
import { replacementOf } from './fast-path.js';
import type { Sensible } from './fitting.js';
import type { Hint } from './hints.js';

const CACHED: MemberDecorator = {
  name: '@Cached',
  goesOn: 'a method or a getter, static or not',
  example: '@Cached()',
  isForGetters: true,
};

/**
 * Keeps a method's results for as long as the container lives: on instance and static methods and getters,
 * sync or async, in both decorator dialects. Throws InvalidOptionError or InvalidTargetError when the
 * decorator runs.
 * @example
 * class Reports {
 *   \@Cached({ key: (user: string, month: string) => [user, month], ttl: '5m', max: 500 })
 *   async report(user: string, month: string): Promise<Report> { return this.load(user, month); }
 * }
 */
export function Cached<First, Second, Third, const Options extends CachedOptionsAt<First, Second, Third>>(
  options?: Options & Sensible<Options, CachedOptions>,
): CachedDecorator<Options> & Hint<First, Second, Third>;
export function Cached<Context>(member: unknown, context: Context & WriteItWithBrackets): never;
export function Cached(...args: unknown[]): unknown {
  if (isApplication(args)) throw bare(CACHED);
  const [options = {}] = args;
  return (...application: unknown[]): unknown =>
    decorateMember(CACHED, application, (member, on) => cachedMember(member, on, options as CachedOptions));
}

/**
 * The function form of `@Cached`: the same options, for a plain function. `this` is no part of the key.
 * @example
 * const rate = cached(async (currency: string) => fetchRate(currency), { ttl: '10m', name: 'rates' });
 */
export function cached<F extends AnyMethod, const Shared = undefined>(
  fn: F,
  options: FunctionOptions<F, Shared> = {},
): F {
  const label = nameOf(fn) ?? 'anonymous';
  if (typeof fn !== 'function' || isClass(fn))
    throw new InvalidTargetError(
      `cached() takes a function; received ${isClass(fn) ? `the class ${label}` : typeOf(fn)}.`,
    );
  const place = `cached(${label})`;
  refuseCached(fn, undefined, place);
  return disguise(
    add({ form: 'function', key: undefined, original: fn, options, label }, place, 'function')[1],
    fn,
  ) as F;
}

function cachedMember(decorated: DecoratedMember, on: string, options: CachedOptions): AnyMethod {
  const { kind, key, isStatic, isPrivate, original, label, place, onOwner } = decorated;
  const form = isStatic ? 'static' : 'instance';
  const placed = place && container.caches.placed(place, form, key);
  // A private member may be called what another one is.
  refuseCached(original, placed?.isPrivate === isPrivate ? placed : undefined, on);
  const description = { form, key, isPrivate, original, options, label } as const;
  const [member, replacement] = add(description, on, kind);
  if (place !== undefined) container.caches.place(place, member);
  onOwner((owner) => {
    member.belongTo(owner, memberLabel(owner, key));
    container.caches.place(owner, member);
  });
  return replacement;
}

/**
 * Refuses what is cached already: by itself, or (`placed`) under another decorator, as the same member of its
 * class.
 */
function refuseCached(original: AnyMethod, placed: CachedMember | undefined, place: string): void {
  const isUnderAnother = placed !== undefined && placed.loader !== original;
  if (container.caches.ofFunction(original) === undefined && !isUnderAnother) return;
  throw new InvalidTargetError(
    `${place}: it is cached already, and of two caches an invalidation reaches one; give all options to ` +
      'one of them.',
  );
}

/** A new member of the container, and the function that runs in its place. */
function add(
  given: Omit<MemberDescription, 'findKeyBuilder' | 'hashKey'>,
  place: string,
  kind: Place,
): [member: CachedMember, replacement: AnyMethod] {
  const options = checkedCachedOptions(given.options, kind, place);
  checkTogether(options, container.caches.defaults, place);
  if (options.shared !== undefined)
    for (const other of container.caches.members()) {
      // A module that is evaluated again declares its members once more.
      const isSame = other.key === given.key && `${other.loader}` === `${given.original}`;
      if (!isSame && sharedId(other.options.shared) === sharedId(options.shared))
        throw invalidOption('shared', place, `the id of ${other.label}`, 'one of its own');
    }
  const member = new CachedMember({ ...given, options, findKeyBuilder, hashKey });
  const replacement = replacementOf(member);
  container.caches.add(member, replacement, container);
  return [member, replacement];
}

const hashKey = (text: string): string => keyHashing.of(container).hash(text);

/** A key builder token, resolved by what the program uses to resolve tokens. */
function findKeyBuilder(token: NonNullable<CachedOptions['key']>, member: string): KeyBuilder {
  const place = `@Cached on ${member}`;
  if (container.findKeyBuilder !== undefined) return container.findKeyBuilder(token, place);
  const valid = 'a function, or a name that was given to registry.keyBuilders.set';
  throw invalidOption('key', place, describe(token), valid);
}
