import type { ContainerRuntime } from './container-runtime.js';
import { ExecutionEnvironment, type FunctionOptions } from './execution-environment.js';
import type { InvocationOptions } from './runtime-api.js';

/** What an invocation gave, and what it cost. */
export interface InvocationResult<Answer> {
  readonly requestId: string;
  readonly answer: Answer;
  /** Whether this invocation found no running environment, so that one was started for it. */
  readonly cold: boolean;
  /** What the caller waited for: the init phase of a cold start, then the handler. */
  readonly milliseconds: number;
}

/** A place for one execution environment of a function: started by the first event, frozen, thawed and recycled at will. */
export class LambdaContainer {
  private environment: ExecutionEnvironment | undefined;
  private earlierOutput = '';
  private aheadMs = 0;
  private stopped = false;

  constructor(
    private readonly runtime: ContainerRuntime,
    private readonly options: FunctionOptions,
  ) {}

  /** Everything the environments so far wrote to their standard output and error. */
  get output(): string {
    return this.earlierOutput + (this.environment?.output ?? '');
  }

  /** The wall clock as the handler sees it. */
  now(): number {
    return this.environment?.now() ?? Date.now() + this.aheadMs;
  }

  /** Sends an event; without a running environment, a new one is started first. One event at a time, as on Lambda. */
  async invoke<Answer>(event: unknown, options?: InvocationOptions): Promise<InvocationResult<Answer>> {
    const startedAt = performance.now();
    const cold = !this.environment?.alive;
    const environment = cold ? await this.start() : (this.environment as ExecutionEnvironment);
    const initMs = cold ? performance.now() - startedAt : 0;
    const outcome = await environment.invoke(event, options);
    return {
      requestId: outcome.requestId,
      answer: outcome.payload as Answer,
      cold,
      milliseconds: initMs + outcome.milliseconds,
    };
  }

  /**
   * Freezes the idle environment and thaws it after `milliseconds` by its wall clock, during which its monotonic clock
   * stood still. That takes next to no time; with `heldMs` the process is really stopped for so long meanwhile.
   */
  async freeze(milliseconds: number, { heldMs = 0 }: { heldMs?: number } = {}): Promise<void> {
    if (!this.environment) throw new Error('There is nothing to freeze: the container has not been invoked.');
    await this.environment.freeze(milliseconds, heldMs);
  }

  /** Ends the environment; the next event finds none and starts anew. */
  async recycle(): Promise<void> {
    await this.environment?.stop();
    this.earlierOutput = this.output;
    this.aheadMs = this.now() - Date.now();
    this.environment = undefined;
  }

  /** Ends the container for good. */
  stop(): Promise<void> {
    this.stopped = true;
    return this.recycle();
  }

  private async start(): Promise<ExecutionEnvironment> {
    await this.recycle();
    if (this.stopped) throw new Error('The container was stopped.');
    this.environment = await ExecutionEnvironment.start(this.runtime, this.options, this.aheadMs);
    return this.environment;
  }
}
