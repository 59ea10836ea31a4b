import type { Load, Warn } from '../cache/plan.js';
import { type ErrorOrigin, OptionWarning } from '../errors.js';
import { DURATION_FORMS, parseDuration } from '../util/duration.js';
import { disownAll, isThenable, nameOfThrown, passOverflow } from '../util/untrusted.js';

/** An option that is a function of an outcome. */
export type OutcomeFunction = (outcome: unknown, ...args: unknown[]) => unknown;

/** What an option is asked that is a function. */
export interface Question<T> {
  readonly option: string;
  /** What does not happen without a usable answer. */
  readonly lost: string;
  /** What was given in place of a usable answer, and what would be one. */
  readonly flaw: string;
  readonly valid: string;
  /** What an answer means; undefined for one that is of no use. */
  read(answer: unknown): T | undefined;
}

/** What most options lose: nothing is stored. */
export const LOST = 'value was not stored';

/** What an option loses that is for the time past a value's ttl: the value is stored all the same. */
export const NO_WINDOW = 'value has no such window';

/** A question for true or false. */
export const asksTruth = (option: string, lost = LOST): Question<boolean> => ({
  option,
  lost,
  flaw: 'a promise',
  valid: 'true or false',
  read: (answer) => (isThenable(answer) ? undefined : Boolean(answer)),
});

/** A question for a duration, in milliseconds. */
export const asksDuration = (option: string, lost = LOST): Question<number> => ({
  option,
  lost,
  flaw: 'no duration',
  valid: DURATION_FORMS,
  read: parseDuration,
});

/** What an answer means; undefined, with a warning, for one that is of no use. */
export function meaningOf<T>(
  question: Question<T>,
  answer: unknown,
  label: string,
  warn: Warn,
): T | undefined {
  const meaning = question.read(answer);
  if (meaning !== undefined) return meaning;
  const { flaw, valid } = question;
  disownAll(answer);
  complain(question, label, warn, `gave ${flaw}`, `; it must give ${valid}.`);
  return undefined;
}

/**
 * What an option says of an outcome; undefined, with a warning, where it throws or gives nothing of use.
 * Whoever sets a value is told by the error itself.
 */
export function answerTo<T>(
  question: Question<T>,
  ask: OutcomeFunction,
  load: Load,
  warn: Warn,
): T | undefined {
  const { label } = load.member;
  try {
    return meaningOf(question, ask(load.outcome, ...load.args), label, warn);
  } catch (cause) {
    passOverflow(cause);
    if (load.isAsked === true && question.lost !== NO_WINDOW) throw cause;
    complain(question, label, warn, 'threw', `: ${nameOfThrown(cause)}`, { cause });
    return undefined;
  }
}

/** Milliseconds that an option gives an outcome, 0 or more. */
export function lifetimeOf(
  question: Question<number>,
  ttl: number | OutcomeFunction,
  load: Load,
  warn: Warn,
): number {
  return typeof ttl === 'number' ? ttl : Math.max(answerTo(question, ttl, load, warn) ?? 0, 0);
}

function complain(
  { option, lost }: Question<unknown>,
  label: string,
  warn: Warn,
  problem: string,
  rest: string,
  origin?: ErrorOrigin,
): void {
  warn(new OptionWarning(`The option "${option}" of ${label} ${problem}, so the ${lost}${rest}`, origin));
}
