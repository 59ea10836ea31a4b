import type { Clock } from '../util/clock.js';
import type { Entry } from './entry.js';
import type * as KINDS from './kinds.js';
import type { Residence } from './owners.js';
import type { TaggedEntries, TagHome } from './tags.js';
import type { Uses } from './uses.js';

/**
 * What an entry was invalidated by: its key, a tag, all entries of its method or instance going at once, the
 * end of the invocation that it was kept for, or another container.
 */
export type InvalidationCause = 'key' | 'tag' | 'all' | 'invocation' | 'shared';

/** Why an entry went. */
export type RemovalCause = 'evicted' | 'expired' | 'replaced' | 'collected' | InvalidationCause;

/** What the entries of one method need to know of it. */
export interface EntriesHost {
  readonly clock: Clock;
  /** Numbers the uses of all methods; without it, of this one alone. */
  readonly uses?: Uses | undefined;
  residenceOf?: ((owner: object) => Residence | undefined) | undefined;
  /** Where tags are noted; asked for at the first entry that has some. */
  homeOfTags?: ((entries: TaggedEntries) => TagHome) | undefined;
  /** Puts right what a stack overflow has cut short. */
  mend?: (() => void) | undefined;
  /** What a caller gets of a kept value or error that is not given as it is; who asks throws the error. */
  handOut(kept: unknown, kind: KINDS.Kind): unknown;
  /** Told why an entry went, while it still has its value; of collected owners, that one of theirs went. */
  removed(entry: Entry | undefined, cause: RemovalCause): void;
}
