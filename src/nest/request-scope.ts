import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { OpenInvocation } from '../handlers/open-invocation.js';
import { tenantBy } from '../handlers/tenant.js';
import { textOf } from '../hosts/lambda-context.js';
import type { RunningInvocation } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { disown } from '../util/untrusted.js';
import type { HttpEntry } from './http-entry.js';
import { MessageContext } from './message-context.js';
import type { WarmscopeRequestOptions } from './options.js';
import { observed, withinInvocation } from './within-invocation.js';

type Answer = ReturnType<CallHandler['handle']>;

/**
 * What every handler of an application passes first: it tells an invocation of Nest's execution context,
 * which knows the tenant, and begins one where nothing has.
 */
export class RequestScope implements CanActivate, NestInterceptor {
  constructor(
    private readonly entry: HttpEntry,
    readonly options: WarmscopeRequestOptions,
    private readonly container: Container,
  ) {}

  /** Puts this scope before the application's own guards and interceptors. */
  register(config: ApplicationConfig): void {
    config.addGlobalGuard(this);
    config.addGlobalInterceptor(this);
  }

  /** Runs the handler of a message in place of guard and interceptor, which Nest may not call for it. */
  async around(message: readonly unknown[], handle: () => unknown): Promise<unknown> {
    const context = new MessageContext(message);
    const invocation = this.#active;
    const finder = this.#lookIn(context);
    const answer = await handle();
    if (finder !== undefined && invocation?.findTenant === finder) this.#settleTenant(context);
    return answer;
  }

  /** The first guard, which lets everybody pass: from now on the tenant can be found. */
  canActivate(context: ExecutionContext): true {
    this.#lookIn(context);
    return true;
  }

  /** The outermost interceptor, behind all guards: now the tenant is known or there is none. */
  intercept(context: ExecutionContext, next: CallHandler): Answer | Promise<Answer> {
    const proceed = (): Answer => {
      this.#settleTenant(context);
      return next.handle();
    };
    if (this.#active !== undefined) return proceed();
    const lost = this.entry.of(context);
    if (lost !== undefined) return lost.enter(() => observed(proceed(), lost, false));
    return withinInvocation(new OpenInvocation(this.container, {}), proceed);
  }

  get #active(): RunningInvocation | undefined {
    return lifecycle.of(this.container).invocations.active as RunningInvocation | undefined;
  }

  /** Sets the context in which the tenant is looked for; gives what looks. */
  #lookIn(context: ExecutionContext): (() => string | undefined) | undefined {
    const { tenant } = this.options;
    const invocation = this.#active;
    if (tenant === undefined || invocation === undefined) return undefined;
    invocation.findTenant = quietly(tenant, context);
    return invocation.findTenant;
  }

  /** Notes the tenant, or that there is none. */
  #settleTenant(context: ExecutionContext): void {
    const { tenant } = this.options;
    const invocation = this.#active;
    if (tenant === undefined || invocation === undefined || invocation.tenantId !== undefined) return;
    const found = tenantBy(tenant as never, [context], 'WarmscopeModule', this.container);
    invocation.findTenant = () => found;
  }
}

/**
 * Tells the tenant as far as it can be told before all guards have run: a failure says nothing yet, and a
 * search that asks for the tenant itself finds none.
 */
function quietly(
  tenant: NonNullable<WarmscopeRequestOptions['tenant']>,
  context: ExecutionContext,
): () => string | undefined {
  let isAsking = false;
  return () => {
    if (isAsking) return undefined;
    isAsking = true;
    try {
      const found: unknown = tenant(context);
      disown(found);
      return textOf(found);
    } catch {
      return undefined;
    } finally {
      isAsking = false;
    }
  };
}
