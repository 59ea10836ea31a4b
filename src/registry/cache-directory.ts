import { Cache } from '../cache/cache.js';
import type { CacheHost } from '../cache/host.js';
import type { CachedDefaults } from '../features/features.js';
import { WeakList } from '../util/weak-list.js';
import type { CachedMember } from './cached-member.js';
import { metadataOf } from './decorator-metadata.js';

/** How many entries a thaw looks at: a few milliseconds' worth. The others expire when they are asked for. */
const MOST_PURGED = 10_000;

type MembersByKey = Map<PropertyKey, CachedMember>;

/**
 * Every cached member of a container: to find one by function or by class and name, to list them, to change
 * their defaults.
 */
export class CacheDirectory {
  readonly #byFunction = new WeakMap<object, CachedMember>();
  readonly #byPlace = {
    instance: new WeakMap<object, MembersByKey>(),
    static: new WeakMap<object, MembersByKey>(),
  };
  #defaults: CachedDefaults = {};
  readonly #members = new WeakList<CachedMember>();

  /** Registers a member under the function that replaces its original, and gives it a cache. */
  add(member: CachedMember, replacement: object, host: CacheHost): void {
    this.#byFunction.set(replacement, member);
    member.use(new Cache(member.label, host));
    member.applyDefaults(this.#defaults);
    this.#members.add(member);
  }

  /**
   * Notes which class or prototype a member sits on, so that it is found under other decorators as well.
   * Under TC39 the place is the class's decorator metadata, which is known before the class is.
   */
  place(place: object, member: CachedMember): void {
    if (member.key === undefined) return;
    const places = this.#byPlace[member.form === 'static' ? 'static' : 'instance'];
    let members = places.get(place);
    if (members === undefined) {
      members = new Map();
      places.set(place, members);
    }
    members.set(member.key, member);
    member.isPlaced = true;
  }

  /** The cached member of that name that was noted for a place itself. */
  placed(place: object, form: 'instance' | 'static', key: PropertyKey): CachedMember | undefined {
    return this.#byPlace[form].get(place)?.get(key);
  }

  ofFunction(replacement: unknown): CachedMember | undefined {
    return typeof replacement === 'function' ? this.#byFunction.get(replacement) : undefined;
  }

  /** The names of the cached members that an object has, or (for a class) its instances. */
  namesOn(place: object): PropertyKey[] {
    const prototype: unknown = typeof place === 'function' ? place.prototype : undefined;
    const isAt = (owner: object, each: unknown): boolean =>
      each === owner || (each !== undefined && Object.prototype.isPrototypeOf.call(owner, each as object));
    const isThere = ({ owner }: CachedMember): boolean =>
      owner !== undefined && [place, prototype].some((each) => isAt(owner, each));
    return [
      ...new Set(
        this.members()
          .filter(isThere)
          .flatMap(({ key }) => (key === undefined ? [] : [key])),
      ),
    ];
  }

  /**
   * True where a member of that name may be anywhere, as its class is not known yet and nothing stands for
   * it.
   */
  mayHave(key: PropertyKey): boolean {
    return this.members().some((member) => member.key === key && !member.isPlaced);
  }

  /** The cached member that a property of an object reads, along its prototypes. */
  ofProperty(target: object, key: PropertyKey): CachedMember | undefined {
    for (const { member, isOwn } of this.#along(target, key))
      if (member !== undefined || isOwn) return member;
    return undefined;
  }

  /** All cached members of that name along an object's prototypes: an override may call what it overrides. */
  allOfProperty(target: object, key: PropertyKey): CachedMember[] {
    return [...this.#along(target, key)].flatMap(({ member }) => (member === undefined ? [] : [member]));
  }

  /** Cached members of that name in classes derived from the one with this prototype. */
  overriding(prototype: object, key: PropertyKey): CachedMember[] {
    return this.members().filter(
      (member) =>
        member.key === key &&
        member.owner !== undefined &&
        Object.prototype.isPrototypeOf.call(prototype, member.owner),
    );
  }

  *#along(target: object, key: PropertyKey): Generator<{ member: CachedMember | undefined; isOwn: boolean }> {
    for (let owner: object | null = target; owner !== null; owner = Object.getPrototypeOf(owner)) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key);
      yield {
        member: this.ofFunction(descriptor?.value ?? descriptor?.get) ?? this.#placedOn(owner, key),
        isOwn: descriptor !== undefined,
      };
    }
  }

  #placedOn(owner: object, key: PropertyKey): CachedMember | undefined {
    const places = this.#byPlace[typeof owner === 'function' ? 'static' : 'instance'];
    const metadata = metadataOf(owner);
    return places.get(owner)?.get(key) ?? (metadata && places.get(metadata)?.get(key));
  }

  /** The members that somebody can still call, oldest first. */
  members(): CachedMember[] {
    return this.#members.items();
  }

  /** The options of members that set none. */
  get defaults(): CachedDefaults {
    return this.#defaults;
  }

  applyDefaults(defaults: CachedDefaults): void {
    this.#defaults = defaults;
    for (const member of this.members()) member.applyDefaults(defaults);
  }

  clear(): void {
    for (const { cache } of this.members()) cache.invalidation.clear();
  }

  /** Gives up the loads under way: none of them is stored or waited for by later calls. */
  abandonLoads(): void {
    for (const { cache } of this.members()) cache.flights.abandonAll();
  }

  /** Drops expired entries after a thaw, looking at so many at most that the invocation does not feel it. */
  purge(): void {
    let rest = MOST_PURGED;
    for (const { cache, plan } of this.members()) {
      if (rest <= 0) return;
      rest -= cache.entries.purge(plan.staleWindow, rest);
    }
  }
}
