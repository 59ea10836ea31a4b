import type { SingletonOptions } from '../options.js';
import { parseDuration } from '../util/duration.js';

/**
 * What all versions of one client have in common, apart from its record, which they must not keep alive. All
 * clients of a keyed member have one in common.
 */
export interface ClientFacts {
  readonly kind: 'container' | 'keyed';
  /** The class, `Class.member`, or the `name` option. */
  label: string;
  readonly options: SingletonOptions;
  /** Milliseconds; `NaN` where there is no limit. */
  readonly maxAge: number;
  readonly maxIdle: number;
  counters: { builds: number; buildMs: number; disposals: number };
}

/** What the versions of a new client have in common. */
export function factsOf(
  label: string,
  options: SingletonOptions,
  kind: ClientFacts['kind'] = 'container',
): ClientFacts {
  return {
    kind,
    label,
    options,
    maxAge: parseDuration(options.maxAge) ?? Number.NaN,
    maxIdle: parseDuration(options.maxIdle) ?? Number.NaN,
    counters: { builds: 0, buildMs: 0, disposals: 0 },
  };
}
