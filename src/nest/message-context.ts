import type { ExecutionContext } from '@nestjs/common';

type Hosts = Pick<ExecutionContext, 'switchToHttp' | 'switchToRpc' | 'switchToWs'>;

/**
 * The execution context of a message before its first guard, where Nest has none yet: all but the class and
 * method that it is for.
 */
export class MessageContext implements ExecutionContext {
  constructor(private readonly message: readonly unknown[]) {}

  getType<Type extends string>(): Type {
    return 'rpc' as Type;
  }

  getArgs<Args extends unknown[]>(): Args {
    return this.message as Args;
  }

  getArgByIndex<T>(index: number): T {
    return this.message[index] as T;
  }

  switchToRpc(): ReturnType<Hosts['switchToRpc']> {
    return { getData: <T>() => this.getArgByIndex<T>(0), getContext: <T>() => this.getArgByIndex<T>(1) };
  }

  switchToHttp(): never {
    throw unknown('request');
  }

  switchToWs(): never {
    throw unknown('socket');
  }

  getClass(): never {
    throw unknown('class');
  }

  getHandler(): never {
    throw unknown('method');
  }
}

function unknown(what: string): Error {
  return new Error(
    `The ${what} of a message's handler is not known before its first guard; in a hybrid application it ` +
      'never is, unless connectMicroservice is given { inheritAppConfig: true }.',
  );
}
