import type { FeaturePlan, Load, Preparing, Warn } from '../cache/plan.js';
import { InvalidOptionError, OptionWarning } from '../errors.js';
import * as KINDS from '../store/kinds.js';
import { messageOf } from '../util/untrusted.js';
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
  prepare: (outcome, about) => {
    if (!about.isSet) return copied(outcome, true, about);
    deepFreeze(outcome);
    return [outcome];
  },
};

const CLONED: FeaturePlan = {
  format: 'cloned',
  shares: isSetApart,
  prepare: (outcome, about) => (about.isSet ? [clonedForSet(outcome, about)] : copied(outcome, false, about)),
  handOut: (kept, kind) => (isErrorKind(kind) ? copyOfThrown(kept, false) : structuredClone(kept)),
};

const isErrorKind = (kind: KINDS.Kind): boolean => kind === KINDS.thrown || kind === KINDS.rejected;

/** Keeps a copy of a value that nobody else has; one that cannot be cloned is its caller's alone. */
function isSetApart(load: Load, warn: Warn): boolean {
  if (load.hasFailed || load.isAsked === true) return true;
  try {
    load.kept = [structuredClone(load.outcome)];
    return true;
  } catch (cause) {
    const advice = 'so it was not stored: return plain data, or leave the option "values" out.';
    warn(
      new OptionWarning(
        `A result of ${load.member.label} cannot be cloned (${messageOf(cause)}), ${advice}`,
        { cause },
      ),
    );
    return false;
  }
}

function clonedForSet(value: unknown, { label }: Preparing): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    const advice = 'valid is plain data, or leave the option "values" out.';
    throw new InvalidOptionError(
      `cacheOf(...).set on ${label}: received what cannot be cloned (${messageOf(cause)}); ${advice}`,
      {
        cause,
      },
    );
  }
}

/** A copy of an error, as `[copy]`; undefined where there can be none. */
function copied(error: unknown, isFrozen: boolean, { label, warn }: Preparing): [copy: unknown] | undefined {
  try {
    return [copyOfThrown(error, isFrozen)];
  } catch (cause) {
    const advice = 'so it was not kept: throw plain errors, or leave the option "values" out.';
    warn(
      new OptionWarning(`An error of ${label} cannot be copied (${messageOf(cause)}), ${advice}`, { cause }),
    );
    return undefined;
  }
}
