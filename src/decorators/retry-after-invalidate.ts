import { InvalidationWarning, InvalidOptionError } from '../errors.js';
import type { AnyMethod, InvalidationTarget, RetryAfterInvalidateOptions } from '../options.js';
import { container } from '../registry/global.js';
import { invalidations } from '../registry/invalidation-log.js';
import { singletons as part } from '../registry/singletons.js';
import type { Singleton } from '../singletons/singleton.js';
import { invalidate } from '../singletons/withdrawals.js';
import { checkedOptions, RETRY_CHECKS } from '../util/checks.js';
import { invalidOption } from '../util/invalid-option.js';
import { isClass } from '../util/naming.js';
import { requireStack } from '../util/stack.js';
import { adopt, disown, isThenable, passOverflow, SOON } from '../util/untrusted.js';
import {
  bare,
  type DecoratedMember,
  decorateMember,
  isApplication,
  type MemberDecorator,
} from './dialect.js';
import { drop } from './find-target.js';
import type { Hint, HintedThis } from './hints.js';
import type { KnownTargets, RetryDecorator } from './retry-after-invalidate-types.js';
import { Targets } from './targets.js';

const RETRY: MemberDecorator = {
  name: '@RetryAfterInvalidate',
  goesOn: 'a method, static or not',
  example: '@RetryAfterInvalidate({ on, invalidates })',
  isForGetters: false,
};

/**
 * For a method that uses something cached which may turn out revoked or dead: when it throws or rejects and
 * `on(error)` is true, those methods' caches and those singletons are invalidated, and the method runs once
 * more, once; the second outcome is the caller's. Throws InvalidOptionError or InvalidTargetError when the
 * decorator runs.
 * @example
 * class Orders {
 *   \@RetryAfterInvalidate({
 *     on: (error) => error.code === 'ExpiredToken',
 *     invalidates: [[() => Secrets, 'get'], () => Db],
 *   })
 *   async load(id: string): Promise<Order> { return registry.resolve(Db).query(id); }
 * }
 */
export function RetryAfterInvalidate<
  First,
  Second,
  Third,
  const Targets extends readonly InvalidationTarget[],
>(
  options: RetryAfterInvalidateOptions<Targets & KnownTargets<Targets, HintedThis<First, Second>>>,
): RetryDecorator & Hint<First, Second, Third>;
export function RetryAfterInvalidate(...what: unknown[]): unknown {
  if (isApplication(what)) throw bare(RETRY);
  const [options] = what;
  return (...application: unknown[]): unknown =>
    decorateMember(RETRY, application, (member, place) =>
      retrying(member, checked(options as RetryAfterInvalidateOptions, place)),
    );
}

function retrying(member: DecoratedMember, { on, invalidates }: RetryAfterInvalidateOptions): AnyMethod {
  const { original } = member;
  const targets = new Targets(RETRY, member, invalidates, 'any');
  return targets.guard(original, (self, args) => {
    const since = invalidations.of(container).now;
    const again = (error: unknown): unknown => {
      if (isMeant(on, error, targets) && invalidated(targets, self, since)) return original.apply(self, args);
      throw error;
    };
    let result: unknown;
    try {
      result = original.apply(self, args);
    } catch (error) {
      return again(error);
    }
    try {
      return isThenable(result) ? Promise.resolve(result).then(undefined, again) : result;
    } catch (overflow) {
      SOON.then(() => adopt(result));
      throw overflow;
    }
  });
}

function checked(options: RetryAfterInvalidateOptions, place: string): RetryAfterInvalidateOptions {
  const given = checkedOptions(options, RETRY_CHECKS, place);
  for (const option of ['on', 'invalidates'] as const)
    if (given[option] === undefined)
      throw new InvalidOptionError(
        `Missing option "${option}" of ${place}: valid is ${RETRY_CHECKS[option]?.(undefined)}.`,
      );
  for (const target of given.invalidates) {
    // A class that is named itself has been decorated by now.
    if (!isClass(target) || part.in(container)?.isKnown(target as never) === true) continue;
    const received = `class ${(target as { name: string }).name}, which is no container singleton`;
    throw invalidOption('invalidates', place, received, 'one that is decorated with @ContainerSingleton');
  }
  return given;
}

/** True for an error that what is to be invalidated may be to blame for. */
function isMeant(on: RetryAfterInvalidateOptions['on'], error: unknown, targets: Targets): boolean {
  try {
    const answer: unknown = on(error);
    if (!isThenable(answer)) return Boolean(answer);
    disown(answer);
    throw new InvalidationWarning('it gave a promise; valid is true or false');
  } catch (cause) {
    passOverflow(cause);
    targets.warn('has an option "on" that failed, so the error stands', cause);
    return false;
  }
}

/**
 * Invalidates what may be to blame; true where all of it was found. Throws only where there is no stack left
 * for that.
 */
function invalidated(targets: Targets, self: unknown, since: number): boolean {
  requireStack();
  const log = invalidations.of(container);
  let isComplete = true;
  const clients: Singleton[] = [];
  for (const target of targets.all) {
    try {
      const found = targets.find(target, self);
      for (const one of found.cached) if (log.noteOnce(one.member.cache, one.owner, since)) drop(one);
      const blamed = found.singletons.flatMap((singleton) => singleton.blamed());
      clients.push(...blamed.filter((client) => log.noteOnce(client, client, since)));
    } catch (cause) {
      passOverflow(cause);
      isComplete = false;
      targets.warn('could not find what to invalidate, so the error stands', cause);
    }
  }
  if (clients.length > 0) invalidate(part.of(container).succession, clients);
  return isComplete;
}
