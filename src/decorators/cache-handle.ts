import type { Cache } from '../cache/cache.js';
import { lastCaller, peek, refresh, setPromise, setValue } from '../cache/operations.js';
import type { Call } from '../cache/plan.js';
import { baseOf } from '../cache/scopes.js';
import { InvalidOptionError, NotCachedError } from '../errors.js';
import type { AnyMethod, Unchecked } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { type CacheStats, cacheStats } from '../registry/statistics.js';
import * as KINDS from '../store/kinds.js';
import { adopt, isThenable, SOON } from '../util/untrusted.js';

/** What a cached member takes as arguments: a method's own, none for a getter. */
type ArgsOf<Member> = Member extends (...args: infer Args) => unknown ? Args : [];
/** What a cached member gives: a method's result, a getter's value. */
type ResultOf<Member> = Member extends (...args: never[]) => infer Result ? Result : Member;

/**
 * A typed handle on the cache of one member, with the entries of one instance, of one class, or of a
 * function.
 */
export interface CacheOf<Member> {
  /** Entries now, expired ones that nobody has asked for included. */
  readonly size: number;
  /** The method's counters, all instances together. */
  stats(): CacheStats;
  /** The fresh settled value, or undefined; no recency, no counters. */
  peek(...args: ArgsOf<Member>): Awaited<ResultOf<Member>> | undefined;
  /** True when there is a fresh entry, of undefined as well. */
  has(...args: ArgsOf<Member>): boolean;
  /**
   * Stores a value for these arguments; a load of that key in flight is not stored any more. A method that
   * gives promises takes a promise as well: calls wait for it, and one that is rejected is not stored. Throws
   * InvalidOptionError for a promise where the method gives plain values.
   */
  set(args: Readonly<ArgsOf<Member>>, value: Awaited<ResultOf<Member>> | ResultOf<Member>): void;
  /** Loads now and stores; returns as the method does. */
  refresh(...args: ArgsOf<Member>): ResultOf<Member>;
  /** Drops an entry; true when a fresh one was there. */
  delete(...args: ArgsOf<Member>): boolean;
  /** Drops the entries; loads in flight are not stored. */
  clear(): void;
}

/** The operations on one member's cache, on behalf of one owner of entries or of several. */
export class CacheHandle implements CacheOf<AnyMethod> {
  /**
   * `owner` is whose entries are read and written; undefined where the handle stands for several owners,
   * those that `includes` tells.
   */
  constructor(
    private readonly member: CachedMember,
    private readonly owner: object | undefined,
    private readonly self: object | undefined,
    private readonly includes?: (owner: object) => boolean,
  ) {}

  get size(): number {
    if (this.includes !== undefined) return this.#sizeOf(this.includes);
    const owner = this.#ownerFor('size');
    if (this.member.plan.scope === 'invocation') return this.#sizeOf((each) => each === owner);
    return this.#cache.entries.owners.find(owner)?.size ?? 0;
  }

  /** How many entries the owners that pass have, in whichever invocations. */
  #sizeOf(includes: (owner: object) => boolean): number {
    let size = 0;
    for (const [owner, partition] of this.#cache.entries.owners)
      if (includes(baseOf(owner))) size += partition.size;
    return size;
  }

  stats(): CacheStats {
    return cacheStats(this.#cache, this.member.plan.max);
  }

  peek(...args: unknown[]): unknown {
    const found = this.#find('peek', args);
    return (
      found && this.member.plan.handOut.reduce((given, handOut) => handOut(given, KINDS.plain), found[0])
    );
  }

  has(...args: unknown[]): boolean {
    return this.#find('has', args) !== undefined;
  }

  set(args: readonly unknown[], value: unknown): void {
    const isPromised = isThenable(value);
    try {
      this.#checkArguments(args);
      if (!isPromised) {
        setValue(this.#cache, this.#ownerFor('set'), this.#call([...args]), value, this.member.givesPromises);
        return;
      }
      this.#setPromise(args, value);
    } catch (error) {
      // A step later: there may be no stack left.
      if (isPromised) SOON.then(() => adopt(value));
      throw error;
    }
  }

  #checkArguments(args: unknown): void {
    if (Array.isArray(args)) return;
    const received = args === null ? 'null' : typeof args;
    throw new InvalidOptionError(
      `cacheOf(...).set on ${this.member.label}: received ${received} as its first argument; valid is an ` +
        "array of the method's arguments, as in set([1], value).",
    );
  }

  /** Has calls wait for a promise, where the method gives promises. */
  #setPromise(args: readonly unknown[], promise: PromiseLike<unknown>): void {
    const owner = this.#ownerFor('set');
    if (!this.#cache.flights.haveGivenValues) {
      setPromise(this.#cache, owner, this.#call([...args]), promise);
      return;
    }
    throw new InvalidOptionError(
      `cacheOf(...).set on ${this.member.label}: received a promise; valid is a plain value, as the ` +
        'method has given, so await it first.',
    );
  }

  refresh(...args: Unchecked): Unchecked {
    const owner = this.#ownerFor('refresh');
    const call = { ...this.#call(args), self: this.#loaderThis(owner) };
    if (!this.member.isAsync) return refresh(this.#cache, owner, call);
    try {
      return refresh(this.#cache, owner, call);
    } catch (error) {
      return SOON.then(() => {
        throw error;
      });
    }
  }

  delete(...args: unknown[]): boolean {
    const owner = this.#ownerFor('delete');
    return this.#cache.invalidation.deleteOf(owner, this.member.keys.resolve(this.self, args));
  }

  clear(): void {
    if (this.includes === undefined) this.#cache.invalidation.clearOf(this.#ownerFor('clear'));
    else this.#cache.invalidation.clearOwners(this.includes);
  }

  get #cache(): Cache {
    const { cache } = this.member;
    cache.mend();
    return cache;
  }

  #call(args: unknown[]): Call {
    return { member: this.member, self: this.self, args };
  }

  #find(operation: string, args: unknown[]): [value: unknown] | undefined {
    const owner = this.#ownerFor(operation);
    return peek(this.#cache, owner, this.member.keys.resolve(this.self, args));
  }

  /** A handle on a class has no instance to load with: the last one that loaded stands in. */
  #loaderThis(owner: object): unknown {
    return this.self === owner ? (lastCaller(this.#cache, owner) ?? this.self) : this.self;
  }

  #ownerFor(operation: string): object {
    if (this.owner !== undefined) return this.owner;
    throw new NotCachedError(
      `cacheOf(...).${operation} on ${this.member.label}: every instance has entries of its own, so pass ` +
        'an instance instead of the class.',
    );
  }
}
