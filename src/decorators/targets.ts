import { dropped } from '../cache/operations.js';
import { InvalidationWarning, InvalidTargetError, NotCachedError } from '../errors.js';
import type { AnyMethod, InvalidationTarget } from '../options.js';
import { container } from '../registry/global.js';
import { isObject } from '../util/guards.js';
import { isGenerator, memberLabel } from '../util/naming.js';
import { adopt, isThenable, nameOfThrown, passOverflow, SOON } from '../util/untrusted.js';
import type { DecoratedMember, MemberDecorator } from './dialect.js';
import { type Found, type FoundTarget, findTarget, MissingTarget } from './find-target.js';

/** A call of a mutating method that has done its work. */
export interface MutatingCall {
  readonly self: unknown;
  readonly args: unknown[];
  /** The settled result. */
  readonly result: unknown;
  /** True where the result could not be had. */
  readonly isLost?: boolean;
}

/**
 * The last change that the end of the stack has cut short, until it is made up for: a decorator further out
 * sees a call fail whose method has returned.
 */
const cutShort = {
  /** `SOON`, which nobody throws, where nothing was cut short. */
  error: SOON as unknown,
  result: undefined as unknown,
  /** The function that made it, in its method's place. */
  by: undefined as AnyMethod | undefined,
  /** True where the result is that of another method, which the body had called. */
  isOther: false,
};

/** What one application of `@Invalidates`, `@Updates` or `@RetryAfterInvalidate` names. */
export class Targets {
  /** `@Decorator on Class.method`, for messages. */
  label: string;
  /** The prototype or class that the method is on, once it is known. */
  #home: object | undefined;
  /** The kinds of `this` for which everything was found. */
  readonly #passed = new WeakSet<object>();

  /** Throws InvalidTargetError for a generator. */
  constructor(
    { name }: MemberDecorator,
    { key, original, label, onOwner }: DecoratedMember,
    readonly all: readonly InvalidationTarget[],
    private readonly wanted: 'cached' | 'any',
    private readonly purpose: 'invalidate' | 'update' = 'invalidate',
  ) {
    if (isGenerator(original))
      throw new InvalidTargetError(
        `${name} cannot decorate the generator ${label}: its body runs after it has returned.`,
      );
    this.label = `${name} on ${label}`;
    onOwner((owner) => {
      this.label = `${name} on ${memberLabel(owner, key)}`;
      this.#home = owner;
    });
  }

  /** What a target stands for, in a call with this `this`; throws MissingTarget. */
  find(target: InvalidationTarget, self: unknown): FoundTarget {
    return findTarget(target, self, this.#home, this.wanted);
  }

  /**
   * The function that runs in the method's place: it refuses calls before the body runs while a target is not
   * there. A method itself, so that `new` refuses it.
   */
  guard(original: AnyMethod, call: (self: unknown, args: unknown[]) => unknown): AnyMethod {
    const isAsync = Object.prototype.toString.call(original) === '[object AsyncFunction]';
    const demand = (self: unknown): void => this.#demand(self);
    return {
      replacement(this: unknown, ...args: unknown[]): unknown {
        try {
          demand(this);
        } catch (error) {
          if (!isAsync) throw error;
          return Promise.reject(error);
        }
        return call(this, args);
      },
    }.replacement;
  }

  /**
   * The function that runs in the place of a mutating method: `change` runs once that has returned or
   * resolved, before its caller knows; not when it fails. It must not throw.
   */
  afterwards(original: AnyMethod, change: (call: MutatingCall) => void): AnyMethod {
    const replacement = this.guard(original, (self, args) => {
      let hasReturned = false;
      let isOther = false;
      let result: unknown;
      try {
        result = original.apply(self, args);
        hasReturned = true;
        if (isThenable(result))
          return Promise.resolve(result).then((value) => {
            change({ self, args, result: value });
            const acknowledged = container.tier?.acknowledged();
            return acknowledged === undefined ? value : acknowledged.then(() => value);
          });
        change({ self, args, result });
        return result;
      } catch (error) {
        // There is no stack left: what the method has changed must not be served on as it was.
        if (!hasReturned) {
          if (error !== cutShort.error) throw error;
          result = cutShort.result;
          isOther = cutShort.isOther || cutShort.by !== original;
        }
        // Field by field: to make an object may take stack.
        cutShort.error = error;
        cutShort.result = result;
        cutShort.by = replacement;
        cutShort.isOther = isOther;
        SOON.then(async () => {
          cutShort.error = SOON;
          cutShort.result = undefined;
          // A thenable that is no promise might do its work once more.
          const isLost = isOther || (isThenable(result) && !(result instanceof Promise));
          change({ self, args, result: isLost ? undefined : await result, isLost });
        }).catch(() => adopt(result));
        throw error;
      }
    });
    return replacement;
  }

  /**
   * Changes the entries of the cached members that a target stands for; where that fails, drops all that they
   * have, with a warning.
   */
  change(target: InvalidationTarget, self: unknown, work: (found: readonly Found[]) => void): void {
    let found: readonly Found[] = [];
    try {
      found = this.find(target, self).cached;
      work(found);
    } catch (cause) {
      passOverflow(cause);
      // What may come has no entries yet.
      if (cause instanceof MissingTarget && cause.mayCome) return;
      for (const { member } of found) {
        dropped(member.cache);
        member.cache.invalidation.clear();
      }
      const names = found.map(({ member }) => member.label).join(', ');
      this.warn(
        `failed, so ${names === '' ? 'nothing was dropped' : `all entries of ${names} were dropped`}`,
        cause,
      );
    }
  }

  warn(problem: string, cause: unknown): void {
    container.warn(
      this,
      new InvalidationWarning(`${this.label} ${problem}: ${nameOfThrown(cause)}`, { cause }),
    );
  }

  /** Throws NotCachedError where a target is not there. */
  #demand(self: unknown): void {
    // What finds the same members: a class by itself, instances by their prototype.
    const kind: unknown = isObject(self) ? Object.getPrototypeOf(self) : self;
    if (this.#passed.has(kind as object)) return;
    let isCertain = Object(kind) === kind;
    for (const target of this.all) {
      try {
        this.find(target, self);
      } catch (cause) {
        passOverflow(cause);
        isCertain = false;
        if (cause instanceof MissingTarget && cause.mayCome) continue;
        throw new NotCachedError(
          `${this.label} was not called, as there is nothing to ${this.purpose}: ${nameOfThrown(cause)}.`,
          cause instanceof MissingTarget ? {} : { cause },
        );
      }
    }
    if (isCertain) this.#passed.add(kind as object);
  }
}
