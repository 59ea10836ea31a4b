import type { Entries } from '../store/entries.js';
import type { RemovalCause } from '../store/entries-host.js';

/** Serves a fresh entry, or says that there is none. */
export interface Server {
  /** `isBegun` for a call that has asked before, at its beginning. */
  serve(...request: [...found: Parameters<Entries['serve']>, isBegun?: true]): unknown;
}

/** How a call of a cached method was counted that is no plain hit. */
export type CallKind = 'staleHits' | 'misses' | 'joins' | 'bypasses';

/** What the shared tier counts. */
export type SharedKind =
  | 'sharedHits'
  | 'sharedStale'
  | 'sharedMisses'
  | 'leaseWaits'
  | 'sharedErrors'
  | 'refused';

/** A load, as an observer sees it. */
export interface ObservedLoad {
  readonly member: { readonly label: string };
  /** What it is for. */
  readonly role: string;
  readonly hasFailed: boolean;
}

/** A build of a client, as an observer sees it. */
export interface ObservedBuild {
  readonly client: { readonly label: string };
}

/**
 * Who wants to know what caches and clients do: nobody unless a program asks for it, as nobody is to pay for
 * what nobody looks at. May be told in the middle of a change, so it tells others later.
 */
export interface Observer {
  /** True while each load is to be run by {@link load}. */
  readonly tracesLoads: boolean;
  /** A call was counted that is no plain hit. */
  called(member: string, kind: CallKind): void;
  /** Runs a loader. */
  load(load: ObservedLoad, run: () => unknown): unknown;
  /** A load has ended. */
  loaded(load: ObservedLoad, milliseconds: number): void;
  /** An entry was written. */
  stored(load: Omit<ObservedLoad, 'role'> & { readonly isSet: boolean }): void;
  /** An entry has gone. */
  removed(member: string, cause: RemovalCause): void;
  /** Runs a factory. */
  build(build: ObservedBuild, run: () => unknown): unknown;
  /** A build has ended. */
  built(build: ObservedBuild, hasFailed: boolean): void;
  /** The disposal of an instance begins. */
  disposed(build: ObservedBuild): void;
  /** The container came back from a gap of so many milliseconds. */
  thawed(milliseconds: number): void;
  /** The shared tier has counted something, so many milliseconds after it was asked. */
  shared(member: string, counter: SharedKind, milliseconds: number): void;
  /** What a cache serves its entries by. */
  serverOf(cache: { readonly label: string; readonly entries: Entries }): Server;
}
