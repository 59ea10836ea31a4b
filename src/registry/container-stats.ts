import type { SharedTierStats, Tier } from '../cache/tier.js';
import * as node from '../util/node-modules.js';
import type { ContainerLife } from './container-life.js';

/** What runs the container; Lambda's functions by how their environments are started. */
export type Provider =
  | 'aws-lambda'
  | 'aws-lambda-provisioned'
  | 'aws-lambda-snapstart'
  | 'aws-lambda-managed-instances'
  | 'cloud-run'
  | 'cloud-functions'
  | 'azure-functions'
  | 'node';

/** What `AWS_LAMBDA_INITIALIZATION_TYPE` says, where it is not `on-demand`. */
const STARTED_BY: Readonly<Record<string, Provider>> = {
  'provisioned-concurrency': 'aws-lambda-provisioned',
  'snap-start': 'aws-lambda-snapstart',
  'lambda-managed-instances': 'aws-lambda-managed-instances',
};

/** What is known of the container itself. */
export interface ContainerStats {
  /** A random id, one for each container and thread. */
  readonly id: string;
  readonly provider: Provider;
  /** Epoch milliseconds at which warmscope was loaded. */
  readonly startedAt: number;
  /** Milliseconds since then, frozen ones included. */
  readonly ageMs: number;
  /** True until a second invocation begins. */
  readonly coldStart: boolean;
  /** Invocations that have begun. */
  readonly invocations: number;
  /** Times the container came back from a freeze. */
  readonly thaws: number;
  /** The worker thread's id; 0 is the main thread. */
  readonly thread: number;
  /** What the shared tier has done, where one is configured. */
  readonly shared?: SharedTierStats;
}

/** A container's life as a snapshot. */
export function containerStats(life: ContainerLife, tier?: Tier): ContainerStats {
  const { container, invocations, thaws } = life;
  const { clock, beganAt } = container;
  life.id ??= crypto.randomUUID();
  return {
    id: life.id,
    provider: provider(process.env),
    startedAt: beganAt.wall,
    ageMs: Math.max(0, clock.now() - beganAt.wall) || 0,
    coldStart: invocations <= 1,
    invocations,
    thaws,
    thread: node.workerThreads().threadId,
    ...(tier && { shared: tier.stats() }),
  };
}

/** Where the process runs, by what its environment says. */
export function provider(environment: Readonly<Record<string, string | undefined>>): Provider {
  if (environment.AWS_LAMBDA_FUNCTION_NAME !== undefined)
    return STARTED_BY[environment.AWS_LAMBDA_INITIALIZATION_TYPE ?? ''] ?? 'aws-lambda';
  if (environment.FUNCTION_TARGET !== undefined) return 'cloud-functions';
  if (environment.K_SERVICE !== undefined) return 'cloud-run';
  if (environment.FUNCTIONS_WORKER_RUNTIME !== undefined) return 'azure-functions';
  return 'node';
}
