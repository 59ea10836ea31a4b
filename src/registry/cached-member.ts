import { staleWindow } from '../cache/freshness.js';
import type { KeyBuilder } from '../cache/key-resolution.js';
import { KeyResolution } from '../cache/key-resolution.js';
import { type Loader, type MemberPlan, PLAINEST } from '../cache/member-plan.js';
import type { MethodCache } from '../cache/method-cache.js';
import { Near, type Partition } from '../cache/partition.js';
import { type Duration, parseDuration } from '../duration.js';
import type { CachedDefaults, CachedOptions } from '../options.js';

/** What is decorated: an instance member, a static one, or a plain function. */
export type MemberForm = 'instance' | 'static' | 'function';

/** Most entries of a method that sets no `max` of its own. */
export const DEFAULT_MAX = 1000;

/** Whose entries a call on the short way reads: those of its `this`, or of an owner found for it. */
type ShortWay = 'of this' | 'of another' | 'none';

const NOBODY_NEAR = new Near();

/** What a member knows of itself before its cache is found. */
export interface MemberDescription {
  readonly form: MemberForm;
  /** The member's property name; undefined for a function. */
  readonly key: PropertyKey | undefined;
  /** It is a `#name`. */
  readonly isPrivate?: boolean;
  readonly original: Loader;
  readonly options: CachedOptions;
  readonly label: string;
  /** Resolves the token of a key builder. */
  findKeyBuilder(token: NonNullable<CachedOptions['key']>, member: string): KeyBuilder;
}

/** One application of `@Cached` or `cached`: how its calls use a method cache. */
export class CachedMember implements MemberPlan {
  // What a hit reads comes first, so that it lies together in memory.
  /** The owner that a call which may take the short way finds at once. */
  near = NOBODY_NEAR;
  entries!: MethodCache['entries'];
  label: string;
  readonly form: MemberForm;
  /** The member's property name; undefined for a function. */
  readonly key: PropertyKey | undefined;
  readonly loader: Loader;
  readonly keys: KeyResolution;
  /** Set by the registry as soon as the member is registered; its entries and partitions are here as well, for hits. */
  cache!: MethodCache;
  partitions!: MethodCache['entries']['partitions'];
  ttl: MemberPlan['ttl'] = Number.POSITIVE_INFINITY;
  store: MemberPlan['store'];
  when: MemberPlan['when'];
  staleWhileRevalidate = PLAINEST.staleWhileRevalidate;
  staleIfError = PLAINEST.staleIfError;
  errorTtl: MemberPlan['errorTtl'];
  timeout = PLAINEST.timeout;
  values = PLAINEST.values;
  scope = PLAINEST.scope;
  max = DEFAULT_MAX;
  isPerClass = false;
  /** How the entries are found that a call reads, where no option has to be asked before. */
  #shortWay: ShortWay = 'of this';
  /** Stands in as the owner of calls without a `this`. */
  readonly nobody: object = {};
  /** True for what is syntactically async. */
  readonly isAsync: boolean;
  /** It is a `#name`. */
  readonly isPrivate: boolean;
  /** True once its class is known, or what stands for that. */
  isPlaced = false;
  readonly options: CachedOptions;
  #owner: WeakRef<object> | undefined;
  /** Whom an object stands for that a method is called on; set by the registry. */
  referentOf: (self: object) => object = (self) => self;

  constructor(description: MemberDescription) {
    const { form, original, options, key } = description;
    this.form = form;
    this.key = key;
    this.isPrivate = description.isPrivate ?? false;
    this.loader = original;
    this.options = options;
    this.label = options.name ?? description.label;
    this.isAsync = Object.prototype.toString.call(original) === '[object AsyncFunction]';
    const token = options.key;
    const findBuilder = token === undefined ? undefined : () => description.findKeyBuilder(token, this.label);
    this.keys = new KeyResolution(() => this.label, findBuilder);
  }

  /** Fills in the defaults; called again whenever they change. */
  applyDefaults(defaults: CachedDefaults): void {
    const given = { ...defaults, ...this.options };
    const { max, store, when, per } = given;
    this.ttl = lifetime(given.ttl) ?? Number.POSITIVE_INFINITY;
    this.staleWhileRevalidate = parseDuration(given.staleWhileRevalidate) ?? 0;
    this.staleIfError = parseDuration(given.staleIfError) ?? 0;
    this.errorTtl = lifetime(given.errorTtl);
    this.timeout = parseDuration(given.timeout) ?? Number.POSITIVE_INFINITY;
    this.values = given.values ?? PLAINEST.values;
    this.scope = given.scope ?? PLAINEST.scope;
    this.max = max ?? DEFAULT_MAX;
    this.store = store;
    this.when = when;
    const isPerClass = per === 'class' && this.form === 'instance';
    if (isPerClass !== this.isPerClass) this.cache?.clear();
    this.isPerClass = isPerClass;
    this.#shortWay =
      when === undefined && this.scope === 'container' ? (this.form !== 'function' && !isPerClass ? 'of this' : 'of another') : 'none';
    if (this.cache !== undefined) this.use(this.cache);
  }

  /** How long past their ttl entries are of use. */
  get staleWindow(): number {
    return staleWindow(this);
  }

  /** True once the method is known to return promises. */
  get givesPromises(): boolean {
    return this.isAsync || this.cache.loads.havePromised;
  }

  /** The entries that a call reads, where it may take the short way. */
  shortWay(self: unknown): Partition | undefined {
    if (this.#shortWay === 'of this') return this.partitions.find(self as object);
    return this.#shortWay === 'none' ? undefined : this.partitions.find(this.ownerOf(self) as object);
  }

  ownerOf(self: unknown): object | undefined {
    if (this.form === 'function' || self === undefined || self === null) return this.nobody;
    if (typeof self !== 'object' && typeof self !== 'function') return undefined;
    return this.isPerClass ? (Object.getPrototypeOf(self) ?? self) : this.referentOf(self);
  }

  /** The `this` that the method runs with: the instance itself, where it was called on something that only stands for it. */
  selfOf(self: unknown): unknown {
    return typeof self === 'object' && self !== null ? this.referentOf(self) : self;
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

  use(cache: MethodCache): void {
    this.cache = cache;
    this.entries = cache.entries;
    this.partitions = cache.entries.partitions;
    this.near = this.#shortWay === 'of this' ? cache.entries.partitions.near : NOBODY_NEAR;
    this.#tune(cache);
  }

  /** Tells a cache what it has to know of this member's options. */
  #tune(cache: MethodCache): void {
    if (cache.scope !== this.scope || cache.values !== this.values) cache.clear();
    cache.scope = this.scope;
    cache.values = this.values;
    cache.entries.resize(this.max);
    cache.entries.cloneAll(this.values === 'cloned');
  }
}

function lifetime<Function extends (...args: never[]) => unknown>(given: Duration | Function | undefined): number | Function | undefined {
  return typeof given === 'function' ? given : parseDuration(given);
}
