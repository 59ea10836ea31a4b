import { InvalidationWarning, InvalidOptionError, InvalidTargetError } from '../errors.js';
import type {
  AnyMethod,
  Class,
  InvalidatesOptions,
  InvalidatesTagsOptions,
  InvalidationTarget,
} from '../options.js';
import { container } from '../registry/global.js';
import { invalidateTags } from '../registry/invalidate-tags.js';
import { type Checks, checkedOptions, INVALIDATES_CHECKS, INVALIDATES_TAGS_CHECKS } from '../util/checks.js';
import { describe } from '../util/describe.js';
import { isObject } from '../util/guards.js';
import { invalidOption } from '../util/invalid-option.js';
import { isClass } from '../util/naming.js';
import { TAG_LIST, tagsIn } from '../util/tags.js';
import { disownAll, passOverflow } from '../util/untrusted.js';
import { bare, type DecoratedMember, decorateMember, type MemberDecorator } from './dialect.js';
import { drop, isMemberName } from './find-target.js';
import type { Hint, HintedThis, MembersIn, Offered } from './hints.js';
import type {
  AfterTarget,
  InvalidatesDecorator,
  InvalidatesOptionsAt,
  KnownOrTags,
  NameOrTagsAt,
  TargetOrTagsAt,
} from './invalidates-types.js';
import type { PlaceOf } from './target-types.js';
import { type MutatingCall, Targets } from './targets.js';

const INVALIDATES: MemberDecorator = {
  name: '@Invalidates',
  goesOn: 'a method, static or not',
  example: "@Invalidates('method')",
  isForGetters: false,
};

/**
 * Drops cached entries after a mutating method returned or resolved, before its caller sees the result; not
 * when it throws. Its own failure is a warning and clears the whole method. Several may be stacked.
 * @example
 * class Reports {
 *   \@Invalidates('report', { key: (user: string, month: string) => [user, month] })
 *   \@Invalidates({ tags: (user: string) => [`user:${user}`] })
 *   async save(user: string, month: string, lines: Line[]): Promise<void> {
 *     await this.write(user, month, lines);
 *   }
 * }
 */
export function Invalidates<First, Second, Third, const Target extends NameOrTagsAt<First, Second, Third>>(
  nameOrTags: Target & KnownOrTags<Target, HintedThis<First, Second>>,
): InvalidatesDecorator<Target extends string ? object : Target> & Hint<First, Second, Third>;
export function Invalidates<
  First,
  Second,
  Third,
  const Target extends TargetOrTagsAt<First, Second, Third>,
  const Name extends Offered<MembersIn<PlaceOf<Target>>> | symbol,
  const Options extends InvalidatesOptionsAt<First, Second, Third>,
>(
  target: Target & KnownOrTags<Target, HintedThis<First, Second>>,
  ...rest: AfterTarget<Target, Name, Options>
): InvalidatesDecorator<Target extends InvalidationTarget ? Options : Target> & Hint<First, Second, Third>;
export function Invalidates(...what: unknown[]): unknown {
  if (isBare(what)) throw bare(INVALIDATES);
  return (...application: unknown[]): unknown =>
    decorateMember(INVALIDATES, application, (member, on) => invalidating(member, on, what));
}

function invalidating(member: DecoratedMember, on: string, what: readonly unknown[]): AnyMethod {
  const { original } = member;
  const [first] = what;
  if (what.length === 1 && isObject(first))
    return invalidatingTags(member, on, first as InvalidatesTagsOptions);
  const [target, options] = targetOf(INVALIDATES, what, on, INVALIDATES_CHECKS);
  refuseBoth(options, ['key', 'keyFromResult'], on);
  const { key, keyFromResult } = options as InvalidatesOptions;
  const targets = new Targets(INVALIDATES, member, [target], 'cached');
  return targets.afterwards(original, (call) =>
    targets.change(target, call.self, (found) => {
      const given = keyIn(call, key, keyFromResult);
      for (const one of found) drop(one, given);
    }),
  );
}

function invalidatingTags(member: DecoratedMember, on: string, given: InvalidatesTagsOptions): AnyMethod {
  const { tags } = checkedOptions(given, INVALIDATES_TAGS_CHECKS, on);
  if (tags === undefined)
    throw new InvalidOptionError(
      `Missing option "tags" of ${on}: valid is ${INVALIDATES_TAGS_CHECKS.tags?.(undefined)}, or a target ` +
        'before the options.',
    );
  const targets = new Targets(INVALIDATES, member, [], 'cached');
  return targets.afterwards(member.original, ({ self, args }) => {
    try {
      const given: unknown = typeof tags === 'function' ? tags.apply(self, args) : tags;
      const list = tagsIn(given);
      disownAll(given);
      if (list === undefined)
        throw new InvalidationWarning(`"tags" gave no list of tags; valid is ${TAG_LIST}`);
      invalidateTags(container, list);
    } catch (cause) {
      passOverflow(cause);
      targets.warn('failed, so nothing was dropped', cause);
    }
  });
}

/**
 * True for what a decorator without brackets is given: a class, a prototype or a function, and where it is.
 */
export function isBare(what: readonly unknown[]): boolean {
  const [first, second] = what;
  return (
    what.length > 1 &&
    (typeof first === 'object' ||
      isClass(first) ||
      (typeof second === 'object' && typeof first === 'function'))
  );
}

/** The target that a decorator was given, and its checked options. */
export function targetOf(
  { name }: MemberDecorator,
  what: readonly unknown[],
  place: string,
  checks: Checks,
): [InvalidationTarget, object] {
  const [first, second, third] = what;
  const isOwn = isMemberName(first);
  if (isOwn || (typeof first === 'function' && isMemberName(second))) {
    const options = checkedOptions(((isOwn ? second : third) ?? {}) as object, checks, place);
    return [isOwn ? first : [first as () => Class, second as string], options];
  }
  throw new InvalidTargetError(
    `${place} takes the name of a cached method of the same class, or () => TheClass and a name` +
      `${name === INVALIDATES.name ? ', or { tags }' : ''}.`,
  );
}

/** Refuses options of which one rules out the others. */
export function refuseBoth(options: object, names: readonly string[], place: string): void {
  const [first = '', second] = names.filter((name) => Reflect.get(options, name) !== undefined);
  if (second === undefined) return;
  const received = `${describe(Reflect.get(options, first))} beside "${second}"`;
  throw invalidOption(first, place, received, 'one of them');
}

/** The key that a call of a mutating method gives, as `[key]`; undefined where it is not asked for one. */
export function keyIn(
  { self, args, result }: MutatingCall,
  key: InvalidatesOptions['key'],
  keyFromResult: InvalidatesOptions['keyFromResult'],
): [key: unknown] | undefined {
  if (keyFromResult !== undefined) return [keyFromResult.apply(self, [result, ...args])];
  return key && [key.apply(self, args)];
}
