import { Cache } from '../cache/cache.js';
import type { CacheHost } from '../cache/host.js';
import type { CachedDefaults } from '../features/features.js';
import type { Budget } from '../store/budget.js';
import { WeakList } from '../util/weak-list.js';
import type { CachedMember, MemberForm, PlanTerms } from './cached-member.js';

/** Every cached member of a container, by function and by place, with the defaults of their options. */
export class CacheDirectory implements PlanTerms {
  readonly #byFunction = new WeakMap<object, CachedMember>();
  /** By the class or prototype that a member is on, or its class's decorator metadata; the last one first. */
  readonly #byPlace = new WeakMap<object, readonly CachedMember[]>();
  readonly #members = new WeakList<CachedMember>();
  /** The options of members that set none. */
  defaults: CachedDefaults = {};
  /** What bounds the entries of all members together. */
  budget: Budget | undefined;
  /**
   * Every call goes past the caches, or none; undefined where the variable `WARMSCOPE_BYPASS` says so.
   */
  bypass: boolean | undefined;

  /** Registers a member under the function that replaces its original, and gives it a cache. */
  add(member: CachedMember, replacement: object, host: CacheHost): void {
    this.#byFunction.set(replacement, member);
    member.use(new Cache(member.label, host));
    member.applyTerms(this);
    this.#members.add(member);
  }

  /**
   * Notes which class or prototype a member sits on, so that it is found under other decorators as well.
   * Under TC39 the place is the class's decorator metadata, which is known before the class is.
   */
  place(place: object, member: CachedMember): void {
    this.#byPlace.set(place, [member, ...(this.#byPlace.get(place) ?? [])]);
    member.isPlaced = true;
  }

  /** The cached member of that name that was noted for a place itself. */
  placed(place: object, form: MemberForm, key: PropertyKey): CachedMember | undefined {
    return this.#byPlace.get(place)?.find((member) => member.form === form && member.key === key);
  }

  /** The member whose original a function replaces. */
  ofFunction(replacement: unknown): CachedMember | undefined {
    return this.#byFunction.get(replacement as object);
  }

  /** The members that somebody can still call, oldest first. */
  members(): CachedMember[] {
    return this.#members.items();
  }

  applyDefaults(defaults: CachedDefaults): void {
    this.defaults = defaults;
    for (const member of this.members()) member.applyTerms(this);
  }

  /** Bounds the entries of all members together; undefined for no longer. */
  limit(budget: Budget | undefined): void {
    this.budget = budget;
    this.applyDefaults(this.defaults);
    budget?.keep();
  }

  /** True where every call goes past the caches. */
  get isBypassed(): boolean {
    return this.bypass ?? ['1', 'true'].includes(process.env.WARMSCOPE_BYPASS ?? '');
  }

  clear(): void {
    for (const { cache } of this.members()) cache.invalidation.clear();
  }
}
