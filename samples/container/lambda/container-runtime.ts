import type { ChildProcess } from 'node:child_process';

/** One process that polls the Runtime API and runs the handler; its clocks can be moved. */
export interface RuntimeProcess {
  readonly child: ChildProcess;

  /** The wall clock as the process sees it. */
  now(): number;

  /**
   * Freezes the idle process and thaws it: its wall clock has moved on by `milliseconds`, its monotonic clock has not.
   * `heldMs` is how long it is really stopped meanwhile.
   */
  freeze(milliseconds: number, heldMs: number): Promise<void>;

  /** Removes what the process left behind; called when it has ended. */
  cleanUp(): void;
}

/** What runs handlers in containers: the real runtime client, or a simulation of it. */
export interface ContainerRuntime {
  readonly simulated: boolean;

  /** One line for people: what runs the handler here. */
  readonly description: string;

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
