import type { CacheHost, InvocationContext } from '../cache/host.js';
import type { Observer } from '../cache/observer.js';
import type { Tier } from '../cache/tier.js';
import { WaitGraph } from '../context/wait-graph.js';
import type { WarmscopeWarning } from '../errors.js';
import type { KeyBuilder } from '../keys/resolve-key.js';
import type { InvocationStart } from '../singletons/invocation-view.js';
import type { Residence } from '../store/owners.js';
import { TagIndex } from '../store/tags.js';
import { Uses } from '../store/uses.js';
import { ContainerClock, momentOf } from '../util/clock.js';
import { disown } from '../util/untrusted.js';
import { CacheDirectory } from './cache-directory.js';

/** Runs when an invocation begins; what it returns is waited for, before the handler sees the event. */
export type StartHook = (start: InvocationStart, invocation: object) => unknown;

/**
 * What lives as long as the container and is shared by every copy of the package: caches, and what they need.
 * Everything else is a {@link Part} that attaches when it is used first, so that a bundle has only what its
 * program uses. Its names are what copies of one version agree on.
 */
export class Container implements CacheHost {
  readonly clock = new ContainerClock();
  readonly waits = new WaitGraph();
  readonly uses = new Uses();
  readonly caches = new CacheDirectory();
  /** The parts that have been used, by name. */
  readonly parts = new Map<string, object>();
  readonly startHooks = new Set<StartHook>();
  /** Run when an invocation has ended; they never throw. */
  readonly endHooks = new Set<() => void>();
  /** When it began, by both clocks. */
  beganAt = momentOf(this.clock);
  invocations: { readonly active: InvocationContext | undefined } = { active: undefined };
  background: CacheHost['background'] = {
    track: disown,
    behind: (work) => work(),
  };
  /** What an object stands for: itself, but for delayed references. */
  referentOf = (self: object): object => self;
  /** Who wants to know what goes on, if anybody does. */
  observer: Observer | undefined;
  /** What is known of an object that the container keeps. */
  residenceOf: ((owner: object) => Residence | undefined) | undefined = undefined;
  /** The DI containers behind the registry: a field, as every `resolve` looks for them. */
  diContainers: object | undefined;
  /** The tags of all entries. */
  tags = new TagIndex();
  /** What stands behind the caches of methods with `shared`, where it is configured. */
  tier: Tier | undefined;
  /** What a token stands for; undefined where nothing is there that could resolve one. */
  resolveToken: ((token: never) => unknown) | undefined = undefined;
  /** The key builder that a token stands for in some place; undefined where there can be none. */
  findKeyBuilder: ((token: unknown, place: string) => KeyBuilder) | undefined = undefined;
  /** The codes of the warnings that were given, by member. */
  warned = new WeakMap<object, Set<string>>();
  /** Takes a warning that is due. */
  emit = (warning: WarmscopeWarning): void => process.emitWarning(warning);
  /** The test container that it is under. */
  underTest: object | undefined;
  /** Codes of warnings that the user does not want. */
  silenced: readonly string[] = [];

  /** Emits a warning, once for each member and code, unless the user wants none of that code. */
  warn(member: object, warning: WarmscopeWarning): void {
    if (this.silenced.includes(warning.code)) return;
    const codes = this.warned.get(member) ?? new Set();
    if (codes.has(warning.code)) return;
    this.emit(warning);
    this.warned.set(member, codes.add(warning.code));
  }
}

/** Something that a container has only where it is used. */
export class Part<T extends object> {
  readonly #name: string;
  readonly #make: (container: Container) => T;
  constructor(name: string, make: (container: Container) => T) {
    this.#name = name;
    this.#make = make;
  }

  /** The part of a container, made where it is missing. */
  of(container: Container): T {
    const found = this.in(container);
    if (found !== undefined) return found;
    const made = this.#make(container);
    container.parts.set(this.#name, made);
    return made;
  }

  /** The part of a container that has been used. */
  in({ parts }: Container): T | undefined {
    return parts.get(this.#name) as T | undefined;
  }
}
