import type { ContainerRuntime } from '../container/lambda/container-runtime.js';
import type { FunctionOptions } from '../container/lambda/function-options.js';
import { LambdaContainer } from '../container/lambda/lambda-container.js';
import type { FleetAnswer, FleetEvent } from './app/messages.js';

/** One invocation as its caller saw it. */
export interface Answered {
  readonly answer: FleetAnswer;
  readonly milliseconds: number;
  readonly cold: boolean;
}

/** One function in several containers, and what they have cost the origin. */
export class DeployedFleet {
  /** Events that were not answered. */
  readonly failures: unknown[] = [];
  readonly #containers: LambdaContainer[] = [];
  readonly #computed = new Map<LambdaContainer, number>();

  constructor(
    private readonly runtime: ContainerRuntime,
    private readonly options: FunctionOptions,
    readonly size: number,
  ) {
    for (let number = 0; number < size; number += 1) this.add();
  }

  /** Reports computed from S3 so far, by all containers. */
  get loads(): number {
    return [...this.#computed.values()].reduce((sum, computed) => sum + computed, 0);
  }

  /** One more container, which starts with its first event; gives its number. */
  add(): number {
    return this.#containers.push(new LambdaContainer(this.runtime, this.options)) - 1;
  }

  /** Sends an event to a container; undefined where it failed. */
  async invoke(number: number, event: FleetEvent): Promise<Answered | undefined> {
    const container = this.container(number);
    try {
      const { answer, milliseconds, cold } = await container.invoke<FleetAnswer>(event);
      this.#computed.set(container, answer.computed);
      return { answer, milliseconds, cold };
    } catch (error) {
      this.failures.push(error);
      return undefined;
    }
  }

  /** Holds a container's process while something happens, for so many milliseconds by all clocks but its monotonic one. */
  freeze(number: number, milliseconds: number, meanwhile: () => Promise<void>): Promise<void> {
    return this.container(number).freeze(milliseconds, { meanwhile });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#containers.map((container) => container.stop()));
  }

  private container(number: number): LambdaContainer {
    const container = this.#containers[number];
    if (container === undefined) throw new Error(`There is no container ${number}.`);
    return container;
  }
}
