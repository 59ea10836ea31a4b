import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildClockShim, ShiftedClocks } from './clock-shim.js';
import { type ContainerRuntime, lambdaNodeOptions, type RuntimeProcess } from './container-runtime.js';
import { installRuntimeClient, RUNTIME_CLIENT_VERSION, runtimeClientProgram } from './runtime-client.js';
import { StoppableProcess } from './stoppable-process.js';

export interface RealRuntimeOptions {
  /** Another node than the one that runs this program, 22 or newer. */
  readonly node?: { readonly path: string; readonly version: string; install(log: (line: string) => void): Promise<void> };
  /** A CommonJS file that is loaded before the runtime client, in every thread. */
  readonly preload?: string;
}

/** The real Lambda runtime client under clocks that stand still while it is stopped. Linux only. */
export class RealRuntime implements ContainerRuntime {
  readonly simulated = false;
  readonly nodeVersion: string;
  readonly description: string;
  private clockShim: string | undefined;

  constructor(private readonly options: RealRuntimeOptions = {}) {
    this.nodeVersion = options.node?.version ?? process.version;
    this.description = `the real Lambda runtime client (aws-lambda-ric ${RUNTIME_CLIENT_VERSION}), node ${this.nodeVersion}`;
  }

  async prepare(log: (line: string) => void, signal?: AbortSignal): Promise<void> {
    await installRuntimeClient(log, signal);
    await this.options.node?.install(log);
    this.clockShim = await buildClockShim();
  }

  launch(environment: Readonly<Record<string, string>>, aheadMs: number): RuntimeProcess {
    if (!this.clockShim) throw new Error('Call prepare() before the first container starts.');
    const clockFile = join(tmpdir(), `warmscope-clock-${randomUUID()}`);
    const clocks = new ShiftedClocks(clockFile, aheadMs);
    const { node, preload } = this.options;
    const options = node ? ['--no-experimental-require-module'] : lambdaNodeOptions();
    if (preload !== undefined) options.push('--require', preload);
    const child = spawn(node?.path ?? process.execPath, [...options, runtimeClientProgram], {
      env: { ...environment, LD_PRELOAD: this.clockShim, WARMSCOPE_CLOCK_FILE: clockFile },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new StoppableProcess(child, clocks);
  }
}
