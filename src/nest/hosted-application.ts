import type {
  ApplicationConfig,
  ExternalContextCreator,
  HttpAdapterHost,
  ModulesContainer,
} from '@nestjs/core';
import { InvalidOptionError, InvalidTargetError } from '../errors.js';
import type { AnyToken, Class } from '../options.js';
import type { Container } from '../registry/container.js';
import { container as ours } from '../registry/global.js';
import { provisions } from '../registry/provisions.js';
import { registry } from '../registry/registry.js';
import { singletons } from '../registry/singletons.js';
import { isClass } from '../util/naming.js';
import { type Application, applications } from './applications.js';
import { wrapExternalCalls } from './external-calls.js';
import { HttpEntry } from './http-entry.js';
import { wrapMessageHandlers } from './messages.js';
import type { WarmscopeRequestOptions } from './options.js';
import { type NestProvider, NestProviders, nameOf } from './providers.js';
import { RequestScope } from './request-scope.js';
import { Supply } from './supply.js';

/** The factories of the providers that give container singletons: those are no replacements. */
export const SUPPLIES = new WeakSet<object>();

/** The applications that have a WarmscopeModule. */
const HOSTED = new WeakSet<ModulesContainer>();

/** One Nest application with a WarmscopeModule, from the time when its modules are read. */
export class HostedApplication implements Application {
  readonly providers: NestProviders;
  readonly scope: RequestScope;
  isRunning = false;
  readonly #container: Container = ours;
  readonly #supply: Supply;
  readonly #replacements: ReadonlyMap<AnyToken, NestProvider>;

  constructor(
    options: WarmscopeRequestOptions,
    modules: ModulesContainer,
    adapterHost: HttpAdapterHost,
    config: ApplicationConfig,
    creator: ExternalContextCreator,
  ) {
    refuseSecondModule(modules);
    const container = this.#container;
    this.providers = new NestProviders(modules);
    this.#replacements = replacementsIn(this.providers, container);
    this.#supply = new Supply(this, container);
    const entry = new HttpEntry(options, container);
    this.scope = new RequestScope(entry, options, container);
    applications.of(container).add(this);
    for (const token of this.#replacements.keys()) provisions.of(container).changed(token as object);
    entry.listen(adapterHost);
    wrapMessageHandlers(modules, this.scope, container);
    wrapExternalCalls(creator, options, container);
    this.scope.register(config);
  }

  replacement(token: AnyToken): NestProvider | undefined {
    return this.#replacements.get(token);
  }

  /** What Nest's providers get for a container singleton. */
  give(target: Class): Promise<object> {
    return this.#supply.give(target);
  }

  /** Told that Nest has built all providers; waits for the eager singletons, and rejects where one fails. */
  async start(): Promise<void> {
    this.providers.areBuilt = true;
    this.isRunning = true;
    applications.of(this.#container).add(this);
    try {
      await registry.ready();
    } catch (error) {
      this.isRunning = false;
      throw error;
    }
  }

  /** Told that its connections are closed. */
  async stop(): Promise<void> {
    this.isRunning = false;
    await applications.of(this.#container).remove(this);
  }
}

function refuseSecondModule(modules: ModulesContainer): void {
  if (HOSTED.has(modules))
    throw new InvalidOptionError(
      'WarmscopeModule.forRoot is imported twice in one application: which one knows the tenant? Import ' +
        'it once, in the root module, with all singletons; it is global.',
    );
  HOSTED.add(modules);
}

/**
 * What an application provides in the place of container singletons; refuses what would build a second one.
 */
function replacementsIn(providers: NestProviders, container: Container): Map<AnyToken, NestProvider> {
  const clients = singletons.of(container);
  const replacements = new Map<AnyToken, NestProvider>();
  for (const { provider, module } of providers.all()) {
    const { metatype } = provider;
    if (isClass(metatype) && clients.isKnown(metatype as AnyToken))
      throw new InvalidTargetError(
        `${nameOf(provider)} is a container singleton, and Nest would build another one for ${module}: ` +
          'move it from its `providers` to `singletons` of WarmscopeModule.forRoot, for every module.',
      );
    const isSupply = typeof metatype === 'function' && SUPPLIES.has(metatype);
    if (clients.isKnown(provider.token as AnyToken) && !isSupply)
      replacements.set(provider.token as AnyToken, provider);
  }
  return replacements;
}
