import type { Unchecked } from '../options.js';
import type { Budget } from '../store/budget.js';
import { BYTES_OF_ENTRY } from '../store/entry.js';
import { BYTE_FORMS, type Bytes, MOST_BYTES, parseBytes } from '../util/bytes.js';
import { check, isFunction } from '../util/checks.js';
import { estimateBytes } from '../util/estimate.js';
import { answerTo, LOST, type Question } from './answers.js';
import { detailsOf, type Feature } from './feature.js';

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
          ? answerTo(WEIGH, weigh, load, warn)
          : estimateBytes(kept === undefined ? outcome : kept[0]);
        if (bytes === undefined || bytes > largest) return 'discard';
        detailsOf(load).bytes = bytes;
        return undefined;
      },
    };
  },
};

/** A question for whole bytes. */
const WEIGH: Question<number> = {
  option: 'weigh',
  lost: LOST,
  flaw: 'no bytes',
  valid: 'a number that is 0 or more',
  read: (answer) =>
    typeof answer === 'number' && answer >= 0 && answer < Infinity
      ? Math.min(Math.ceil(answer), MOST_BYTES)
      : undefined,
};
