import { InvalidOptionError, InvalidTargetError } from '../errors.js';
import { type CachedOptions, checkedCachedOptions, checkTogether } from '../features/features.js';
import type { KeyBuilder } from '../keys/resolve-key.js';
import type { AnyMethod } from '../options.js';
import { CachedMember, type MemberDescription } from '../registry/cached-member.js';
import { container } from '../registry/global.js';
import { describe } from '../util/checks.js';
import { isClass, memberLabel } from '../util/naming.js';
import type { CachedDecorator, CachedOptionsOf, OnlyKnown, WriteItWithBrackets } from './cached-types.js';
import { type DecoratedMember, decorateMember, disguise, isApplication } from './dialect.js';
import { replacementOf } from './fast-path.js';

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
export function Cached<const Options extends CachedOptions>(
  options?: Options & OnlyKnown<Options, CachedOptions>,
): CachedDecorator<Options>;
export function Cached<Context>(member: unknown, context: Context & WriteItWithBrackets): never;
export function Cached(...args: unknown[]): unknown {
  if (isApplication(args))
    throw new InvalidTargetError('@Cached is a factory: write @Cached() with its brackets.');
  const [options = {}] = args;
  return (...application: unknown[]): unknown =>
    decorateMember('@Cached', application, (member) => cachedMember(member, options as CachedOptions));
}

/**
 * The function form of `@Cached`: the same options, for a plain function. `this` is no part of the key.
 * @example
 * const rate = cached(async (currency: string) => fetchRate(currency), { ttl: '10m', name: 'rates' });
 */
export function cached<F extends AnyMethod>(
  fn: F,
  options: CachedOptionsOf<ThisParameterType<F>, F> = {},
): F {
  if (typeof fn !== 'function')
    throw new InvalidTargetError(`cached() takes a function; received ${fn === null ? 'null' : typeof fn}.`);
  const label = fn.name === '' ? 'anonymous' : fn.name;
  if (isClass(fn))
    throw new InvalidTargetError(
      `cached() takes a function; received the class ${label}: @ContainerSingleton keeps instances.`,
    );
  refuseCached(fn, undefined, `cached(${label}): the function`);
  const checked = checkedCachedOptions(options as CachedOptions, 'function', `cached(${label})`);
  checkTogether(checked, container.caches.defaults, `cached(${label})`);
  const member = newMember({ form: 'function', key: undefined, original: fn, options: checked, label });
  const replacement = disguise(replacementOf(member), fn);
  container.addCached(member, replacement);
  return replacement as F;
}

function cachedMember(decorated: DecoratedMember, options: CachedOptions): AnyMethod {
  const { key, isStatic, isPrivate, original, label, place, onOwner } = decorated;
  const form = isStatic ? 'static' : 'instance';
  const placed = place && container.caches.placed(place, form, key);
  // A private member may be called what another one is.
  refuseCached(
    original,
    placed?.isPrivate === isPrivate ? placed : undefined,
    `@Cached on ${label}: the member`,
  );
  const checked = checkedCachedOptions(options, 'member', `@Cached on ${label}`);
  checkTogether(checked, container.caches.defaults, `@Cached on ${label}`);
  const member = newMember({ form, key, isPrivate, original, options: checked, label });
  const replacement = disguise(replacementOf(member), original);
  container.addCached(member, replacement);
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
function refuseCached(original: AnyMethod, placed: CachedMember | undefined, what: string): void {
  const isUnderAnother = placed !== undefined && placed.loader !== original;
  if (container.caches.ofFunction(original) === undefined && !isUnderAnother) return;
  throw new InvalidTargetError(
    `${what} is cached already, and of two caches an invalidation reaches one; give all options to one of ` +
      'them.',
  );
}

function newMember(description: Omit<MemberDescription, 'findKeyBuilder'>): CachedMember {
  return new CachedMember({ ...description, findKeyBuilder });
}

/** A key builder token, resolved by what the program uses to resolve tokens. */
function findKeyBuilder(token: NonNullable<CachedOptions['key']>, member: string): KeyBuilder {
  if (typeof token === 'function' && !isClass(token)) return token as KeyBuilder;
  if (container.findKeyBuilder !== undefined) return container.findKeyBuilder(token, member);
  throw new InvalidOptionError(
    `Invalid option "key" of @Cached on ${member}: received ${describe(token)}, and nothing here resolves ` +
      'tokens; valid is a function, or a name that was given to registry.keyBuilders.set.',
  );
}
