import type { ConfigurableModuleAsyncOptions, ExecutionContext } from '@nestjs/common';
import type { Class } from '../options.js';
import { type Checks, check, isFunction } from '../util/checks.js';

/** What may depend on other providers of the application: see `forRootAsync`. */
export interface WarmscopeRequestOptions {
  /**
   * Whom a request or message is for, from Nest's ExecutionContext; `undefined`, `null` and `''` mean that
   * nobody is known. Asked when the tenant is needed, from the first guard on, until it gives one; the last
   * time before the handler. What it throws or gives of another type then is a TenantWarning, and methods of
   * tenant scope run uncached. Default: nobody is known.
   * @example
   * tenant: (context) => context.switchToHttp().getRequest<Request>().header('x-tenant')
   */
  readonly tenant?: ((context: ExecutionContext) => string | null | undefined) | undefined;
}

/** What is known when the application is written. */
export interface WarmscopeInjectionOptions {
  /**
   * The `@ContainerSingleton` classes that Nest's providers and controllers may take in their constructors,
   * in every module. Default: none.
   */
  readonly singletons?: readonly Class[] | undefined;
}

/** The options of `WarmscopeModule.forRoot`. Every one is optional. */
export interface WarmscopeModuleOptions extends WarmscopeRequestOptions, WarmscopeInjectionOptions {}

/**
 * The options of `WarmscopeModule.forRootAsync`: `singletons`, and one of `useFactory` (with `inject`),
 * `useClass` and `useExisting`, which give the rest; `imports` has the modules that provide what these need.
 */
export interface WarmscopeModuleAsyncOptions
  extends ConfigurableModuleAsyncOptions<WarmscopeRequestOptions, 'createWarmscopeOptions'>,
    WarmscopeInjectionOptions {}

/** The options that `useFactory` and its like may give. */
export const REQUEST_CHECKS: Checks = {
  tenant: check(isFunction, "a function of Nest's ExecutionContext that gives the tenant id"),
};

/** The options of `WarmscopeModule.forRoot`; singletons are checked apart, one by one. */
export const MODULE_CHECKS: Checks = {
  ...REQUEST_CHECKS,
  singletons: check(Array.isArray, 'an array of @ContainerSingleton classes'),
};

/** The options of `WarmscopeModule.forRootAsync`. */
export const ASYNC_CHECKS: Checks = {
  singletons: MODULE_CHECKS.singletons as Checks[string],
  imports: check(Array.isArray, 'an array of modules'),
  inject: check(Array.isArray, 'an array of tokens'),
  provideInjectionTokensFrom: check(Array.isArray, 'an array of providers'),
  useFactory: check(isFunction, 'a function that gives options or a promise of them'),
  useClass: check(isFunction, 'a class with a method createWarmscopeOptions'),
  useExisting: check(isFunction, 'the class of a provider with a method createWarmscopeOptions'),
};
