import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerRuntime, Ending, Freeze, RuntimeProcess } from './container-runtime.js';
import { ContainerCrash, ContainerTimeout, type ErrorReport, InitError } from './errors.js';
import { environmentVariables, type FunctionOptions, functionName, REGION } from './function-options.js';
import { DEFAULT_TIMEOUT_MS, type InvocationOptions, type InvocationOutcome } from './invocations.js';
import { Journal } from './journal.js';
import { RuntimeApi } from './runtime-api.js';

const INIT_LIMIT_MS = 10_000;
const SHUTDOWN_LIMIT_MS = 500;
/** How late an answer may arrive that was given in time: a busy machine holds up both sides. */
const PATIENCE_MS = 1000;

/** One life of a container: the process that runs the handler, and the Runtime API it talks to. */
export class ExecutionEnvironment {
  output = '';
  readonly ended: Promise<Ending>;
  private failure: Error | undefined;
  private stoppedAt: number | undefined;
  private readonly killOnExit = (): boolean => this.process.child.kill('SIGKILL');

  private constructor(
    private readonly api: RuntimeApi,
    private readonly process: RuntimeProcess,
    private readonly options: FunctionOptions,
    private readonly journal: Journal,
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
      .then(([exitCode, signal]) => this.end(exitCode as number | null, signal as NodeJS.Signals | null));
  }

  /** Starts the process and waits until it asks for its first event; an error of the init phase is thrown. */
  static async start(
    runtime: ContainerRuntime,
    options: FunctionOptions,
    aheadMs: number,
    journal: Journal = new Journal(),
  ): Promise<ExecutionEnvironment> {
    let environment: ExecutionEnvironment | undefined;
    const about = { functionName: functionName(options), functionVersion: '$LATEST', handler: options.handler };
    const api = await RuntimeApi.listen({
      now: () => environment?.process.now() ?? Date.now(),
      functionArn: `arn:aws:lambda:${REGION}:000000000000:function:${functionName(options)}`,
      onInitError: (report) => environment?.failInit(report),
      journal,
      extensions: { about, closed: options.extensions === 'refused', invokeEvents: options.concurrency === undefined },
    });
    const variables = environmentVariables(options, api.address, runtime.nodeVersion);
    environment = new ExecutionEnvironment(api, runtime.launch(variables, aheadMs), options, journal);
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
    const limitMs = (options.timeoutMs ?? DEFAULT_TIMEOUT_MS) + PATIENCE_MS;
    return this.within(limitMs, 'invocation', this.api.invoke(event, options));
  }

  /** Resolves when the environment might be frozen. */
  async idle(): Promise<void> {
    if (this.failure) throw this.failure;
    await this.api.idle();
  }

  /** Freezes the environment at once, whatever it is doing. */
  async freezeNow(milliseconds: number, { heldMs = 0, meanwhile }: Freeze): Promise<void> {
    if (this.failure) throw this.failure;
    await this.process.freeze(milliseconds, async () => {
      this.journal.add('frozen');
      await meanwhile?.();
      if (heldMs > 0) await sleep(heldMs);
      this.journal.add('thawed');
    });
  }

  /** Ends the process, by default with SIGTERM, and SIGKILL when that does not help in time. */
  async stop(): Promise<void> {
    const { child } = this.process;
    const isAsked = this.options.shutdown !== 'as on Lambda' || this.api.extensions.count > 0;
    const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
      if (this.alive) this.journal.add(name);
      child.kill(name);
    };
    this.stoppedAt ??= performance.now();
    const killer = setTimeout(signal, isAsked ? SHUTDOWN_LIMIT_MS : 0, 'SIGKILL');
    if (isAsked) signal('SIGTERM');
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

  private async end(exitCode: number | null, signal: NodeJS.Signals | null): Promise<Ending> {
    const afterMs = this.stoppedAt === undefined ? undefined : performance.now() - this.stoppedAt;
    this.journal.add('ended');
    globalThis.process.removeListener('exit', this.killOnExit);
    this.failure ??= new ContainerCrash(exitCode, signal, this.output);
    this.api.fail(this.failure);
    this.process.cleanUp();
    await this.api.close();
    return { exitCode, signal, afterMs };
  }
}
