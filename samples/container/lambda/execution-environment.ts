import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ContainerRuntime, RuntimeProcess } from './container-runtime.js';
import { ContainerCrash, ContainerTimeout, type ErrorReport, InitError } from './errors.js';
import { DEFAULT_TIMEOUT_MS, type InvocationOptions, type InvocationOutcome, RuntimeApi } from './runtime-api.js';

/** The function that an environment runs. */
export interface FunctionOptions {
  /** The folder that holds the bundle. */
  readonly taskRoot: string;
  /** `file.export`, as in a Lambda configuration. */
  readonly handler: string;
  readonly functionName?: string;
  readonly memoryMb?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

const INIT_LIMIT_MS = 10_000;
const SHUTDOWN_LIMIT_MS = 500;
const REGION = 'eu-central-1';

/** One life of a container: the process that runs the handler, and the Runtime API it talks to. */
export class ExecutionEnvironment {
  output = '';
  private readonly ended: Promise<unknown>;
  private failure: Error | undefined;
  private readonly killOnExit = (): boolean => this.process.child.kill('SIGKILL');

  private constructor(
    private readonly api: RuntimeApi,
    private readonly process: RuntimeProcess,
  ) {
    const { child } = process;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    globalThis.process.once('exit', this.killOnExit);
    this.ended = once(child, 'close')
      .catch(() => [null, null]) // the process could not be started at all
      .then(([code, signal]) => this.end(code as number | null, signal as NodeJS.Signals | null));
  }

  /** Starts the process and waits until it asks for its first event; an error of the init phase is thrown. */
  static async start(runtime: ContainerRuntime, options: FunctionOptions, aheadMs: number): Promise<ExecutionEnvironment> {
    let environment: ExecutionEnvironment | undefined;
    const api = await RuntimeApi.listen({
      now: () => environment?.process.now() ?? Date.now(),
      functionArn: `arn:aws:lambda:${REGION}:000000000000:function:${functionName(options)}`,
      onInitError: (report) => environment?.failInit(report),
    });
    environment = new ExecutionEnvironment(api, runtime.launch(environmentVariables(options, api.address), aheadMs));
    await environment.within(INIT_LIMIT_MS, 'init', api.idle());
    return environment;
  }

  /** Whether the process still runs. */
  get alive(): boolean {
    return this.failure === undefined;
  }

  /** The wall clock as the handler sees it. */
  now(): number {
    return this.process.now();
  }

  invoke(event: unknown, options: InvocationOptions = {}): Promise<InvocationOutcome> {
    if (this.failure) return Promise.reject(this.failure);
    return this.within(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, 'invocation', this.api.invoke(event, options));
  }

  /** Freezes the environment as soon as it is idle. */
  async freeze(milliseconds: number, heldMs: number): Promise<void> {
    if (this.failure) throw this.failure;
    await this.api.idle();
    await this.process.freeze(milliseconds, heldMs);
  }

  /** Ends the process as Lambda does: SIGTERM, and SIGKILL when that does not help in time. */
  async stop(): Promise<void> {
    const { child } = this.process;
    const killer = setTimeout(() => child.kill('SIGKILL'), SHUTDOWN_LIMIT_MS);
    child.kill('SIGTERM');
    await this.ended;
    clearTimeout(killer);
  }

  /** Waits for `work`, but not for longer than allowed: then the process is killed. */
  private async within<Result>(limitMs: number, phase: 'init' | 'invocation', work: Promise<Result>): Promise<Result> {
    const timer = setTimeout(() => {
      this.failure ??= new ContainerTimeout(phase, limitMs, this.output);
      this.process.child.kill('SIGKILL');
    }, limitMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  private failInit(report: ErrorReport): void {
    this.failure ??= new InitError(report);
  }

  private async end(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    globalThis.process.removeListener('exit', this.killOnExit);
    this.failure ??= new ContainerCrash(code, signal, this.output);
    this.api.fail(this.failure);
    this.process.cleanUp();
    await this.api.close();
  }
}

function functionName(options: FunctionOptions): string {
  return options.functionName ?? 'warmscope-sample';
}

/** Exactly what the function sees: of this process' own environment only what a program needs to start. */
function environmentVariables(options: FunctionOptions, api: string): Record<string, string> {
  const name = functionName(options);
  const inherited = Object.entries({ PATH: process.env.PATH, SystemRoot: process.env.SystemRoot });
  return {
    ...Object.fromEntries(inherited.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    TZ: ':UTC',
    AWS_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb ?? 512),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    ...options.environment,
    AWS_LAMBDA_RUNTIME_API: api,
    LAMBDA_TASK_ROOT: options.taskRoot,
    _HANDLER: options.handler,
  };
}
