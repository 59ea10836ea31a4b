import type { FeaturePlan, Load, Warn } from '../cache/plan.js';
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
    if (!hasFailed && !isAsked) deepFreeze(outcome);
    return true;
  },
  prepare: (load, warn) => {
    if (!load.isSet) return copiedError(load, true, warn);
    deepFreeze(load.outcome);
    return [load.outcome];
  },
};

const CLONED: FeaturePlan = {
  format: 'cloned',
  shares: (load, warn) => {
    if (load.hasFailed || load.isAsked) return true;
    const copy = (): unknown => structuredClone(load.outcome);
    load.kept = apart(copy, `A result of ${load.member.label}`, warned(warn));
    return load.kept !== undefined;
  },
  prepare: (load, warn) => {
    if (!load.isSet) return copiedError(load, false, warn);
    const what = `What cacheOf(...).set was given for ${load.member.label}`;
    return apart(() => structuredClone(load.outcome), what, refuse);
  },
  handOut: (kept, kind) => (kind >= KINDS.thrown ? copyOfThrown(kept, false) : structuredClone(kept)),
};

const copiedError = ({ outcome, member }: Load, isFrozen: boolean, warn: Warn): Kept =>
  apart(() => copyOfThrown(outcome, isFrozen), `An error of ${member.label}`, warned(warn));

/** What is kept, as `[kept]`. */
type Kept = [kept: unknown] | undefined;

type Complain = (message: string, origin: ErrorOrigin) => void;

const warned =
  (warn: Warn): Complain =>
  (message, origin) =>
    warn(new OptionWarning(message, origin));

const refuse: Complain = (message, origin) => {
  throw new InvalidOptionError(message, origin);
};

/** A copy that nobody else has, as `[copy]`; undefined, with a complaint, where there can be none. */
function apart(copy: () => unknown, what: string, complain: Complain): Kept {
  try {
    return [copy()];
  } catch (cause) {
    passOverflow(cause);
    const advice = 'so it was not stored: valid is plain data, or leave the option "values" out.';
    complain(`${what} cannot be cloned (${nameOfThrown(cause)}), ${advice}`, { cause });
    return undefined;
  }
}
