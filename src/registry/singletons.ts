import type { Observer } from '../cache/observer.js';
import type { WaitGraph } from '../context/wait-graph.js';
import { ResolutionError, type WarmscopeWarning } from '../errors.js';
import type { AnyToken, Class } from '../options.js';
import type { ClassHost } from '../singletons/construction.js';
import type { DisposalTerms } from '../singletons/disposal.js';
import type { InvocationView } from '../singletons/invocation-view.js';
import { Renewal } from '../singletons/renewal.js';
import type { Singleton } from '../singletons/singleton.js';
import type { StandIn, StandIns } from '../singletons/stand-ins.js';
import { Succession } from '../singletons/succession.js';
import type { ContainerClock } from '../util/clock.js';
import { later } from '../util/timers.js';
import { type Container, Part } from './container.js';
import type { DiContainers, DiToken } from './di-containers.js';
import { resolveKeyBuilders } from './key-builders-part.js';
import { SingletonDirectory } from './singleton-directory.js';
import { unresolvable } from './unknown-tokens.js';

/** What there is to know of invocations where nothing enters one. */
const NO_INVOCATIONS: InvocationView = { active: undefined, running: new Set(), nextSerial: 1 };

/** The clients of a container, and what resolves tokens. */
export class Singletons implements ClassHost {
  readonly #container: Container;
  readonly clock: ContainerClock;
  readonly waits: WaitGraph;
  readonly directory = new SingletonDirectory();
  succession!: Succession;
  renewal!: Renewal;
  /** What a test gives in the place of clients, or of what a DI container has. */
  standIns: StandIns | undefined;

  constructor(container: Container) {
    this.#container = container;
    this.clock = container.clock;
    this.waits = container.waits;
    this.begin();
    container.startHooks.add((start) => this.renewal.begin(start));
    container.residenceOf = (owner) => this.succession.residenceOf(owner);
    container.resolveToken = (token) => this.resolve(token);
    resolveKeyBuilders(container);
  }

  /** Begins with no client there. */
  begin(): void {
    this.succession = new Succession(this);
    this.renewal = new Renewal(this);
  }

  get invocations(): InvocationView {
    const { invocations } = this.#container;
    return 'running' in invocations ? (invocations as unknown as InvocationView) : NO_INVOCATIONS;
  }

  get observer(): Observer | undefined {
    return this.#container.observer;
  }

  /** The DI containers behind the registry, where there were any. */
  get containers(): DiContainers | undefined {
    return this.#container.diContainers as DiContainers | undefined;
  }

  find(token: unknown): Singleton | undefined {
    return this.directory.find(token);
  }

  isKnown(token: AnyToken): boolean {
    return this.find(token) !== undefined;
  }

  /**
   * The instance of a singleton, or what a DI container has for a token; throws ResolutionError for what
   * neither knows.
   */
  resolve(token: AnyToken): unknown {
    const standIn = this.standInFor(token);
    if (standIn !== undefined) return standIn();
    const singleton = this.find(token);
    const { containers } = this;
    const having = singleton === undefined ? containers?.having(token) : containers?.replacing(token);
    if (having !== undefined) return having.resolve(token as DiToken);
    if (singleton !== undefined) return singleton.read(undefined);
    throw new ResolutionError(unresolvable(token, containers?.isEmpty === false));
  }

  /** What a test gives in the place of what a token stands for. */
  standInFor(token: unknown): StandIn | undefined {
    return this.standIns?.find(this.find(token) ?? token);
  }

  /** Registers a singleton under its token. */
  addSingleton(singleton: Singleton, token: object): void {
    this.directory.add(singleton, token);
    singleton.isReplaced = () =>
      this.standIns?.find(singleton) !== undefined ||
      this.containers?.replacing(token as AnyToken) !== undefined;
    // In a test, the first invocation sees to it, when everything is in its place.
    const prepare = (): unknown => this.standIns ?? singleton.prepare(false);
    if (singleton.client.options.eager === true) later(prepare, false);
  }

  /** A new instance of a class whose constructor takes parameters nobody named tokens for. */
  constructByResolver(target: Class): { readonly instance: unknown } | undefined {
    return this.containers?.construct(target);
  }

  warn(member: object, warning: WarmscopeWarning): void {
    this.#container.warn(member, warning);
  }
}

export const singletons: Part<Singletons> = /* @__PURE__ */ new Part(
  'singletons',
  (container) => new Singletons(container),
);

/** Empties the caches and disposes the singletons; the host may set the terms. */
export async function disposeAll(container: Container, terms?: DisposalTerms): Promise<void> {
  container.caches.clear();
  const part = singletons.in(container);
  await part?.directory.dispose(part.succession, terms);
}
