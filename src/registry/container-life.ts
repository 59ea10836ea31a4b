import { type Clock, monotonicNow } from '../cache/clock.js';
import { nodeModules } from '../node-modules.js';

/** What is known of the container itself. */
export interface ContainerStats {
  /** A random id, one for each container and thread. */
  readonly id: string;
  readonly provider: 'aws-lambda' | 'cloud-run' | 'azure-functions' | 'node';
  /** Epoch milliseconds at which warmscope was loaded. */
  readonly startedAt: number;
  readonly ageMs: number;
  /** True until a second invocation begins. */
  readonly coldStart: boolean;
  readonly invocations: number;
  /** Times the container came back from a freeze. */
  readonly thaws: number;
  /** The worker thread's id; 0 is the main thread. */
  readonly thread: number;
}

const SURELY_FROZEN_MS = 30_000;
const MAYBE_FROZEN_MS = 1_000;

/** The life of one container: its identity, its invocations, its freezes. */
export class ContainerLife {
  #id: string | undefined;
  readonly #startedAt: number;
  #invocations = 0;
  #thaws = 0;
  #running = 0;
  #idleSince: { wall: number; monotonic: number } | undefined;

  constructor(private readonly clock: Clock) {
    this.#startedAt = clock.now();
  }

  /** Runs one invocation of a handler. */
  async invoke<T>(work: () => T): Promise<Awaited<T>> {
    if (this.#running === 0) this.#noteThaw();
    this.#invocations++;
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#idleSince = { wall: this.clock.now(), monotonic: monotonicNow() };
    }
  }

  stats(): ContainerStats {
    return {
      id: this.#identity(),
      provider: provider(process.env),
      startedAt: this.#startedAt,
      ageMs: Math.max(0, this.clock.now() - this.#startedAt),
      coldStart: this.#invocations <= 1,
      invocations: this.#invocations,
      thaws: this.#thaws,
      thread: nodeModules.workerThreads.threadId,
    };
  }

  #identity(): string {
    this.#id ??= crypto.randomUUID();
    return this.#id;
  }

  /** A gap between invocations is a freeze when the monotonic clock lost more than half of it, or when it is very long. */
  #noteThaw(): void {
    if (this.#idleSince === undefined) return;
    const gap = this.clock.now() - this.#idleSince.wall;
    const counted = monotonicNow() - this.#idleSince.monotonic;
    if (gap > SURELY_FROZEN_MS || (gap > MAYBE_FROZEN_MS && counted < gap / 2)) this.#thaws++;
  }
}

function provider(environment: NodeJS.ProcessEnv): ContainerStats['provider'] {
  if (environment.AWS_LAMBDA_FUNCTION_NAME !== undefined) return 'aws-lambda';
  if (environment.K_SERVICE !== undefined) return 'cloud-run';
  if (environment.FUNCTIONS_WORKER_RUNTIME !== undefined) return 'azure-functions';
  return 'node';
}
