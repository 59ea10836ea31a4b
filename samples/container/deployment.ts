import type { RegistryStats } from 'warmscope';
import type { ReportsAnswer, ReportsEvent, Telemetry } from './app/messages.js';
import type { Report } from './app/report.js';
import type { ContainerRuntime } from './lambda/container-runtime.js';
import type { FunctionOptions } from './lambda/function-options.js';
import { LambdaContainer } from './lambda/lambda-container.js';
import type { ContainerName } from './script.js';

/** What one invocation answered, and what it cost beyond the one before it. */
export interface Measurement {
  readonly cold: boolean;
  readonly milliseconds: number;
  readonly reports: readonly Report[];
  /** What the container's caches keep now, in bytes by the registry's account. */
  readonly keptBytes: number;
  /** By how much each figure rose since the container's previous invocation, the clocks included. */
  readonly cost: Telemetry;
}

/** One execution environment and its last telemetry. */
export interface Life {
  readonly container: ContainerName;
  readonly number: number;
  telemetry: Telemetry;
  /** What its registry said after each invocation; nothing where there is none. */
  readonly snapshots: RegistryStats[];
}

const NOTHING_YET: Telemetry = {
  s3Clients: 0,
  loads: 0,
  hits: 0,
  joins: 0,
  expirations: 0,
  evictions: 0,
  wallClock: 0,
  monotonicClock: 0,
};

/** One of the two functions, deployed in two containers. */
export class Deployment {
  /** Every environment there was, in the order in which they started. */
  readonly lives: Life[] = [];
  private readonly containers: Readonly<Record<ContainerName, LambdaContainer>>;

  constructor(runtime: ContainerRuntime, options: FunctionOptions) {
    this.containers = { A: new LambdaContainer(runtime, options), B: new LambdaContainer(runtime, options) };
  }

  /** What the function's containers have written to their logs. */
  get log(): string {
    return Object.values(this.containers)
      .map(({ output }) => output)
      .join('');
  }

  async invoke(name: ContainerName, event: ReportsEvent): Promise<Measurement> {
    const { answer, cold, milliseconds } = await this.containers[name].invoke<ReportsAnswer>(event);
    const life = (cold ? undefined : this.lives.findLast(({ container }) => container === name)) ?? this.beginLife(name);
    const cost = difference(answer.telemetry, life.telemetry);
    life.telemetry = answer.telemetry;
    if (answer.registry) life.snapshots.push(answer.registry);
    const keptBytes = (answer.registry?.caches ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
    return { cold, milliseconds, reports: answer.reports, keptBytes, cost };
  }

  /** Lets time pass for both containers while they are frozen. */
  async passTime(seconds: number): Promise<void> {
    for (const container of Object.values(this.containers)) await container.freeze(seconds * 1000);
  }

  recycle(name: ContainerName): Promise<void> {
    return this.containers[name].recycle();
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.containers).map((container) => container.stop()));
  }

  private beginLife(container: ContainerName): Life {
    const number = this.lives.filter((life) => life.container === container).length + 1;
    const life: Life = { container, number, telemetry: NOTHING_YET, snapshots: [] };
    this.lives.push(life);
    return life;
  }
}

function difference(after: Telemetry, before: Telemetry): Telemetry {
  const names = Object.keys(after) as (keyof Telemetry)[];
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as Record<keyof Telemetry, number>;
}
