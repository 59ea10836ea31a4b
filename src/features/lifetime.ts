import type { Unchecked } from '../options.js';
import { type Duration, parseDuration } from '../util/duration.js';
import { answerTo, asksDuration, asksTruth, lifetimeOf } from './answers.js';
import { durationOr, type Feature, predicate } from './feature.js';

/** The options that say whether a value is kept, and for how long. */
export interface LifetimeOptions<Args extends readonly unknown[] = Unchecked, Value = Unchecked> {
  /**
   * How long an entry is fresh, or a function of the settled value that says so (0 or less: do not store).
   * Default: the container's life.
   */
  readonly ttl?: Duration | ((value: Value, ...args: Args) => Duration) | undefined;
  /** False returns the settled value without storing it. Default: always true. */
  readonly store?: ((value: Value, ...args: Args) => boolean) | undefined;
}

export const lifetime: Feature<LifetimeOptions> = {
  options: { ttl: durationOr('value'), store: predicate },
  plan: ({ ttl, store }) => {
    if (ttl === undefined && store === undefined) return undefined;
    // Compiled now: where the stack ends there is no room for that.
    if (typeof ttl === 'function') parseDuration('1s');
    const lasting = typeof ttl === 'function' ? ttl : (parseDuration(ttl) ?? Infinity);
    return {
      asksArguments: typeof ttl === 'function' && ttl.length > 1,
      loaded: (load, warn) => {
        if (load.hasFailed) return undefined;
        // What is stored on request is not asked about.
        const isWanted = load.isSet || store === undefined || answerTo(STORE, store, load, warn);
        return isWanted ? lifetimeOf(TTL, lasting, load, warn) : 'discard';
      },
    };
  },
};

const TTL = asksDuration('ttl');
const STORE = asksTruth('store');
