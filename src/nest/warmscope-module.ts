import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ApplicationConfig, ExternalContextCreator, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { InvalidOptionError } from '../errors.js';
import type { Class } from '../options.js';
import { container } from '../registry/global.js';
import { singletons as clients } from '../registry/singletons.js';
import { type Checks, checkedOptions } from '../util/checks.js';
import { describe } from '../util/describe.js';
import { HostedApplication, SUPPLIES } from './hosted-application.js';
import {
  ASYNC_CHECKS,
  MODULE_CHECKS,
  REQUEST_CHECKS,
  type WarmscopeInjectionOptions,
  type WarmscopeModuleAsyncOptions,
  type WarmscopeModuleOptions,
  type WarmscopeRequestOptions,
} from './options.js';
import { WarmscopeInterceptor } from './warmscope-interceptor.js';

/** Where the options of `forRootAsync` come from: one of these. */
const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const;

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<WarmscopeRequestOptions>({ moduleName: 'Warmscope' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createWarmscopeOptions')
    .setExtras<WarmscopeInjectionOptions>({ singletons: [] }, definition)
    .build();

/**
 * Warmscope in a Nest application: each HTTP request, and each message of a microservice, is one invocation;
 * container singletons can be injected into providers, and Nest's providers into container singletons; what
 * the container keeps is disposed when the application shuts down. Import it once, in the root module: it is
 * global.
 * @example
 * \@Module({
 *   imports: [WarmscopeModule.forRoot({ singletons: [Storage], tenant: (context) => tenantOf(context) })],
 *   controllers: [ReportsController],
 * })
 * class AppModule {}
 */
export class WarmscopeModule implements OnModuleInit, OnApplicationShutdown {
  readonly #application: HostedApplication;

  constructor(application: HostedApplication) {
    this.#application = application;
  }

  /**
   * The module with its options; throws InvalidOptionError for senseless ones, and for a class among
   * `singletons` that is no container singleton.
   */
  static forRoot(options: WarmscopeModuleOptions = {}): DynamicModule {
    const given = checked(options, MODULE_CHECKS, 'forRoot');
    return { ...ConfigurableModuleClass.forRoot(given), module: WarmscopeModule };
  }

  /**
   * The module with options that depend on other providers: `useFactory` with `inject`, `useClass` or
   * `useExisting`. `singletons` are given beside them.
   */
  static forRootAsync(options: WarmscopeModuleAsyncOptions): DynamicModule {
    const given = checked(options, ASYNC_CHECKS, 'forRootAsync');
    const sources = SOURCES.filter((name) => given[name] !== undefined);
    if (sources.length !== 1)
      throw new InvalidOptionError(
        `WarmscopeModule.forRootAsync takes one of ${SOURCES.join(', ')}: received ` +
          `${sources.join(' and ') || 'none of them'}. Where nothing depends on providers, use forRoot.`,
      );
    return { ...ConfigurableModuleClass.forRootAsync(given), module: WarmscopeModule };
  }

  /** Called by Nest. */
  onModuleInit(): Promise<void> {
    return this.#application.start();
  }

  /** Called by Nest, on `app.close()` and on the signals of `app.enableShutdownHooks()`. */
  onApplicationShutdown(): Promise<void> {
    return this.#application.stop();
  }
}

// Decorators as functions: they are of the dialect that Nest's users compile with.
Module({})(WarmscopeModule);
Inject(HostedApplication)(WarmscopeModule, undefined, 0);

function definition(base: DynamicModule, { singletons = [] }: WarmscopeInjectionOptions): DynamicModule {
  const application: FactoryProvider = {
    provide: HostedApplication,
    useFactory: (
      options: WarmscopeRequestOptions,
      modules: ModulesContainer,
      host: HttpAdapterHost,
      config: ApplicationConfig,
      creator: ExternalContextCreator,
    ) =>
      new HostedApplication(
        checkedOptions(options, REQUEST_CHECKS, 'WarmscopeModule'),
        modules,
        host,
        config,
        creator,
      ),
    inject: [
      MODULE_OPTIONS_TOKEN,
      ModulesContainer,
      HttpAdapterHost,
      ApplicationConfig,
      ExternalContextCreator,
    ],
  };
  const provided = [application, ...singletons.map(supplied)];
  return {
    ...base,
    global: true,
    providers: [...(base.providers ?? []), ...provided, WarmscopeInterceptor],
    exports: [...provided.map(({ provide }) => provide), WarmscopeInterceptor],
  };
}

/** The provider of Nest that gives a container singleton. */
function supplied(target: Class): FactoryProvider {
  const useFactory = (application: HostedApplication): Promise<object> => application.give(target);
  SUPPLIES.add(useFactory);
  return { provide: target, useFactory, inject: [HostedApplication] };
}

function checked<Options extends WarmscopeInjectionOptions>(
  options: Options,
  checks: Checks,
  method: string,
): Options {
  const place = `WarmscopeModule.${method}`;
  const given = checkedOptions(options, checks, place);
  for (const target of given.singletons ?? [])
    if (!clients.of(container).isKnown(target))
      throw new InvalidOptionError(
        `Invalid option "singletons" of ${place}: received ${describe(target)}; valid are classes with ` +
          '@ContainerSingleton. An undefined one often comes from a circular import.',
      );
  return given;
}
