import type { ChildProcess } from 'node:child_process';

/** One process that polls the Runtime API and runs the handler; its clocks can be moved. */
export interface RuntimeProcess {
  readonly child: ChildProcess;

  /** The wall clock as the process sees it. */
  now(): number;

  /**
   * Freezes the process and thaws it: its wall clock has moved on by `milliseconds`, its monotonic clock has not.
   * It is really stopped while `meanwhile` runs.
   */
  freeze(milliseconds: number, meanwhile: () => Promise<void>): Promise<void>;

  /** Removes what the process left behind; called when it has ended. */
  cleanUp(): void;
}

/** How a container's process ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** How long after it was told to end; undefined when it ended by itself. */
  readonly afterMs: number | undefined;
}

/** How a frozen process is held. */
export interface Freeze {
  /** How long it is really stopped. */
  readonly heldMs?: number;
  /** Runs while it is stopped. */
  readonly meanwhile?: () => void | Promise<void>;
}

/** What runs handlers in containers: the real runtime client, or a simulation of it. */
export interface ContainerRuntime {
  readonly simulated: boolean;

  /** One line for people: what runs the handler here. */
  readonly description: string;

  /** `v24.1.0`: what node runs the handler. */
  readonly nodeVersion: string;

  /** Installs or builds what is missing, unless it is aborted. Safe to call again, and quick then. */
  prepare(log: (line: string) => void, signal?: AbortSignal): Promise<void>;

  /** Starts a process whose wall clock is `aheadMs` ahead of this machine's. */
  launch(environment: Readonly<Record<string, string>>, aheadMs: number): RuntimeProcess;
}

/** The node options of Lambda: `require` of an ES module is off there, whatever this node's default is. */
export function lambdaNodeOptions(): string[] {
  const known = process.allowedNodeEnvironmentFlags.has('--experimental-require-module');
  return known ? ['--no-experimental-require-module'] : [];
}
