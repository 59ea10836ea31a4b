import type { KeyResolution } from './key-resolution.js';
import type { Lifetime } from './lifetimes.js';

/** The method itself, as it was before it was decorated. */
export type Loader = (this: unknown, ...args: unknown[]) => unknown;

/** How far a value may travel. */
export type Scope = 'container' | 'tenant' | 'invocation';

/** How values are handed out. */
export type ValueMode = 'shared' | 'frozen' | 'cloned';

/** What decides how long a settled value or a failure is kept and served. Times in milliseconds. */
export interface Policy {
  readonly ttl: Lifetime;
  readonly store: ((value: unknown, ...args: unknown[]) => unknown) | undefined;
  /** How long past its ttl an entry is served while it is loaded anew; 0 for not at all. */
  readonly staleWhileRevalidate: number;
  /** How long past its ttl an entry is served when it cannot be loaded; 0 for not at all. */
  readonly staleIfError: number;
  /** How long a failure is kept; undefined for not at all. */
  readonly errorTtl: Lifetime | undefined;
  /** How long a caller waits for a load; `Infinity` for any time. */
  readonly timeout: number;
  readonly values: ValueMode;
  readonly scope: Scope;
}

/** How one decorated member uses its cache: its loader and its options, defaults filled in. */
export interface MemberPlan extends Policy {
  /** `Class.method`, for errors and warnings. */
  readonly label: string;
  readonly loader: Loader;
  /** All instances of one concrete class share its entries. */
  readonly isPerClass: boolean;
  readonly keys: KeyResolution;
  readonly when: ((this: unknown, ...args: unknown[]) => unknown) | undefined;
  /** The object whose entries a call reads: an instance, a class, or one stand-in for all; undefined bypasses the cache. */
  ownerOf(self: unknown): object | undefined;
}

/** The policy of a method without options. */
export const PLAINEST: Policy = {
  ttl: Number.POSITIVE_INFINITY,
  store: undefined,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  errorTtl: undefined,
  timeout: Number.POSITIVE_INFINITY,
  values: 'shared',
  scope: 'container',
};

/** One call of a decorated member. */
export interface Call {
  readonly member: MemberPlan;
  readonly self: unknown;
  readonly args: unknown[];
}
