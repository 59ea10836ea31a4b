import type { FeaturePlan, Warn } from '../cache/plan.js';
import { type ErrorOrigin, InvalidOptionError, OptionWarning } from '../errors.js';
import * as KINDS from '../store/kinds.js';
import { nameOfThrown, passOverflow } from '../util/untrusted.js';
import { deepFreeze } from './deep-freeze.js';
import { type Feature, oneOf } from './feature.js';
import { copyOfThrown } from './thrown-copies.js';

/** How values are handed out. */
export type ValueMode = 'shared' | 'frozen' | 'cloned';

/** The option that says how values are handed out. */
export interface ValuesOptions {
  /**
   * Hand out the same reference, a deeply frozen one, or a structured clone each time. Default: `'shared'`.
   */
  readonly values?: ValueMode | undefined;
}

export const values: Feature<ValuesOptions> = {
  options: { values: oneOf('shared', 'frozen', 'cloned') },
  plan: ({ values: mode }) => (mode === 'frozen' ? FROZEN : mode === 'cloned' ? CLONED : undefined),
};

const FROZEN: FeaturePlan = {
  format: 'frozen',
  shares: ({ hasFailed, isAsked, outcome }) => {
    if (!hasFailed && isAsked !== true) deepFreeze(outcome);
    return true;
  },
  prepare: ({ outcome, isSet, member }, warn) => {
    if (!isSet) return apart(() => copyOfThrown(outcome, true), `An error of ${member.label}`, warned(warn));
    deepFreeze(outcome);
    return [outcome];
  },
};

const CLONED: FeaturePlan = {
  format: 'cloned',
  shares: (load, warn) => {
    if (load.hasFailed || load.isAsked === true) return true;
    const copy = (): unknown => structuredClone(load.outcome);
    load.kept = apart(copy, `A result of ${load.member.label}`, warned(warn));
    return load.kept !== undefined;
  },
  prepare: ({ outcome, isSet, member: { label } }, warn) =>
    isSet
      ? apart(() => structuredClone(outcome), `What cacheOf(...).set was given for ${label}`, refuse)
      : apart(() => copyOfThrown(outcome, false), `An error of ${label}`, warned(warn)),
  handOut: (kept, kind) => (kind >= KINDS.thrown ? copyOfThrown(kept, false) : structuredClone(kept)),
};

type Complain = (message: string, origin: ErrorOrigin) => void;

const warned =
  (warn: Warn): Complain =>
  (message, origin) =>
    warn(new OptionWarning(message, origin));

const refuse: Complain = (message, origin) => {
  throw new InvalidOptionError(message, origin);
};

/** A copy that nobody else has, as `[copy]`; undefined, with a complaint, where there can be none. */
function apart(copy: () => unknown, what: string, complain: Complain): [kept: unknown] | undefined {
  try {
    return [copy()];
  } catch (cause) {
    passOverflow(cause);
    const advice = 'so it was not stored: valid is plain data, or leave the option "values" out.';
    complain(`${what} cannot be cloned (${nameOfThrown(cause)}), ${advice}`, { cause });
    return undefined;
  }
}
