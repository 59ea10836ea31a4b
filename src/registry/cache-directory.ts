import { type CacheHost, MethodCache } from '../cache/method-cache.js';
import type { CachedDefaults } from '../options.js';
import type { CachedMember } from './cached-member.js';
import { Roster } from './roster.js';

/** Every cached member of a container: to find one by function or by class and name, to list them, to change their defaults. */
export class CacheDirectory {
  readonly #byFunction = new WeakMap<object, CachedMember>();
  readonly #byOwner = new WeakMap<object, Map<PropertyKey, CachedMember>>();
  readonly #named = new Map<string, CachedMember>();
  readonly #roster = new Roster<CachedMember>((member) => this.#retire(member));

  /** Registers a member under the function that replaces its original, and gives it a cache. */
  add(member: CachedMember, replacement: object, defaults: CachedDefaults, host: CacheHost): void {
    this.#byFunction.set(replacement, member);
    member.applyDefaults(defaults);
    const { name } = member.options;
    const former = name === undefined ? undefined : this.#named.get(name);
    if (former !== undefined && former.signature === member.signature) {
      this.#roster.remove(former, former.signature);
      member.takeOver(former);
    } else {
      member.cache = new MethodCache(member.label, member.max, host);
    }
    if (name !== undefined) this.#named.set(name, member);
    this.#roster.add(member, member.signature);
  }

  /** Notes which class or prototype a member sits on, so that it is found under other decorators as well. */
  place(owner: object, key: PropertyKey, member: CachedMember): void {
    let members = this.#byOwner.get(owner);
    if (members === undefined) {
      members = new Map();
      this.#byOwner.set(owner, members);
    }
    members.set(key, member);
  }

  ofFunction(replacement: unknown): CachedMember | undefined {
    return typeof replacement === 'function' ? this.#byFunction.get(replacement) : undefined;
  }

  /** The cached member that a property of an object reads, along its prototypes. */
  ofProperty(target: object, key: PropertyKey): CachedMember | undefined {
    for (let owner: object | null = target; owner !== null; owner = Object.getPrototypeOf(owner)) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key);
      const member = this.ofFunction(descriptor?.value ?? descriptor?.get) ?? this.#byOwner.get(owner)?.get(key);
      if (member !== undefined || descriptor !== undefined) return member;
    }
    return undefined;
  }

  /** The listed members, oldest first. */
  members(): CachedMember[] {
    return this.#roster.items();
  }

  applyDefaults(defaults: CachedDefaults): void {
    for (const member of this.members()) member.applyDefaults(defaults);
  }

  clear(): void {
    for (const { cache } of this.members()) cache.clear();
  }

  /** Empties the cache of a member that fell off the list; it is listed again as soon as it loads. */
  #retire(member: CachedMember): void {
    member.cache.clear();
    member.cache.loads.onNextLead(() => this.#roster.add(member, member.signature));
  }
}
