import { InvalidationWarning } from '../errors.js';
import type { InvalidationTarget, RetryAfterInvalidateOptions } from '../options.js';
import { container } from '../registry/global.js';
import { invalidations } from '../registry/invalidation-log.js';
import { singletons as part } from '../registry/singletons.js';
import type { Singleton } from '../singletons/singleton.js';
import { invalidate } from '../singletons/withdrawals.js';
import { requireStack } from '../util/stack.js';
import { disown, isThenable, messageOf } from '../util/untrusted.js';
import { drop, type Found, findTarget, isMemberName } from './invalidation-targets.js';
import { MissingTarget, TargetCheck } from './target-check.js';

/** One application of `@RetryAfterInvalidate`. */
export class Remedy {
  /** The prototype or class that the method is on, once it is known. */
  home: object | undefined;
  readonly check = new TargetCheck(
    (self) => this.#find(self),
    () => `@RetryAfterInvalidate on ${this.label}`,
  );

  constructor(
    private readonly on: RetryAfterInvalidateOptions['on'],
    private readonly targets: readonly InvalidationTarget[],
    public label: string,
  ) {}

  /**
   * Invalidates what may be to blame for an error; true when it is worth another try. Throws only where there
   * is no stack left for that.
   */
  apply(error: unknown, self: unknown, since: number): boolean {
    if (!this.#isMeant(error)) return false;
    requireStack();
    let isComplete = true;
    const singletons: Singleton[] = [];
    for (const target of this.targets) {
      try {
        const found = findTarget(target, self, this.home);
        for (const one of found.cached) dropOnce(one, since);
        singletons.push(...found.singletons.filter((singleton) => noteOnce(singleton, singleton, since)));
      } catch (cause) {
        isComplete = false;
        this.#warn(`could not find what to invalidate, so the error stands: ${messageOf(cause)}`, cause);
      }
    }
    if (singletons.length > 0) invalidate(part.of(container).succession, singletons);
    return isComplete;
  }

  /** Throws for a target that is not there. */
  #find(self: unknown): 'found' | 'unknown' {
    let isCertain = true;
    for (const target of this.targets) {
      try {
        findTarget(target, self, this.home);
      } catch (error) {
        const name = Array.isArray(target) ? target[1] : target;
        if (!(error instanceof MissingTarget) || !isMemberName(name) || !container.caches.mayHave(name))
          throw error;
        isCertain = false;
      }
    }
    return isCertain ? 'found' : 'unknown';
  }

  #isMeant(error: unknown): boolean {
    try {
      const answer: unknown = this.on(error);
      if (!isThenable(answer)) return Boolean(answer);
      disown(answer);
      throw new TypeError('it gave a promise; valid is true or false');
    } catch (cause) {
      this.#warn(`has an option "on" that failed, so the error stands: ${messageOf(cause)}`, cause);
      return false;
    }
  }

  #warn(problem: string, cause: unknown): void {
    container.warn(
      this,
      new InvalidationWarning(`@RetryAfterInvalidate on ${this.label} ${problem}`, { cause }),
    );
  }
}

/** Drops entries unless that was done after the failed call had begun: by now they may be new. */
function dropOnce(found: Found, since: number): void {
  if (noteOnce(found.member.cache, found.scope, since)) drop(found);
}

function noteOnce(target: object, owner: object, since: number): boolean {
  const log = invalidations.of(container);
  if (log.wasInvalidatedSince(since, target, owner)) return false;
  log.note(target, owner);
  return true;
}
