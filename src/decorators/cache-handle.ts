import type { Cache } from '../cache/cache.js';
import { dropped, expiresAt, lastCaller, peek, refresh, setPromise, setValue } from '../cache/operations.js';
import { type Call, handedOut } from '../cache/plan.js';
import { baseOf } from '../cache/scopes.js';
import { InvalidOptionError, NotCachedError } from '../errors.js';
import type { ResolvedKey } from '../keys/key.js';
import type { AnyMethod, Unchecked } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { type CacheStats, cacheStats } from '../registry/statistics.js';
import * as KINDS from '../store/kinds.js';
import { typeOf } from '../util/naming.js';
import { adopt, isThenable, SOON } from '../util/untrusted.js';
import { isAbove } from './find-members.js';

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
  /**
   * The settled value while it is fresh, and past its ttl for as long as a stale window keeps it; else
   * undefined. No recency, no counters. A loader may ask for its own key: to send the ETag of what it has.
   */
  peekStale(...args: ArgsOf<Member>): Awaited<ResultOf<Member>> | undefined;
  /** True when there is a fresh entry, of undefined as well. */
  has(...args: ArgsOf<Member>): boolean;
  /**
   * Epoch milliseconds at which the entry is no longer fresh, by `ttl` or by `maxIdle` if nobody reads it
   * until then; `Infinity` where it has neither, undefined where there is no fresh entry.
   */
  expiresAt(...args: ArgsOf<Member>): number | undefined;
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

/** The operations on one member's cache, for one owner of entries, or for all instances of a class. */
export class CacheHandle implements CacheOf<AnyMethod> {
  /**
   * `owner` is whose entries are read and written; undefined where every instance has its own. `top` is the
   * prototype of a class whose instances are meant.
   */
  constructor(
    private readonly member: CachedMember,
    private readonly self: object | undefined,
    private readonly owner: object | undefined,
    private readonly top?: object,
  ) {}

  get size(): number {
    const { cache, plan } = this.member;
    cache.mend();
    const { owners } = cache.entries;
    if (this.top === undefined && plan.scope !== 'invocation')
      return owners.find(this.#ownerFor('size'))?.size ?? 0;
    let size = 0;
    for (const [owner, partition] of owners) if (this.#includes(baseOf(owner))) size += partition.size;
    return size;
  }

  stats(): CacheStats {
    return cacheStats(this.member.cache, this.member.plan.max);
  }

  peek(...args: unknown[]): unknown {
    return this.#given(peek(...this.#entry('peek', args)));
  }

  peekStale(...args: unknown[]): unknown {
    return this.#given(peek(...this.#entry('peekStale', args), true));
  }

  has(...args: unknown[]): boolean {
    return peek(...this.#entry('has', args)) !== undefined;
  }

  expiresAt(...args: unknown[]): number | undefined {
    return expiresAt(...this.#entry('expiresAt', args));
  }

  set(args: readonly unknown[], value: unknown): void {
    const { cache, isAsync } = this.member;
    const isPromised = isThenable(value);
    try {
      if (!Array.isArray(args))
        throw this.#invalid(`received ${typeOf(args)}; valid is an array of the method's arguments`);
      const owner = this.#ownerFor('set');
      if (!isPromised)
        setValue(cache, owner, this.#call([...args]), value, isAsync || cache.flights.havePromised);
      else if (cache.flights.haveGivenValues)
        throw this.#invalid('received a promise; valid is a plain value, so await it first');
      else setPromise(cache, owner, this.#call([...args]), value);
    } catch (error) {
      // A step later: there may be no stack left.
      if (isPromised) SOON.then(() => adopt(value));
      throw error;
    }
  }

  refresh(...args: Unchecked): Unchecked {
    const { cache, isAsync } = this.member;
    const owner = this.#ownerFor('refresh');
    // A handle on a class has no instance to load with: the last one that loaded stands in.
    const self = this.self === owner ? (lastCaller(cache, owner) ?? owner) : this.self;
    try {
      return refresh(cache, owner, { ...this.#call(args), self });
    } catch (error) {
      if (!isAsync) throw error;
      return SOON.then(() => {
        throw error;
      });
    }
  }

  delete(...args: unknown[]): boolean {
    const { cache, keys } = this.member;
    const owner = this.#ownerFor('delete');
    const key = keys.resolve(this.self, args);
    dropped(cache, [key]);
    return cache.invalidation.deleteOf(owner, key);
  }

  clear(): void {
    const { cache } = this.member;
    const { invalidation } = cache;
    dropped(cache);
    if (this.top === undefined) invalidation.clearOf(this.#ownerFor('clear'));
    else invalidation.clearOwners((owner) => this.#includes(owner));
  }

  #call(args: unknown[]): Call {
    return { member: this.member, self: this.self, args };
  }

  /** Where an operation looks for an entry. */
  #entry(operation: string, args: unknown[]): [cache: Cache, owner: object, key: ResolvedKey] {
    const owner = this.#ownerFor(operation);
    return [this.member.cache, owner, this.member.keys.resolve(this.self, args)];
  }

  /** What is kept as callers get it. */
  #given(found: [value: unknown] | undefined): unknown {
    return found && handedOut(this.member.plan, found[0], KINDS.plain);
  }

  #includes(owner: object): boolean {
    const { top } = this;
    return owner === this.owner || (top !== undefined && (owner === top || isAbove(top, owner)));
  }

  #ownerFor(operation: string): object {
    if (this.owner !== undefined) return this.owner;
    throw new NotCachedError(
      `cacheOf(...).${operation} on ${this.member.label}: every instance has entries of its own, so pass ` +
        'an instance instead of the class.',
    );
  }

  #invalid(problem: string): InvalidOptionError {
    return new InvalidOptionError(`cacheOf(...).set on ${this.member.label}: ${problem}.`);
  }
}
