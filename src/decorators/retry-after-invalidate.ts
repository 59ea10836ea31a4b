import { InvalidOptionError, InvalidTargetError } from '../errors.js';
import type { AnyMethod, InvalidationTarget, RetryAfterInvalidateOptions } from '../options.js';
import { container } from '../registry/global.js';
import { invalidations } from '../registry/invalidation-log.js';
import { singletons } from '../registry/singletons.js';
import { checkedOptions, RETRY_CHECKS } from '../util/checks.js';
import { isClass, isGenerator, memberLabel } from '../util/naming.js';
import { adopt, isThenable, SOON } from '../util/untrusted.js';
import { type DecoratedMember, decorateMember, disguise, isApplication } from './dialect.js';
import { Remedy } from './remedy.js';
import type { KnownTargets, RetryDecorator } from './retry-after-invalidate-types.js';
import { refusing } from './target-check.js';

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
export function RetryAfterInvalidate<const Targets extends readonly InvalidationTarget[]>(
  options: RetryAfterInvalidateOptions<Targets & KnownTargets<Targets>>,
): RetryDecorator;
export function RetryAfterInvalidate(...what: unknown[]): unknown {
  if (isApplication(what))
    throw new InvalidTargetError(
      '@RetryAfterInvalidate is a factory: write @RetryAfterInvalidate({ on, invalidates }) with its ' +
        'brackets.',
    );
  const [options] = what;
  return (...application: unknown[]): unknown =>
    decorateMember('@RetryAfterInvalidate', application, (member) =>
      retrying(member, options as RetryAfterInvalidateOptions),
    );
}

function retrying(
  { kind, key, original, label, onOwner }: DecoratedMember,
  options: RetryAfterInvalidateOptions,
): AnyMethod {
  if (kind === 'getter')
    throw new InvalidTargetError(
      `@RetryAfterInvalidate cannot decorate the getter ${label}: it goes on a method, static or not.`,
    );
  if (isGenerator(original))
    throw new InvalidTargetError(
      `@RetryAfterInvalidate cannot decorate the generator ${label}: what fails in it fails after it has ` +
        'returned.',
    );
  const place = `@RetryAfterInvalidate on ${label}`;
  const { on, invalidates } = checkedOptions(options, RETRY_CHECKS, place);
  for (const option of ['on', 'invalidates'] as const)
    if (options[option] === undefined)
      throw new InvalidOptionError(
        `Missing option "${option}" of ${place}: valid is ${RETRY_CHECKS[option]?.(undefined)}.`,
      );
  refuseUnknownClasses(invalidates, place);
  const remedy = new Remedy(on, invalidates, label);
  onOwner((owner) => {
    remedy.label = memberLabel(owner, key);
    remedy.home = owner;
  });
  return disguise(retried(original, remedy), original);
}

/** The function that runs in the method's place: a method itself, so that `new` refuses it. */
function retried(original: AnyMethod, remedy: Remedy): AnyMethod {
  return {
    replacement(this: unknown, ...args: unknown[]): unknown {
      const refused = refusing(original, () => remedy.check.demand(this));
      if (refused !== undefined) return refused;
      const since = invalidations.of(container).now;
      const again = (error: unknown): unknown => {
        if (remedy.apply(error, this, since)) return original.apply(this, args);
        throw error;
      };
      let result: unknown;
      try {
        result = original.apply(this, args);
      } catch (error) {
        return again(error);
      }
      try {
        return isThenable(result) ? Promise.resolve(result).then(undefined, again) : result;
      } catch (overflow) {
        SOON.then(() => adopt(result));
        throw overflow;
      }
    },
  }.replacement;
}

/** A class that is named itself has been decorated by now. */
function refuseUnknownClasses(targets: readonly InvalidationTarget[], place: string): void {
  for (const target of targets) {
    if (!isClass(target) || singletons.in(container)?.isKnown(target as never) === true) continue;
    throw new InvalidOptionError(
      `Invalid option "invalidates" of ${place}: received class ${(target as { name: string }).name}, ` +
        'which is no container singleton; valid is one that is decorated with @ContainerSingleton.',
    );
  }
}
