import type { WarmscopeWarning } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import type { KeyResolution } from '../keys/resolve-key.js';
import type { Details } from '../store/details.js';
import type { RemovalCause } from '../store/entries-host.js';
import type { Entry } from '../store/entry.js';
import type { Kind } from '../store/kinds.js';
import type { Facts } from './facts.js';
import type { CacheHost } from './host.js';

/** The method itself, as it was before it was decorated. */
export type Loader = (this: unknown, ...args: unknown[]) => unknown;

/** Tells the user of something, once for each member and code. */
export type Warn = (warning: WarmscopeWarning) => void;

/** One decorated member, as far as its cache is concerned. */
export interface Member {
  /** `Class.method`, for errors and warnings. */
  readonly label: string;
  readonly loader: Loader;
  /** True for what is syntactically async. */
  readonly isAsync: boolean;
  /** True for a member of instances; false for a static one or a function. */
  readonly isOfInstances: boolean;
  readonly keys: KeyResolution;
  readonly plan: Plan;
  /** The prototype or class that has it, once that is known. */
  readonly owner?: object | undefined;
  /**
   * The object whose entries a call reads: an instance, a class, or one stand-in for all; undefined goes past
   * the cache.
   */
  ownerOf(self: unknown): object | undefined;
}

/** One call of a decorated member. */
export interface Call {
  readonly member: Member;
  readonly self: unknown;
  readonly args: unknown[];
}

/** The owner of the entries that a call reads, and the key in them. */
export interface Slot {
  readonly owner: object;
  readonly key: ResolvedKey;
}

/** A load that has given a value, or has failed. */
export interface Load {
  readonly member: Member;
  readonly args: readonly unknown[];
  /** What the load gave or threw. */
  readonly outcome: unknown;
  readonly hasFailed: boolean;
  /** Somebody has set the value, or a promise of it: no loader ran. */
  readonly isSet: boolean;
  /** True where somebody has set the value, who is told what an option throws. */
  readonly isAsked?: boolean;
  /** How much its loader has read of the invocation, of `context/reads.ts`. */
  readonly reads: number;
  /** False for a failure that concerns one caller only, or where a value is of use still. */
  readonly mayBeKept: boolean;
  /** False once the invocation that it belongs to is over, and where there is none. */
  readonly isInInvocation: boolean;
  /** What is kept in place of the outcome, as `[kept]`. */
  kept: [kept: unknown] | undefined;
  /** What features note of the entry that it is to fill. */
  details: Details | undefined;
}

/**
 * What a feature says of an outcome: how many milliseconds it may be kept, or that it is not to be stored.
 * Undefined is no opinion.
 */
export type Verdict = number | 'discard' | undefined;

/** The moments at which a feature may have a say. None of them is on the way of a plain hit. */
export interface Hooks {
  /** False sends a call past the cache. */
  admits?: ((call: Call, warn: Warn) => boolean) | undefined;
  /**
   * Says which owner's entries a call reads, and under which key; undefined sends it past the cache, with a
   * warning unless `isQuiet`.
   */
  place?:
    | ((owner: object, keyOf: () => ResolvedKey, cache: PlacingCache, isQuiet: boolean) => Slot | undefined)
    | undefined;
  /**
   * False where an outcome is nobody else's: it is not stored, and callers who have joined load for
   * themselves.
   */
  shares?: ((load: Load, warn: Warn) => boolean) | undefined;
  /**
   * Judges an outcome that may be shared, while its load can still be fenced; the last lifetime that is given
   * counts. `lifetime` is what it may be kept so far: 0 or less for not at all.
   */
  loaded?: ((load: Load, warn: Warn, lifetime: number) => Verdict) | undefined;
  /** What a caller gets of what is kept; of an error, what is thrown. */
  handOut?: ((kept: unknown, kind: Kind) => unknown) | undefined;
  /**
   * What is kept of an error, or of a value that somebody has set, as `[kept]`; undefined where it cannot be
   * kept. May throw for what is set.
   */
  prepare?: ((load: Load, warn: Warn) => [kept: unknown] | undefined) | undefined;
  /** Told of an entry that goes, while it still has its value; of a collected owner's, that there was one. */
  removed?: ((entry: Entry | undefined, cause: RemovalCause) => void) | undefined;
}

/** What a cache tells the feature that places its calls. */
export interface PlacingCache {
  readonly host: CacheHost;
  readonly label: string;
  readonly warn: Warn;
  /** Drops what was kept for one owner, whom nobody will ask for any more. */
  end(owner: object): void;
}

/** Where one feature has its say. */
const ASKED_OF_ONE = ['admits', 'place', 'prepare', 'handOut'] as const;
/** Where all features may have their say, one after the other. */
const ASKED_OF_ALL = ['shares', 'loaded', 'removed'] as const;

type One = { readonly [Moment in (typeof ASKED_OF_ONE)[number]]: Hooks[Moment] };
type All = { readonly [Moment in (typeof ASKED_OF_ALL)[number]]: readonly NonNullable<Hooks[Moment]>[] };

/** The compiled options of one member. */
export interface Plan extends Facts, One, All {
  /** What makes entries of another plan useless. */
  readonly format: string;
}

/** What a feature makes of its options; undefined for no opinion. */
export type FeaturePlan = { readonly [Fact in keyof Facts]?: Facts[Fact] | undefined } & Hooks & {
    readonly format?: string | undefined;
  };

/** The facts of a member without options. */
const DEFAULTS: Facts = {
  max: 1_000,
  maxBytes: Infinity,
  isWeighed: false,
  budget: undefined,
  bytesOfEntry: 0,
  isPerClass: false,
  scope: 'container',
  staleWhileRevalidate: 0,
  staleIfError: 0,
  timeout: Infinity,
  tags: undefined,
  asksArguments: false,
  maxIdle: 0,
  hashesKeys: false,
  shared: undefined,
};

/** Puts together what the features of one member make of its options: of what only one can say, the first. */
export function compile(parts: readonly FeaturePlan[]): Plan {
  const all = (name: keyof FeaturePlan): unknown[] =>
    parts.map((part) => part[name]).filter((each) => each !== undefined);
  const plan: Record<string, unknown> = { ...DEFAULTS, format: all('format').join() };
  for (const name of [...(Object.keys(DEFAULTS) as (keyof Facts)[]), ...ASKED_OF_ONE])
    plan[name] = all(name)[0] ?? plan[name];
  for (const name of ASKED_OF_ALL) plan[name] = all(name);
  plan.asksArguments = all('asksArguments').includes(true);
  return plan as unknown as Plan;
}

/** What a caller gets of what is kept, or what is thrown of an error. */
export const handedOut = ({ handOut }: Plan, kept: unknown, kind: Kind): unknown =>
  handOut === undefined ? kept : handOut(kept, kind);

/** The plan of a method without options. */
export const DEFAULT_PLAN: Plan = compile([]);
