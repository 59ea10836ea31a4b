import type { Cache } from '../cache/cache.js';
import type { Flight } from '../cache/flight.js';
import type { Server } from '../cache/observer.js';
import { DEFAULT_PLAN, type Loader, type Member, type Plan } from '../cache/plan.js';
import { type CachedDefaults, type CachedOptions, planOf } from '../features/features.js';
import type { KeyBuilder } from '../keys/resolve-key.js';
import { KeyResolution } from '../keys/resolve-key.js';
import type { Budget } from '../store/budget.js';
import { NOT_SERVED } from '../store/entries.js';
import { LastOwner, type Owners } from '../store/owners.js';
import type { Partition } from '../store/partition.js';
import { isClass } from '../util/naming.js';

/** What is decorated: an instance member, a static one, or a plain function. */
export type MemberForm = 'instance' | 'static' | 'function';

const NOBODY = new LastOwner();

/** What a container lays down for all of its members. */
export interface PlanTerms {
  /** The options of those that set none. */
  readonly defaults: CachedDefaults;
  /** What bounds their entries together. */
  readonly budget: Budget | undefined;
  /** Every call goes past the caches. */
  readonly isBypassed: boolean;
}

/** Stands for the key of a builder that has not been asked. */
export const NO_KEY = Symbol('no key');

/** What a member knows of itself before its cache is found. */
export interface MemberDescription {
  readonly form: MemberForm;
  /** The member's property name; undefined for a function. */
  readonly key: PropertyKey | undefined;
  /** True for a `#name`. */
  readonly isPrivate?: boolean;
  readonly original: Loader;
  readonly options: CachedOptions;
  readonly label: string;
  /** Resolves the token of a key builder. */
  findKeyBuilder(token: NonNullable<CachedOptions['key']>, member: string): KeyBuilder;
  /** Stands for the text of a key that is not to be kept. */
  readonly hashKey: (text: string) => string;
}

/** One application of `@Cached` or `cached`: how its calls use a cache. */
export class CachedMember implements Member {
  // What a hit reads comes first, so that it lies together in memory.
  /** The owner that a call which may be a plain hit finds at once. */
  last = NOBODY;
  entries!: Server;
  label: string;
  readonly form: MemberForm;
  readonly key: PropertyKey | undefined;
  readonly loader: Loader;
  readonly keys: KeyResolution;
  /**
   * Set by the registry as soon as the member is registered; its entries and their owners are here as well,
   * for hits.
   */
  cache!: Cache;
  #owners!: Owners;
  plan: Plan = DEFAULT_PLAN;
  /** Calls may be plain hits. */
  #isFast = true;
  /** The entries of a call belong to its `this`. */
  #isOfThis = true;
  /** Stands in as the owner of calls without a `this`. */
  readonly nobody: object = {};
  readonly isAsync: boolean;
  /** True for a `#name`. */
  readonly isPrivate: boolean;
  /** True once its class is known, or what stands for that. */
  isPlaced = false;
  readonly options: CachedOptions;
  readonly #hashKey: (text: string) => string;
  #owner: WeakRef<object> | undefined;

  constructor(description: MemberDescription) {
    const { form, original, options, key } = description;
    this.form = form;
    this.key = key;
    this.isPrivate = description.isPrivate ?? false;
    this.loader = original;
    this.options = options;
    this.#hashKey = description.hashKey;
    this.label = options.name ?? description.label;
    this.isAsync = Object.prototype.toString.call(original) === '[object AsyncFunction]';
    const token = options.key;
    const findBuilder = token === undefined ? undefined : () => description.findKeyBuilder(token, this.label);
    this.keys = new KeyResolution(() => this.label, findBuilder);
    // A function needs no looking up, which may come to the end of the stack.
    if (typeof token === 'function' && !isClass(token)) this.keys.builder = token as KeyBuilder;
  }

  /** Goes by the terms of its container; called again whenever these change. */
  applyTerms({ defaults, budget, isBypassed }: PlanTerms): void {
    const plan = planOf({ ...defaults, ...this.options }, budget);
    const isPerClass = plan.isPerClass && this.form === 'instance';
    const admits = isBypassed ? () => false : plan.admits;
    this.plan = { ...plan, isPerClass, admits };
    this.keys.hash = plan.hashesKeys ? this.#hashKey : undefined;
    this.#isFast = admits === undefined && plan.place === undefined && !plan.hashesKeys && !plan.shared;
    this.#isOfThis = this.form !== 'function' && !isPerClass;
    this.last = this.#isFast && this.#isOfThis ? this.#owners.last : NOBODY;
    this.cache.use(this.plan);
  }

  /** The entries that a call may hit without further questions. */
  partitionFor(self: unknown): Partition | undefined {
    if (!this.#isFast) return undefined;
    return this.#owners.find((this.#isOfThis ? self : this.ownerOf(self)) as object);
  }

  /** What a call gets that is no plain hit; NOT_SERVED where it has begun a load for its caller to run. */
  begin(self: unknown, args: unknown[], key: unknown): unknown {
    const { cache } = this;
    const referent = typeof self === 'object' && self !== null ? cache.host.referentOf(self) : self;
    const answer = cache.begin(this, referent, args, key === NO_KEY ? undefined : [key]);
    if (answer !== NOT_SERVED || cache === this.cache) return answer;
    // Another cache has taken its place meanwhile, as a test container began where an option was asked.
    const flight = cache.flights.innermost as Flight;
    flight.isAloft = false;
    return cache.flights.run(flight);
  }

  get isOfInstances(): boolean {
    return this.form === 'instance';
  }

  ownerOf(self: unknown): object | undefined {
    if (this.form === 'function' || self === undefined || self === null) return this.nobody;
    if (typeof self !== 'object' && typeof self !== 'function') return undefined;
    return this.plan.isPerClass ? (Object.getPrototypeOf(self) ?? self) : this.cache.host.referentOf(self);
  }

  /** The prototype or class that has the member, once it is known. */
  get owner(): object | undefined {
    return this.#owner?.deref();
  }

  /** Notes where the member sits, and names it after its class where no name was given. */
  belongTo(owner: object, label: string): void {
    this.#owner = new WeakRef(owner);
    if (this.options.name !== undefined) return;
    this.label = label;
    this.cache.label = label;
  }

  use(cache: Cache): void {
    this.cache = cache;
    this.entries = cache.server;
    this.#owners = cache.entries.owners;
    if (this.form === 'function') this.#owners.nobody = this.nobody;
  }
}
