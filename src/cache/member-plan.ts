import type { StorePolicy } from './freshness.js';
import type { KeyResolution } from './key-resolution.js';

/** The method itself, as it was before it was decorated. */
export type Loader = (this: unknown, ...args: unknown[]) => unknown;

/** How one decorated member uses its cache: its loader and its options, defaults filled in. */
export interface MemberPlan extends StorePolicy {
  /** `Class.method`, for errors and warnings. */
  readonly label: string;
  readonly loader: Loader;
  readonly keys: KeyResolution;
  readonly when: ((this: unknown, ...args: unknown[]) => unknown) | undefined;
  /** The object whose entries a call reads: an instance, a class, or one stand-in for all; undefined bypasses the cache. */
  ownerOf(self: unknown): object | undefined;
}

/** One call of a decorated member. */
export interface Call {
  readonly member: MemberPlan;
  readonly self: unknown;
  readonly args: unknown[];
}
