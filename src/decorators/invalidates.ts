import { InvalidTargetError } from '../errors.js';
import type { AnyMethod, Class, InvalidatesOptions, InvalidationTarget } from '../options.js';
import { checkedOptions, INVALIDATES_CHECKS } from '../util/checks.js';
import { isClass } from '../util/naming.js';
import { adopt, isThenable, SOON } from '../util/untrusted.js';
import type { AfterTarget, InvalidatesDecorator } from './cached-types.js';
import { bare, type DecoratedMember, decorateMember, type MemberDecorator } from './dialect.js';
import { drop, type Found, isMemberName, MissingTarget } from './find-target.js';
import { Targets } from './targets.js';

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
 *   async save(user: string, month: string, lines: Line[]): Promise<void> {
 *     await this.write(user, month, lines);
 *   }
 * }
 */
export function Invalidates<
  const Target extends string | symbol | (() => Class),
  const Name extends string | symbol,
  const Options extends InvalidatesOptions = object,
>(target: Target, ...rest: AfterTarget<Target, Name, Options>): InvalidatesDecorator<Options>;
export function Invalidates(...what: unknown[]): unknown {
  if (isBare(what)) throw bare(INVALIDATES);
  return (...application: unknown[]): unknown =>
    decorateMember(INVALIDATES, application, (member, on) => invalidating(member, on, what));
}

function invalidating(member: DecoratedMember, on: string, what: readonly unknown[]): AnyMethod {
  const { original } = member;
  const [target, options] = targetOf(what, on);
  const targets = new Targets(INVALIDATES, member, [target], 'cached');
  return targets.guard(original, (self, args) => {
    const result = original.apply(self, args);
    const invalidate = (): void => invalidateAfter(targets, target, options.key, self, args);
    try {
      if (isThenable(result))
        return Promise.resolve(result).then((value) => {
          invalidate();
          return value;
        });
      invalidate();
      return result;
    } catch (error) {
      // There is no stack left: what the method has changed must not be served on as it was.
      SOON.then(() => {
        adopt(result);
        invalidate();
      });
      throw error;
    }
  });
}

/**
 * True for what a decorator without brackets is given: a class, a prototype or a function, and where it is.
 */
function isBare(what: readonly unknown[]): boolean {
  const [first, second] = what;
  return (
    what.length > 1 &&
    (typeof first === 'object' ||
      isClass(first) ||
      (typeof second === 'object' && typeof first === 'function'))
  );
}

function targetOf(what: readonly unknown[], place: string): [InvalidationTarget, InvalidatesOptions] {
  const [first, second, third] = what;
  const isOwn = isMemberName(first);
  if (isOwn || (typeof first === 'function' && isMemberName(second))) {
    const options = checkedOptions((isOwn ? second : third) ?? {}, INVALIDATES_CHECKS, place);
    return [isOwn ? first : [first as () => Class, second as string], options];
  }
  if (typeof first === 'object' && first !== null) checkedOptions(first, INVALIDATES_CHECKS, place);
  throw new InvalidTargetError(
    `${place} takes the name of a cached method of the same class, or () => TheClass and a name.`,
  );
}

/** Drops what is to be dropped; never throws. */
function invalidateAfter(
  targets: Targets,
  target: InvalidationTarget,
  keyOf: InvalidatesOptions['key'],
  self: unknown,
  args: unknown[],
): void {
  let found: readonly Found[] = [];
  try {
    found = targets.find(target, self).cached;
    const key: [key: unknown] | undefined = keyOf && [keyOf.apply(self, args)];
    for (const one of found) drop(one, key);
  } catch (cause) {
    // What may come has no entries yet.
    if (cause instanceof MissingTarget && cause.mayCome) return;
    for (const { member } of found) member.cache.invalidation.clear();
    const names = found.map(({ member }) => member.label).join(', ');
    targets.warn(
      `failed, so ${names === '' ? 'nothing was dropped' : `all entries of ${names} were dropped`}`,
      cause,
    );
  }
}
