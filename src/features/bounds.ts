import type { Load, Warn } from '../cache/plan.js';
import { OptionWarning } from '../errors.js';
import type { Unchecked } from '../options.js';
import type { Budget } from '../store/budget.js';
import { Details } from '../store/details.js';
import { BYTES_OF_ENTRY } from '../store/entry.js';
import { BYTE_FORMS, type Bytes, MOST_BYTES, parseBytes } from '../util/bytes.js';
import { check, isFunction } from '../util/checks.js';
import { estimateBytes } from '../util/estimate.js';
import { disown } from '../util/untrusted.js';
import { asked } from './answers.js';
import type { Feature } from './feature.js';

/** The options that bound the bytes of the values. */
export interface BoundsOptions<Args extends readonly unknown[] = Unchecked, Value = Unchecked> {
  /**
   * Most bytes that the values of this method may take together, by `weigh` or an estimate; units of 1,024.
   * The least recently used goes; a larger single value is returned, not stored. Default: none.
   */
  readonly maxBytes?: Bytes | undefined;
  /** What a value weighs, in bytes: 0 or more. Default: an estimate. */
  readonly weigh?: ((value: Value, ...args: Args) => number) | undefined;
}

/** What the registry adds to the options of every member. */
interface Budgeted {
  readonly budget?: Budget | undefined;
}

export const bounds: Feature<BoundsOptions> = {
  options: {
    maxBytes: check((value) => parseBytes(value) !== undefined, BYTE_FORMS),
    weigh: check(isFunction, 'a function (value, ...args) that gives bytes as a number'),
  },
  plan: ({ maxBytes, weigh, budget }: BoundsOptions & Budgeted) => {
    if (maxBytes === undefined && weigh === undefined && budget === undefined) return undefined;
    const most = parseBytes(maxBytes) ?? Infinity;
    // What the user weighs is weighed.
    const bytesOfEntry = weigh === undefined ? BYTES_OF_ENTRY : 0;
    const largest = Math.min(most, (budget?.max ?? Infinity) - bytesOfEntry);
    return {
      maxBytes: most,
      isWeighed: true,
      budget,
      bytesOfEntry,
      asksArguments: weigh !== undefined && weigh.length > 1,
      loaded: (load, warn, lifetime) => {
        if (!(lifetime > 0)) return undefined;
        const { hasFailed, outcome, kept } = load;
        const isAsked = weigh !== undefined && !hasFailed;
        const bytes = isAsked
          ? answerOf(weigh, load, warn)
          : estimateBytes(kept === undefined ? outcome : kept[0]);
        if (bytes === undefined || bytes > largest) return 'discard';
        load.details ??= new Details();
        load.details.bytes = bytes;
        return undefined;
      },
    };
  },
};

const LOST = 'value was not stored';

/** The whole bytes that `weigh` gives; undefined, with a warning, where it gives none or throws. */
function answerOf(weigh: NonNullable<BoundsOptions['weigh']>, load: Load, warn: Warn): number | undefined {
  return asked('weigh', load, LOST, warn, undefined, () => {
    const answer: unknown = weigh(load.outcome, ...load.args);
    if (Number.isFinite(answer) && Number(answer) >= 0)
      return Math.min(Math.ceil(Number(answer)), MOST_BYTES);
    disown(answer);
    const problem = `gave no bytes, so the ${LOST}. It must give a number that is 0 or more.`;
    warn(new OptionWarning(`The option "weigh" of ${load.member.label} ${problem}`));
    return undefined;
  });
}
