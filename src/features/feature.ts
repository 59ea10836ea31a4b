import type { FeaturePlan, Load } from '../cache/plan.js';
import { Details } from '../store/details.js';
import { check, isFunction, isLifetime } from '../util/checks.js';
import { DURATION_FORMS } from '../util/duration.js';

/** What an option is given to: a method, a getter, a plain function, or every method by default. */
export type Place = 'member' | 'method' | 'getter' | 'function' | 'default';

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
  plan?(given: Options & { readonly ttl?: unknown }): FeaturePlan | undefined;
}

/** An option that does not go with the others. */
export interface Mismatch {
  readonly option: string;
  /** What was received beside the option's own value. */
  readonly beside: string;
  readonly valid: string;
}

/** A check for one of some words. */
export const oneOf = (...words: readonly string[]): OptionCheck =>
  check((value) => words.includes(value as string), words.map((each) => `'${each}'`).join(' or '));

export const predicate = /* @__PURE__ */ check(isFunction, 'a function that gives true or false');

/** A check for a duration, or a function of so and so that gives one. */
export const durationOr = (of: string): OptionCheck =>
  check(
    (value) => isFunction(value) || isLifetime(value),
    `${DURATION_FORMS}, or a function (${of}, ...args) that gives one`,
  );

/** What is noted of the entry that a load is to fill. */
export function detailsOf(load: Load): Details {
  load.details ??= new Details();
  return load.details;
}
