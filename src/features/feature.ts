import type { FeaturePlan } from '../cache/plan.js';
import { DURATION_FORMS, parseDuration } from '../util/duration.js';

/** What an option is given to: a member, a plain function, or every method by default. */
export type Place = 'member' | 'function' | 'default';

/** Says what would be valid where a value is not, else nothing. */
export type OptionCheck = (value: unknown, place: Place) => string | undefined;

/**
 * One option of `@Cached`, or a few that belong together, with what they do. Its doc line and default stand
 * at the option's type.
 */
export interface Feature<Options extends object> {
  /** How each option is checked. */
  readonly options: { readonly [Name in keyof Options]-?: OptionCheck };
  /** Says what is wrong with options that are fine one by one; `given` has the defaults filled in. */
  together?(own: Options, given: Options & { readonly ttl?: unknown }): Mismatch | undefined;
  /** What the options mean to the cache; undefined costs nothing. */
  plan(given: Options): FeaturePlan | undefined;
}

/** An option that does not go with the others. */
export interface Mismatch {
  readonly option: string;
  /** What was received beside the option's own value. */
  readonly beside: string;
  readonly valid: string;
}

/** A check that asks one question. */
export const check =
  (isValid: (value: unknown) => boolean, expected: string): OptionCheck =>
  (value) =>
    isValid(value) ? undefined : expected;

/** A check for one of some words. */
export const oneOf = (...words: readonly string[]): OptionCheck =>
  check((value) => words.includes(value as string), words.map((each) => `'${each}'`).join(' or '));

export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isName = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
export const isToken = (value: unknown): boolean =>
  isFunction(value) || isName(value) || typeof value === 'symbol';
const isLifetime = (value: unknown): boolean => (parseDuration(value) ?? 0) > 0;

export const predicate = /* @__PURE__ */ check(isFunction, 'a function that gives true or false');
export const duration = /* @__PURE__ */ check(isLifetime, DURATION_FORMS);

/** A check for a duration, or a function of so and so that gives one. */
export const durationOr = (of: string): OptionCheck =>
  check(
    (value) => isFunction(value) || isLifetime(value),
    `${DURATION_FORMS}, or a function (${of}, ...args) that gives one`,
  );
