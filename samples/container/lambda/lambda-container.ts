import type { ContainerRuntime, Ending, Freeze } from './container-runtime.js';
import { ExecutionEnvironment } from './execution-environment.js';
import type { FunctionOptions } from './function-options.js';
import type { InvocationOptions, InvocationOutcome } from './invocations.js';
import { Journal } from './journal.js';

/** What an invocation gave, and what it cost. */
export interface InvocationResult<Answer> {
  readonly requestId: string;
  readonly answer: Answer;
  /** Whether this invocation found no running environment, so that one was started for it. */
  readonly cold: boolean;
  /** What the caller waited for: the init phase of a cold start, then the handler. */
  readonly milliseconds: number;
  readonly streamed: InvocationOutcome['streamed'];
}

/** A place for one execution environment of a function: started by the first event, frozen, thawed and recycled at will. */
export class LambdaContainer {
  readonly journal = new Journal();
  /** How the environments so far ended. */
  readonly endings: Ending[] = [];
  private environment: ExecutionEnvironment | undefined;
  private starting: Promise<ExecutionEnvironment> | undefined;
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

  /** Sends an event; without a running environment, one is started first. Events queue unless the function allows many at once. */
  async invoke<Answer>(event: unknown, options?: InvocationOptions): Promise<InvocationResult<Answer>> {
    const startedAt = performance.now();
    const cold = !this.environment?.alive;
    const environment = await this.running();
    const initMs = cold ? performance.now() - startedAt : 0;
    const { requestId, payload, milliseconds, streamed } = await environment.invoke(event, options);
    return { requestId, answer: payload as Answer, cold, milliseconds: initMs + milliseconds, streamed };
  }

  /** Resolves when the environment might be frozen: the runtime and every extension have asked for their next event. */
  async idle(): Promise<void> {
    await this.begun().idle();
  }

  /**
   * Freezes the idle environment and thaws it after `milliseconds` by its wall clock, during which its monotonic clock
   * stood still. That takes next to no time; with `heldMs` the process is really stopped for so long meanwhile.
   */
  async freeze(milliseconds: number, freeze: Freeze = {}): Promise<void> {
    await this.idle();
    await this.freezeNow(milliseconds, freeze);
  }

  /** Freezes and thaws the environment at once, in the middle of whatever it is doing. */
  async freezeNow(milliseconds: number, freeze: Freeze = {}): Promise<void> {
    await this.begun().freezeNow(milliseconds, freeze);
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

  private begun(): ExecutionEnvironment {
    if (!this.environment) throw new Error('There is nothing to freeze: the container has not been invoked.');
    return this.environment;
  }

  private async running(): Promise<ExecutionEnvironment> {
    if (this.environment?.alive) return this.environment;
    this.starting ??= this.start().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  private async start(): Promise<ExecutionEnvironment> {
    await this.recycle();
    if (this.stopped) throw new Error('The container was stopped.');
    this.environment = await ExecutionEnvironment.start(this.runtime, this.options, this.aheadMs, this.journal);
    void this.environment.ended.then((ending) => this.endings.push(ending));
    return this.environment;
  }
}
