import type { Clock } from '../util/clock.js';
import type { Entry } from './entry.js';
import type * as KINDS from './kinds.js';
import type { Residences } from './owners.js';
import type { TagIndex } from './tags.js';
import type { Uses } from './uses.js';

/**
 * What an entry was invalidated by: its key, a tag, all entries of its method or instance going at once, the
 * end of the invocation that it was kept for, or another container.
 */
export type InvalidationCause = 'key' | 'tag' | 'all' | 'invocation' | 'shared';

/** Why an entry went. */
export type RemovalCause = 'evicted' | 'expired' | 'replaced' | 'collected' | InvalidationCause;

/** The cache of one method, as its entries know it. */
export interface EntriesHost {
  /** The container that it lives in. */
  readonly host: Residences & {
    readonly clock: Clock;
    /** Numbers the uses of all methods. */
    readonly uses: Uses;
  };
  /** Where tags are noted. */
  readonly tags: TagIndex;
  /** Puts right what a stack overflow has cut short. */
  mend(): void;
  /** What a caller gets of a kept value or error that is not given as it is; who asks throws the error. */
  handOut(kept: unknown, kind: KINDS.Kind): unknown;
  /** Told why an entry went, while it still has its value; of collected owners, that one of theirs went. */
  removed(entry: Entry | undefined, cause: RemovalCause): void;
}
