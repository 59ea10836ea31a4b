import { DURATION_FORMS, parseDuration } from '../duration.js';
import { OptionWarning, type WarmscopeWarning } from '../errors.js';
import { disown, isOverflow, isThenable, messageOf, propertyOf } from './hostile-values.js';
import type { MemberPlan } from './member-plan.js';

/** A lifetime in milliseconds, or a function of the settled value and the arguments that gives a duration. */
export type Lifetime = number | ((value: unknown, ...args: unknown[]) => unknown);

type Warn = (warning: WarmscopeWarning) => void;

/** Milliseconds that a settled value may be served; 0 means: return it, do not store it. A failing option is a warning. `store` is asked of what was loaded. */
export function lifetimeOf(member: MemberPlan, value: unknown, args: readonly unknown[], warn: Warn, isLoaded = true): number {
  let option = 'store';
  try {
    const isWanted = !isLoaded || member.store === undefined || member.store(value, ...args);
    if (isPromised(isWanted)) {
      warn(
        new OptionWarning(`The option "store" of ${member.label} gave a promise, so the value was not stored; it must give true or false.`),
      );
      return 0;
    }
    if (!isWanted) return 0;
    option = 'ttl';
    return ttlOf(member, value, args, warn);
  } catch (cause) {
    warn(new OptionWarning(`The option "${option}" of ${member.label} threw, so the value was not stored: ${messageOf(cause)}`, { cause }));
    return 0;
  }
}

/** True for a promise, which is no answer; its rejection is taken care of. */
function isPromised(answer: unknown): boolean {
  disown(answer);
  return isThenable(answer);
}

/** Milliseconds that a value is fresh, by `ttl` alone: 0 for not at all. For what is stored on request, `store` is not asked. */
export function ttlOf({ ttl, label }: MemberPlan, value: unknown, args: readonly unknown[], warn: Warn): number {
  if (typeof ttl === 'number') return ttl;
  const duration = ttl(value, ...args);
  const milliseconds = parseDuration(duration);
  disown(duration);
  if (milliseconds !== undefined) return Math.max(0, milliseconds);
  warn(new OptionWarning(`The option "ttl" of ${label} gave no duration, so the value was not stored. It must give ${DURATION_FORMS}.`));
  return 0;
}

/** Milliseconds that a failure may be served; 0 means: do not keep it. Our own refusals are never kept, nor that a caller had no stack left. */
export function errorLifetimeOf({ errorTtl, label }: MemberPlan, error: unknown, args: readonly unknown[], warn: Warn): number {
  if (errorTtl === undefined || isCircular(error) || isOverflow(error)) return 0;
  if (typeof errorTtl === 'number') return errorTtl;
  try {
    const duration = errorTtl(error, ...args);
    const milliseconds = parseDuration(duration);
    disown(duration);
    if (milliseconds !== undefined) return Math.max(0, milliseconds);
    warn(
      new OptionWarning(`The option "errorTtl" of ${label} gave no duration, so the error was not kept. It must give ${DURATION_FORMS}.`),
    );
  } catch (cause) {
    warn(new OptionWarning(`The option "errorTtl" of ${label} threw, so the error was not kept: ${messageOf(cause)}`, { cause }));
  }
  return 0;
}

function isCircular(error: unknown): boolean {
  return typeof error === 'object' && error !== null && propertyOf(error, 'code') === 'ERR_WARMSCOPE_CIRCULAR_LOAD';
}
