import type { WaitGraph } from '../context/wait-graph.js';
import type { WarmscopeWarning } from '../errors.js';
import type { Residence } from '../store/owners.js';
import type { TagIndex } from '../store/tags.js';
import type { Uses } from '../store/uses.js';
import type { StopwatchClock, TimerClock } from '../util/clock.js';
import type { Observer } from './observer.js';

/** What a cache needs to know of the invocation that a call belongs to. */
export interface InvocationContext {
  readonly tenantId: string | undefined;
  /** True once an invocation has ended, or its deadline has passed. */
  readonly isOver: boolean;
  /** The load or build that has opened it itself, if any: what that reads of it is its own. */
  readonly openedBy?: object | undefined;
  /** Runs `callback` once when it is over. */
  onEnd(callback: (failed: boolean) => void): () => void;
}

/** What a method cache needs of the container it lives in. */
export interface CacheHost {
  readonly clock: StopwatchClock & TimerClock;
  readonly waits: WaitGraph;
  /** Numbers the uses of entries. */
  readonly uses: Uses;
  readonly invocations: {
    /** The invocation that the calling code belongs to. */
    readonly active: InvocationContext | undefined;
  };
  readonly background: {
    /**
     * Takes care of work that outlives its call; `abandon` is told when nobody waits for it any longer, and
     * whether it has taken too long.
     */
    track(work: PromiseLike<unknown>, abandon: (isLate?: boolean) => void): void;
    /** Runs work that may outlast the answer of the invocation that the present code belongs to. */
    behind<T>(work: () => T): T;
  };
  /** What is known of an object that the container keeps; undefined for all others. */
  readonly residenceOf?: ((owner: object) => Residence | undefined) | undefined;
  /** Who wants to know what goes on, if anybody does. */
  readonly observer?: Observer | undefined;
  /** The tags of all entries. */
  readonly tags: TagIndex;
  /** What stands behind the caches of methods with `shared`, a `Tier`, where it is configured. */
  tier?: object | undefined;
  /** What an object stands for: itself, but for delayed references. */
  referentOf(self: object): object;
  /** Emits a warning, once for each member and code. */
  warn(member: object, warning: WarmscopeWarning): void;
}
