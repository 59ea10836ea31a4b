import type { KeyBuilder } from '../cache/key-resolution.js';
import { KeyResolution } from '../cache/key-resolution.js';
import type { Loader, MemberPlan } from '../cache/member-plan.js';
import type { MethodCache } from '../cache/method-cache.js';
import type { Partition } from '../cache/partition.js';
import { parseDuration } from '../duration.js';
import type { CachedDefaults, CachedOptions } from '../options.js';

/** What is decorated: an instance member, a static one, or a plain function. */
export type MemberForm = 'instance' | 'static' | 'function';

/** Most entries of a method that sets no `max` of its own. */
export const DEFAULT_MAX = 1000;

/** What a member knows of itself before its cache is found. */
export interface MemberDescription {
  readonly form: MemberForm;
  /** The member's property name; undefined for a function. */
  readonly key: PropertyKey | undefined;
  readonly original: Loader;
  readonly options: CachedOptions;
  readonly label: string;
  /** Resolves the token of a key builder. */
  findKeyBuilder(token: NonNullable<CachedOptions['key']>, member: string): KeyBuilder;
}

/** One application of `@Cached` or `cached`: how its calls use a method cache. */
export class CachedMember implements MemberPlan {
  label: string;
  readonly form: MemberForm;
  /** The member's property name; undefined for a function. */
  readonly key: PropertyKey | undefined;
  readonly loader: Loader;
  readonly keys: KeyResolution;
  /** Set by the registry as soon as the member is registered; its partitions and clock are here as well, for hits. */
  cache!: MethodCache;
  partitions!: MethodCache['entries']['partitions'];
  clock!: MethodCache['clock'];
  ttl: MemberPlan['ttl'] = Number.POSITIVE_INFINITY;
  store: MemberPlan['store'];
  when: MemberPlan['when'];
  max = DEFAULT_MAX;
  isPerClass = false;
  /** True while no option has to be asked before a hit. */
  hasShortWay = true;
  /** True while every `this` owns the entries that its calls read. */
  #ownsBySelf = true;
  /** Stands in as the owner of calls without a `this`. */
  readonly nobody: object = {};
  /** True for what is syntactically async. */
  readonly isAsync: boolean;
  readonly options: CachedOptions;
  #owner: WeakRef<object> | undefined;
  /** Owns the entries of the class that this one's class follows, until that is known. */
  #trustee: object | undefined;
  /** What a second evaluation of the same module has in common with the first. */
  readonly signature: string;

  constructor(description: MemberDescription) {
    const { form, original, options, key } = description;
    this.form = form;
    this.key = key;
    this.loader = original;
    this.options = options;
    this.label = options.name ?? description.label;
    this.isAsync = Object.prototype.toString.call(original) === '[object AsyncFunction]';
    this.signature = [form, String(key), Function.prototype.toString.call(original)].join('\n');
    const token = options.key;
    const findBuilder = token === undefined ? undefined : () => description.findKeyBuilder(token, this.label);
    this.keys = new KeyResolution(() => this.label, findBuilder);
  }

  /** Fills in the defaults; called again whenever they change. */
  applyDefaults(defaults: CachedDefaults): void {
    const { ttl, max, store, when, per } = { ...defaults, ...this.options };
    this.ttl = typeof ttl === 'function' ? ttl : (parseDuration(ttl) ?? Number.POSITIVE_INFINITY);
    this.max = max ?? DEFAULT_MAX;
    this.store = store;
    this.when = when;
    this.hasShortWay = when === undefined;
    const isPerClass = per === 'class' && this.form === 'instance';
    if (isPerClass !== this.isPerClass) this.cache?.clear();
    this.isPerClass = isPerClass;
    this.#ownsBySelf = this.form !== 'function' && !isPerClass;
    this.cache?.entries.resize(this.max);
  }

  /** True once the method is known to return promises. */
  get givesPromises(): boolean {
    return this.isAsync || this.cache.loads.havePromised;
  }

  /** The entries that a call reads, where it may take the short way. */
  shortWay(self: unknown): Partition | undefined {
    if (!this.hasShortWay) return undefined;
    const owner = this.#ownsBySelf ? self : this.ownerOf(self);
    return this.partitions.find(owner as object);
  }

  ownerOf(self: unknown): object | undefined {
    if (this.form === 'function' || self === undefined || self === null) return this.nobody;
    if (typeof self !== 'object' && typeof self !== 'function') return undefined;
    return this.isPerClass ? (Object.getPrototypeOf(self) ?? self) : self;
  }

  /** The prototype or class that has the member, once it is known. */
  get owner(): object | undefined {
    return this.#owner?.deref();
  }

  /** Notes where the member sits, and names it after its class where no name was given. */
  belongTo(owner: object, label: string): void {
    this.#owner = new WeakRef(owner);
    if (this.#trustee !== undefined) this.cache.entries.partitions.move(this.#trustee, owner);
    this.#trustee = undefined;
    if (this.options.name !== undefined) return;
    this.label = label;
    this.cache.label = label;
  }

  use(cache: MethodCache): void {
    this.cache = cache;
    this.partitions = cache.entries.partitions;
    this.clock = cache.clock;
  }

  /** Continues the cache of the same member in an earlier evaluation of its module; that one starts afresh. */
  takeOver(former: CachedMember): void {
    this.use(former.cache);
    this.cache.entries.resize(this.max);
    const { partitions } = this;
    if (this.form === 'function') partitions.move(former.nobody, this.nobody);
    else if (this.form === 'static' || this.isPerClass) this.#trustee = former.leaveShared();
  }

  /** Takes the entries of the declaring class from it, until its successor is known. */
  leaveShared(): object | undefined {
    if (this.#trustee === undefined && this.owner !== undefined) {
      this.#trustee = {};
      this.cache.entries.partitions.move(this.owner, this.#trustee);
    }
    const trustee = this.#trustee;
    this.#trustee = undefined;
    return trustee;
  }
}
