import { type CallHandler, type ExecutionContext, Inject, type NestInterceptor } from '@nestjs/common';
import { HostedApplication } from './hosted-application.js';

/**
 * Makes each message of a WebSocket gateway one invocation: Nest applies no global interceptor there.
 * @example
 * \@UseInterceptors(WarmscopeInterceptor)
 * \@WebSocketGateway()
 * class Prices {}
 */
export class WarmscopeInterceptor implements NestInterceptor {
  readonly #application: HostedApplication;

  constructor(application: HostedApplication) {
    this.#application = application;
  }

  /** Called by Nest. */
  intercept(context: ExecutionContext, next: CallHandler): ReturnType<NestInterceptor['intercept']> {
    return this.#application.scope.intercept(context, next);
  }
}

Inject(HostedApplication)(WarmscopeInterceptor, undefined, 0);
