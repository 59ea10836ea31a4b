import { ResolutionError } from '../errors.js';
import type { AnyToken, Class } from '../options.js';
import type { Container } from '../registry/container.js';
import { Part } from '../registry/container.js';
import { type ConnectedContainer, type DiToken, diContainers } from '../registry/di-containers.js';
import { lifecycle } from '../registry/lifecycle.js';
import { provisions } from '../registry/provisions.js';
import { disposeAll, singletons } from '../registry/singletons.js';
import { invocationsEnded } from '../registry/termination.js';
import { resolveParameter } from '../singletons/construction.js';
import { requiredParameters } from '../singletons/declared-parameters.js';
import { tokensByMetadata } from './metadata-tokens.js';
import type { NestProvider, NestProviders } from './providers.js';

/** One Nest application, as the container knows it. */
export interface Application {
  readonly providers: NestProviders;
  /** True once it has been initialized: it will be shut down. */
  readonly isRunning: boolean;
  /** What the application has in the place of a container singleton, such as a test's mock. */
  replacement(token: AnyToken): NestProvider | undefined;
}

/** The Nest applications of a container, behind the registry: the newest is asked first. */
export class Applications implements ConnectedContainer {
  #all: readonly Application[] = [];
  #disconnect: () => void = () => undefined;

  constructor(private readonly container: Container) {}

  /** Adds one whose providers are about to be built; one that was never initialized is forgotten. */
  add(application: Application): void {
    if (this.#all.length === 0) this.#disconnect = diContainers.of(this.container).connect(this);
    const others = this.#all.filter((other) => other !== application && other.isRunning);
    this.#all = [application, ...others];
  }

  /**
   * Takes one out that is shut down: what was built with its providers goes with it, and with the last
   * application, when no invocation runs any more, all clients and entries do.
   */
  async remove(application: Application): Promise<void> {
    const before = this.#all;
    // An invocation that shuts the application down would wait for itself.
    const isWithinOne = lifecycle.of(this.container).invocations.active !== undefined;
    const isLast = !before.some((other) => other !== application && other.isRunning);
    if (isLast && !isWithinOne) await invocationsEnded(this.container);
    const others = this.#all.filter((other) => other !== application);
    const isNeeded = others.some((other) => other.isRunning || !before.includes(other));
    this.#all = isNeeded ? others : [];
    provisions.of(this.container).gone((source) => source === application);
    if (isNeeded) return;
    this.#disconnect();
    await disposeAll(this.container);
  }

  has(token: DiToken): boolean {
    return this.#find(token) !== undefined;
  }

  resolve(token: DiToken): unknown {
    const found = this.#replacement(token) ?? this.#find(token);
    if (found === undefined) throw new ResolutionError(`No Nest application has ${String(token)}.`);
    provisions.of(this.container).note(found.application);
    return found.application.providers.instance(found.provider);
  }

  replaces(token: AnyToken): boolean {
    return this.#replacement(token) !== undefined;
  }

  /** A new instance of a class, from Nest's `@Inject` and the types that the compiler wrote down. */
  construct(target: Class): unknown {
    const required = requiredParameters(target);
    const tokens = required === 0 ? [] : tokensByMetadata(target);
    if (tokens.length < required)
      throw new ResolutionError(
        `${target.name} cannot be built: its constructor takes ${required} ` +
          `parameter${required === 1 ? '' : 's'} and nothing says what to pass. Name the tokens: ` +
          '@ContainerSingleton({ inject: [Storage] }); or put @Inject of Nest on each, or compile with ' +
          'emitDecoratorMetadata.',
      );
    const builder = singletons.of(this.container);
    const resolved = Array.from(tokens, (token, index) =>
      resolveParameter(target, index, token as never, builder),
    );
    return Reflect.construct(target as never, resolved);
  }

  #find(token: AnyToken): Found | undefined {
    return this.#first((application) => application.providers.find(token));
  }

  #replacement(token: AnyToken): Found | undefined {
    return this.#first((application) => application.replacement(token));
  }

  #first(look: (application: Application) => NestProvider | undefined): Found | undefined {
    for (const application of this.#all) {
      const provider = look(application);
      if (provider !== undefined) return { application, provider };
    }
    return undefined;
  }
}

interface Found {
  readonly application: Application;
  readonly provider: NestProvider;
}

export const applications: Part<Applications> = /* @__PURE__ */ new Part(
  'nest',
  (container) => new Applications(container),
);
