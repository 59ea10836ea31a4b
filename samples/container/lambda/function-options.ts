import { randomUUID } from 'node:crypto';

/** The function that an environment runs. */
export interface FunctionOptions {
  /** The folder that holds the bundle. */
  readonly taskRoot: string;
  /** `file.export`, as in a Lambda configuration. */
  readonly handler: string;
  readonly functionName?: string;
  readonly memoryMb?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Many invocations at once in each of several worker threads, as on Lambda Managed Instances. */
  readonly concurrency?: { readonly max: number; readonly workers: number };
  /** `'refused'`: no extension may register, as when it asks too late. */
  readonly extensions?: 'allowed' | 'refused';
  /**
   * `'sigterm'`, the default: the process gets SIGTERM, and SIGKILL when that does not help in time. `'as on Lambda'`: that only
   * if an extension has registered; without one, SIGKILL at once.
   */
  readonly shutdown?: 'sigterm' | 'as on Lambda';
}

export const REGION = 'eu-central-1';

/** The memory of a function that names none. */
export const MEMORY_MB = 512;

export function functionName(options: FunctionOptions): string {
  return options.functionName ?? 'warmscope-sample';
}

/** Exactly what the function sees: of this process' own environment only what a program needs to start. */
export function environmentVariables(options: FunctionOptions, api: string, nodeVersion: string): Record<string, string> {
  const name = functionName(options);
  const inherited = Object.entries({ PATH: process.env.PATH, SystemRoot: process.env.SystemRoot });
  return {
    ...Object.fromEntries(inherited.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    TZ: ':UTC',
    AWS_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${nodeVersion.replace(/^v/, '').split('.')[0]}.x`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb ?? MEMORY_MB),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    ...managedInstances(options),
    ...options.environment,
    AWS_LAMBDA_RUNTIME_API: api,
    LAMBDA_TASK_ROOT: options.taskRoot,
    _HANDLER: options.handler,
  };
}

function managedInstances({ concurrency }: FunctionOptions): Record<string, string> {
  if (!concurrency) return {};
  return {
    AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
    AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency.max),
    AWS_LAMBDA_NODEJS_WORKER_COUNT: String(concurrency.workers),
    // Each worker's poll blocks a thread of the pool that all of them share.
    UV_THREADPOOL_SIZE: String(concurrency.workers + 4),
  };
}
