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

/** Where the process runs, by what its environment says. */
export function provider(environment: Readonly<Record<string, string | undefined>>): ContainerStats['provider'] {
  if (environment.AWS_LAMBDA_FUNCTION_NAME !== undefined) return 'aws-lambda';
  if (environment.K_SERVICE !== undefined) return 'cloud-run';
  if (environment.FUNCTIONS_WORKER_RUNTIME !== undefined) return 'azure-functions';
  return 'node';
}
