import { Inject } from '@nestjs/common';
import { ModuleRef, type ModulesContainer } from '@nestjs/core';
import { ResolutionError } from '../errors.js';
import type { AnyToken } from '../options.js';

type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;
/** What Nest knows of one provider. */
export type NestProvider = NonNullable<ReturnType<NestModule['providers']['get']>>;

/** The providers of one Nest application, in whichever module they are. */
export class NestProviders {
  /** True once Nest has built all of them. */
  areBuilt = false;

  constructor(private readonly modules: ModulesContainer) {}

  /** The provider of a token: that of the module which Nest has read last, as `app.get` finds it. */
  find(token: AnyToken): NestProvider | undefined {
    let found: NestProvider | undefined;
    for (const { providers, injectables, controllers } of this.modules.values())
      found = providers.get(token) ?? injectables.get(token) ?? controllers.get(token) ?? found;
    return found;
  }

  /** Every provider and controller, with the name of its module. */
  *all(): Iterable<{ readonly provider: NestProvider; readonly module: string }> {
    for (const { name, providers, controllers } of this.modules.values())
      for (const provider of [...providers.values(), ...controllers.values()])
        yield { provider, module: name };
  }

  /** The instance of a provider; throws ResolutionError for one that is not there, or not for everybody. */
  instance(provider: NestProvider): unknown {
    if (this.areBuilt ? !provider.isDependencyTreeStatic() || provider.isTransient : isScoped(provider))
      throw new ResolutionError(
        `${nameOf(provider)} cannot be resolved: it is request-scoped or transient in Nest, or depends ` +
          'on a provider that is, and what the container keeps is for every request. Pass what it knows of ' +
          'the request as an argument.',
      );
    if (!this.areBuilt && !isBuilt(provider))
      throw new ResolutionError(
        `${nameOf(provider)} cannot be resolved yet: Nest has not built it. List what needs it in ` +
          '`singletons` of WarmscopeModule.forRoot, which waits, or resolve it later, as in onModuleInit.',
      );
    return provider.instance;
  }

  /** Waits until Nest has built a provider, with all that it depends on; rejects where it cannot be built. */
  async load(provider: NestProvider): Promise<void> {
    if (this.areBuilt || isBuilt(provider) || isScoped(provider)) return;
    // Nest's way to wait for a provider: to have something created that depends on it, in the same module.
    class Dependent {}
    Inject(provider.token)(Dependent, undefined, 0);
    const host = provider.host?.getProviderByKey<ModuleRef>(ModuleRef).instance;
    await host?.create(Dependent);
  }
}

function isScoped({ scope }: NestProvider): boolean {
  // Nest's enumeration Scope: 0 is one for the application.
  return (scope ?? 0) !== 0;
}

/** True where the constructor or factory has run, or there is none. */
function isBuilt({ metatype, async, initTime }: NestProvider): boolean {
  return initTime !== undefined || (async !== true && (metatype === null || metatype === undefined));
}

/** What messages call a provider. */
export function nameOf({ token }: NestProvider): string {
  return typeof token === 'function' ? token.name : String(token);
}
